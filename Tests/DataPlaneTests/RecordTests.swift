import DataPlane
import PersonalizeAPI
import Store
import Testing

struct RecordTests {
  let shop: Shop

  init() throws {
    shop = try Shop()
    try shop.addDataset("ITEMS", schema: Shop.itemsSchema)
  }

  private func put(_ items: [Item], into dataset: String = "shop/ITEMS") async throws {
    try await shop.put(items, into: dataset)
  }

  private func records() throws -> [String: String] {
    var records: [String: String] = [:]
    let reader = try shop.store.tenant(shop.tenant).group(named: "shop").reader()
    try reader.records(of: "ITEMS") { id, body, _ in records[id] = body }
    return records
  }

  @Test func `an item is stored by its schema's columns and replaced as a whole`() async throws {
    defer { shop.remove() }
    try await put([
      Item(
        itemId: "i1",
        properties: #"{"categoryL1":"shoes|men","price":12.5,"creationTimestamp":"1700000000"}"#)
    ])
    #expect(
      try records()["i1"]
        == #"{"CATEGORY_L1":"shoes|men","PRICE":12.5,"CREATION_TIMESTAMP":1700000000}"#)
    try await put([Item(itemId: "i1", properties: #"{"categoryL1":"hats"}"#)])
    #expect(try records() == ["i1": #"{"CATEGORY_L1":"hats"}"#])
  }

  @Test func `a column that cannot be null must have a value`() async throws {
    defer { shop.remove() }
    let error = await #expect(throws: ServiceError.self) {
      try await put([
        Item(itemId: "i1", properties: #"{"categoryL1":"hats"}"#), Item(itemId: "i2"),
      ])
    }
    #expect(error?.kind == .invalidInput)
    #expect(error?.message.contains("CATEGORY_L1") == true)
    #expect(try records().isEmpty)
  }

  @Test func `the dataset must be there, of the type and active`() async throws {
    defer { shop.remove() }
    let item = Item(itemId: "i1", properties: #"{"categoryL1":"hats"}"#)
    let missing = await #expect(throws: ServiceError.self) {
      try await put([item], into: "other/ITEMS")
    }
    #expect(missing?.kind == .resourceNotFound)
    let wrong = await #expect(throws: ServiceError.self) {
      try await put([item], into: "shop/INTERACTIONS")
    }
    #expect(wrong?.kind == .invalidInput)
    try shop.setStatus(Shop.arn("dataset", "shop/ITEMS"), .createInProgress)
    let busy = await #expect(throws: ServiceError.self) { try await put([item]) }
    #expect(busy?.kind == .resourceInUse)
  }

  @Test func `null and an empty text are null`() async throws {
    defer { shop.remove() }
    try await put([
      Item(itemId: "i1", properties: #"{"categoryL1":"a","price":null,"creationTimestamp":""}"#)
    ])
    #expect(try records()["i1"] == #"{"CATEGORY_L1":"a"}"#)
    for empty in [#"{"categoryL1":""}"#, #"{"categoryL1":null}"#] {
      let error = await #expect(throws: ServiceError.self) {
        try await put([Item(itemId: "i2", properties: empty)])
      }
      #expect(error?.message.contains("CATEGORY_L1") == true)
    }
  }

  @Test(arguments: [
    "[]", "\"x\"", "{", #"{"categoryL1":"a","price":"cheap"}"#, #"{"categoryL1":["a"]}"#,
    #"{"categoryL1":"a","creationTimestamp":1700000000000}"#,
  ])
  func `properties that cannot be taken are refused`(properties: String) async throws {
    defer { shop.remove() }
    let error = await #expect(throws: ServiceError.self) {
      try await put([Item(itemId: "i1", properties: properties)])
    }
    #expect(error?.kind == .invalidInput)
    #expect(try records().isEmpty)
  }

  @Test func `users and actions are written like items`() async throws {
    defer { shop.remove() }
    try shop.addDataset("USERS", schema: Self.schema("Users", id: "USER_ID"))
    try shop.addDataset("ACTIONS", schema: Self.schema("Actions", id: "ACTION_ID"))
    let properties = #"{"membershipStatus":"gold"}"#
    try await shop.wait {
      shop.plane.putUsers(
        PutUsersRequest(
          datasetArn: Shop.arn("dataset", "shop/USERS"),
          users: [User(userId: "u1", properties: properties)]), shop.context, $0)
    }
    try await shop.wait {
      shop.plane.putActions(
        PutActionsRequest(
          datasetArn: Shop.arn("dataset", "shop/ACTIONS"),
          actions: [Action(actionId: "a1", properties: properties)]), shop.context, $0)
    }
    let reader = try shop.store.tenant(shop.tenant).group(named: "shop").reader()
    for (dataset, id) in [("USERS", "u1"), ("ACTIONS", "a1")] {
      var found: [String: String] = [:]
      try reader.records(of: dataset) { id, body, _ in found[id] = body }
      #expect(found == [id: #"{"MEMBERSHIP_STATUS":"gold"}"#])
    }
  }

  private static func schema(_ name: String, id: String) -> String {
    """
    {"type":"record","name":"\(name)","namespace":"com.amazonaws.personalize.schema","fields":[
    {"name":"\(id)","type":"string"},
    {"name":"MEMBERSHIP_STATUS","type":"string","categorical":true}],"version":"1.0"}
    """
  }
}
