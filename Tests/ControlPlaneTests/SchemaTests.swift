import ControlPlane
import Foundation
import PersonalizeAPI
import Platform
import Store
import Testing

@Suite struct SchemaTests {
  struct Wrong: Sendable, CustomTestStringConvertible {
    let name: String
    let fields: String
    var domain: Domain?
    /// A part of the message.
    let reason: String
    var testDescription: String { reason }
  }

  private static let ids =
    #"{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},"#
  private static let time = #"{"name":"TIMESTAMP","type":"long"}"#
  private static let item = #"{"name":"ITEM_ID","type":"string"}"#

  private static let wrong: [Wrong] = [
    Wrong(name: "Interactions", fields: ids, reason: "not valid JSON"),
    Wrong(name: "Interactions", fields: "", reason: "no \"fields\""),
    Wrong(name: "Things", fields: ids + time, reason: "stands for no type of dataset"),
    Wrong(name: "Interactions", fields: item, reason: "missing the required field USER_ID"),
    Wrong(
      name: "Interactions", fields: ids + #"{"name":"TIMESTAMP","type":"int"}"#,
      reason: "Field TIMESTAMP is not as the service requires it"),
    Wrong(
      name: "Interactions",
      fields: #"{"name":"USER_ID","type":["string","null"]},"# + item + "," + time,
      reason: "Field USER_ID"),
    Wrong(
      name: "Interactions",
      fields: ids + time + #",{"name":"EVENT_TYPE","type":"string","categorical":true}"#,
      reason: "Field EVENT_TYPE"),
    Wrong(
      name: "Interactions", fields: ids + time + #",{"name":"EVENT_VALUE","type":"double"}"#,
      reason: "Field EVENT_VALUE"),
    Wrong(
      name: "Interactions",
      fields: ids + time + (1...6).map { #",{"name":"M\#($0)","type":"int"}"# }.joined(),
      reason: "6 metadata fields"),
    Wrong(
      name: "Interactions", fields: ids + time + #",{"name":"TAGS","type":{"type":"array"}}"#,
      reason: "Field TAGS has the type"),
    Wrong(
      name: "Interactions",
      fields: ids + time + #",{"name":"X","type":["string","int"]}"#,
      reason: "Field X has the type [string, int]"),
    Wrong(
      name: "Interactions", fields: ids + time + #",{"name":"2X","type":"int"}"#,
      reason: "Field 4 of the schema has the name"),
    Wrong(
      name: "Interactions",
      fields: ids + time + #",{"name":"GENRE_1","type":"int"},{"name":"GENRE1","type":"int"}"#,
      reason: "Fields GENRE_1 and GENRE1"),
    Wrong(
      name: "Interactions",
      fields: ids + time + #",{"name":"N","type":"int","categorical":true}"#,
      reason: "only fields of type string"),
    Wrong(
      name: "Interactions",
      fields: ids + time + #",{"name":"N","type":"string","textual":true}"#,
      reason: "only fields of an Items schema"),
    Wrong(name: "Items", fields: item, reason: "at least one metadata field"),
    Wrong(
      name: "Items", fields: item + #",{"name":"TITLE","type":"string"}"#,
      reason: "at least one metadata field"),
    Wrong(
      name: "Items",
      fields: item + #",{"name":"A","type":"string","textual":true},"#
        + #"{"name":"B","type":"string","textual":true}"#,
      reason: "one textual field at most"),
    Wrong(
      name: "Items",
      fields: item + #",{"name":"A","type":"string","itemName":true,"categorical":true},"#
        + #"{"name":"B","type":"string","itemName":true}"#,
      reason: "marked itemName"),
    Wrong(
      name: "Items", fields: item + #",{"name":"PRICE","type":"float"}"#, domain: .ecommerce,
      reason: "missing the required field CATEGORY_L1"),
    Wrong(
      name: "Interactions", fields: ids + time, domain: .videoOnDemand,
      reason: "missing the required field EVENT_TYPE"),
    Wrong(
      name: "Actions",
      fields: #"{"name":"ACTION_ID","type":"string"},{"name":"VALUE","type":"long"}"#,
      domain: .ecommerce, reason: "without a domain"),
  ]

  @Test(arguments: wrong)
  func `a schema that breaks a rule is refused with the rule`(_ wrong: Wrong) throws {
    let world = try World()
    world.refuse(.invalidInput, wrong.reason) { plane, context in
      try plane.createSchema(
        CreateSchemaRequest(
          name: "a", schema: SchemaText.record(wrong.name, wrong.fields), domain: wrong.domain),
        context)
    }
  }

  private static let right: [(String, String, Domain?)] = [
    ("interactions", SchemaText.interactions, nil),
    ("items", SchemaText.items, nil),
    ("users", SchemaText.users, nil),
    // The service's own default schemas.
    ("interactions", SchemaText.interactions, .ecommerce),
    (
      "items",
      SchemaText.record(
        "Items",
        item + #",{"name":"PRICE","type":"float"},"#
          + #"{"name":"CATEGORY_L1","type":["string"],"categorical":true}"#), .ecommerce
    ),
    (
      "items",
      SchemaText.record(
        "Items",
        item + #",{"name":"GENRES_L1","type":["string"],"categorical":true},"#
          + #"{"name":"CREATION_TIMESTAMP","type":"long"}"#), .videoOnDemand
    ),
    // A time of creation may be missing, and in the domains be a float.
    (
      "items",
      SchemaText.record(
        "Items",
        item + #",{"name":"GENRES","type":"string","categorical":true},"#
          + #"{"name":"CREATION_TIMESTAMP","type":["null","float"]}"#), .videoOnDemand
    ),
    (
      "items",
      SchemaText.record(
        "Items",
        item + #",{"name":"PRICE","type":"float"},"#
          + #"{"name":"CREATION_TIMESTAMP","type":["long","null"]}"#), nil
    ),
    (
      "users",
      SchemaText.record(
        "Users",
        #"{"name":"USER_ID","type":"string"},"#
          + #"{"name":"SUBSCRIPTION_MODEL","type":"string","categorical":true}"#), .videoOnDemand
    ),
  ]

  @Test func `schemas that keep the rules are stored as given`() throws {
    for (name, text, domain) in Self.right {
      let world = try World()
      let arn = try world.schema(name, text, domain: domain)
      let schema = try world.call { plane, context in
        try plane.describeSchema(DescribeSchemaRequest(schemaArn: arn), context)
      }.schema
      #expect(schema?.schema == text)
      #expect(schema?.domain == domain)
      #expect(schema?.creationDateTime == world.clock.now())
    }
  }

  @Test(arguments: [
    ("ecommerce", Domain.ecommerce, ["interactions", "items", "users"]),
    ("video-on-demand", .videoOnDemand, ["interactions", "items", "users"]),
    ("custom", nil, ["interactions", "items", "users", "actions", "action-interactions"]),
  ])
  func `the example schemas are accepted`(
    _ prefix: String, _ domain: Domain?, _ types: [String]
  ) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("examples/schemas")
    let world = try World()
    for type in types {
      let file = folder.appendingPathComponent("\(prefix)-\(type).json")
      _ = try world.schema(type, String(contentsOf: file, encoding: .utf8), domain: domain)
    }
  }

  @Test func `a parsed schema knows its fields`() throws {
    let schema = try AvroSchema(parsing: SchemaText.items)
    #expect(schema.datasetType == .items)
    #expect(schema.fields.map(\.name) == ["ITEM_ID", "PRICE", "GENRES"])
    let genres = try #require(schema.field(named: "genres"))
    #expect(genres.isNullable && genres.isCategorical && genres.type == .string)
    #expect(schema.field(matchingProperty: "itemId")?.name == "ITEM_ID")
    #expect(
      schema.columns == [
        Column(name: "ITEM_ID", type: .string), Column(name: "PRICE", type: .real),
        Column(name: "GENRES", type: .string),
      ])
  }
}
