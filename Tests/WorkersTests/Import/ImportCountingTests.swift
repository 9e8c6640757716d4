import Foundation
import ObjectStore
import Store
import Testing

@testable import Workers

@Suite struct ImportCountingTests {
  private static let schema = """
    {"type":"record","name":"Interactions","namespace":"n","version":"1.0","fields":[
    {"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
    {"name":"EVENT_TYPE","type":["null","string"]},{"name":"TIMESTAMP","type":"long"},
    {"name":"DEPTH","type":["null","int"]},
    {"name":"EVENT_ATTRIBUTION_SOURCE","type":["null","string"]}]}
    """

  @Test func `rows are counted as they are read, whatever else becomes of them`() throws {
    let world = try World()
    try world.addGroup()
    let group = try world.tenant.group(named: "shop")
    try group.putRecords(
      [("i", "{\"PRICE\":2.5}"), ("free", "{}")], dataset: "ITEMS", at: World.moment)
    let rules = AttributionRules(
      attribution: 1,
      metrics: [
        .init(name: "views", eventType: "View", expression: .count),
        .init(name: "revenue", eventType: "BUY", expression: .itemSum(column: "PRICE")),
        .init(name: "depth", eventType: "view", expression: .interactionSum(column: "DEPTH")),
      ], hasDestination: true)
    try world.put(
      """
      USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP,DEPTH,EVENT_ATTRIBUTION_SOURCE
      u,i,view,1000,3,web
      u,i,VIEW,100,,"a, b"
      u,i,buy,1000,,
      u,free,buy,1000,,
      u,i,other,1000,,web
      u,i,,1000,,web
      """, at: "rows.csv")
    let path = group.segmentPath(file: "x.segment")
    let counting = ImportCounting(
      rules: rules,
      givers: try world.tenant.transaction {
        try RecommendationSource(ofGroup: World.group, in: $0)
      }, groupDirectory: group.directory, totalsSince: 1000, countsForFile: true,
      path: path + ".count.tmp")
    let schema = try AvroSchema(parsing: Self.schema)
    let outcome = try SegmentImport(
      schema: schema, datasetType: .interactions,
      location: try ObjectLocation("s3://data/rows.csv"),
      objectStore: .directory(DirectoryStore(root: world.directory + "/s3")), minimumRows: 1,
      path: path, counting: counting
    ).run { _ in }
    #expect(outcome.rows == 6)
    let metrics = try ImportCount(path: counting.path).metrics(by: counting, method: "FULL")
    func sums(_ tally: MetricTally?) throws -> [String: Double] {
      let tally = try #require(tally)
      return Dictionary(
        tally.cells.map { cell, sum in
          ("\(cell.metric) \(tally.sources.names[cell.source]) \(cell.window)", sum.value)
        }
      ) { $1 }
    }
    #expect(
      try sums(metrics.rows) == [
        "0 web 900": 1, "0 a, b 0": 1, "1 SOURCE_NAME_UNDEFINED 900": 2.5, "2 web 900": 3,
      ])
    #expect(
      try sums(metrics.totals) == [
        "0 web 0": 1, "1 SOURCE_NAME_UNDEFINED 0": 2.5, "2 web 0": 3,
      ])
  }
}
