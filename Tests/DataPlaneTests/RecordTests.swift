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
    let request = PutItemsRequest(datasetArn: Shop.arn("dataset", dataset), items: items)
    try await withCheckedContinuation { continuation in
      shop.plane.putItems(request, shop.context) { continuation.resume(returning: $0) }
    }.get()
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
}
