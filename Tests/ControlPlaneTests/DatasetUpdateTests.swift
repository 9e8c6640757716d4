import ControlPlane
import PersonalizeAPI
import Platform
import Store
import Testing

@Suite struct DatasetUpdateTests {
  private static let more = SchemaText.record(
    "Items",
    #"{"name":"ITEM_ID","type":"string"},{"name":"BRAND","type":["null","string"]},"#
      + #"{"name":"GENRES","type":["null","string"],"categorical":true},"#
      + #"{"name":"PRICE","type":"float"}"#)

  private func update(_ dataset: String, to schema: String) -> UpdateDatasetRequest {
    UpdateDatasetRequest(datasetArn: dataset, schemaArn: schema)
  }

  @Test func `a schema gains a nullable column through the states of an update`() throws {
    let world = try World()
    let group = try world.group()
    let old = try world.schema("items", SchemaText.items)
    let dataset = try world.dataset(inGroup: group, type: "Items", schema: old)
    let new = try world.schema("more", Self.more)
    func describe() throws -> Dataset {
      let response = try world.call {
        try $0.describeDataset(DescribeDatasetRequest(datasetArn: dataset), $1)
      }
      return try #require(response.dataset)
    }
    #expect(try describe().latestDatasetUpdate == nil)
    let response = try world.call { try $0.updateDataset(update(dataset, to: new), $1) }
    #expect(response.datasetArn == dataset)
    #expect(try world.jobs(dataset) == [.update])
    let during = try describe()
    #expect(during.status == "ACTIVE")
    #expect(during.schemaArn == old)
    #expect(during.latestDatasetUpdate?.status == "UPDATE PENDING")
    #expect(during.latestDatasetUpdate?.schemaArn == new)
    // Both schemas are in use until it has ended.
    for schema in [old, new] {
      world.refuse(.resourceInUse, dataset) { plane, context in
        try plane.deleteSchema(DeleteSchemaRequest(schemaArn: schema), context)
      }
    }
    try world.settle()
    #expect(try describe().schemaArn == new)
    try world.call { try $0.deleteSchema(DeleteSchemaRequest(schemaArn: old), $1) }
  }

  @Test(arguments: [
    (
      #"{"name":"ITEM_ID","type":"string"},{"name":"PRICE","type":"float"}"#,
      "lacks the field GENRES"
    ),
    (
      #"{"name":"ITEM_ID","type":"string"},{"name":"PRICE","type":"double"},"#
        + #"{"name":"GENRES","type":["null","string"],"categorical":true}"#,
      "changes the field PRICE"
    ),
    (
      #"{"name":"ITEM_ID","type":"string"},{"name":"PRICE","type":"float"},"#
        + #"{"name":"GENRES","type":["null","string"]}"#, "changes the field GENRES"
    ),
    (
      #"{"name":"ITEM_ID","type":"string"},{"name":"PRICE","type":"float"},"#
        + #"{"name":"GENRES","type":["null","string"],"categorical":true},"#
        + #"{"name":"YEAR","type":"int"}"#, "adds the field YEAR, which cannot be null"
    ),
  ])
  func `a schema that does more than add nullable columns is refused`(
    _ fields: String, _ reason: String
  ) throws {
    let world = try World()
    let dataset = try world.dataset(
      inGroup: try world.group(), type: "Items",
      schema: try world.schema("items", SchemaText.items))
    let schema = try world.schema("new", SchemaText.record("Items", fields))
    world.refuse(.invalidInput, reason) { plane, context in
      try plane.updateDataset(update(dataset, to: schema), context)
    }
  }

  @Test func `the new schema exists and is of the same type`() throws {
    let world = try World()
    let dataset = try world.dataset(
      inGroup: try world.group(), type: "Items",
      schema: try world.schema("items", SchemaText.items))
    let none = "arn:aws:personalize:us-east-1:111122223333:schema/none"
    world.refuse(.resourceNotFound, none) { plane, context in
      try plane.updateDataset(update(dataset, to: none), context)
    }
    let users = try world.schema("users", SchemaText.users)
    world.refuse(.invalidInput, "needs a schema with the name Items") { plane, context in
      try plane.updateDataset(update(dataset, to: users), context)
    }
  }
}
