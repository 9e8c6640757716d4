import Foundation
import ObjectStore
import PersonalizeAPI
import Platform
import Store
import Testing

@testable import Workers

/// Export jobs, done by the real worker.
@Suite struct ExportTests {
  private static let schema = """
    {"type":"record","name":"Interactions","namespace":"n","version":"1.0","fields":[
    {"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
    {"name":"EVENT_TYPE","type":["null","string"]},
    {"name":"EVENT_VALUE","type":["float","null"]},{"name":"TIMESTAMP","type":"long"},
    {"name":"IMPRESSION","type":["null","string"]},
    {"name":"RECOMMENDATION_ID","type":["null","string"]},
    {"name":"EVENT_ATTRIBUTION_SOURCE","type":["null","string"]},
    {"name":"DEVICE","type":["null","string"],"categorical":true},
    {"name":"DEPTH","type":["null","int"]},{"name":"AT_HOME","type":["null","boolean"]}]}
    """

  private static let header =
    "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP,IMPRESSION,RECOMMENDATION_ID,"
    + "EVENT_ATTRIBUTION_SOURCE,DEVICE,DEPTH,AT_HOME"

  private static let rows = [
    #""Anna, ""the"" buyer",i1,view,0.1,1700000001,i1|i2,r1,,"tv \ ""4k""",,true"#,
    "日本,naïve 😀,,,1700000002,,,,,-5,false",
    "plain,i2,view,1e300,1700000003,,,news,phone,2147483647,",
    "plain,i2,view,1e300,1700000003,,,news,phone,2147483647,",
    #"\,"\\",buy,3,1700000004,,,,a|b,0,"#,
  ]

  private static func text(_ header: String, _ rows: [String]) -> String {
    ([header] + rows).joined(separator: "\n") + "\n"
  }

  private static func lines(_ world: World, _ name: String) throws -> [String] {
    let text = try String(
      contentsOfFile: "\(world.directory)/s3/data/out/\(name).csv", encoding: .utf8)
    #expect(text.utf8.last == UInt8(ascii: "\n"))
    return text.split(separator: "\n").map(String.init)
  }

  private static func export(
    _ world: World, _ name: String, _ mode: IngestionMode, of dataset: String = World.interactions
  ) async throws -> [String] {
    let job = try await world.settled(world.addExport(name, mode: mode, of: dataset))
    #expect(job?.failureReason == nil)
    #expect(job?.status == .active)
    return try lines(world, name)
  }

  private static func append(_ events: [StreamedEvent], to world: World) async throws {
    let group = try world.tenant.group(named: "shop")
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      group.append(events) { result in done.resume(with: result.map { _ in }) }
    }
  }

  @Test func `an export that is imported elsewhere is exported the same`() async throws {
    let world = try World()
    try world.addGroup()
    try world.addDataset(World.interactions, schema: Self.schema)
    try world.put(Self.text(Self.header, Self.rows), at: "rows.csv")
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    let first = try await Self.export(world, "first", .bulk)
    #expect(first.first == Self.header)
    // What is there twice is written once.
    #expect(first.count == 5)

    let other = try World()
    try other.addGroup()
    try other.addDataset(World.interactions, schema: Self.schema)
    try other.put(first.joined(separator: "\n") + "\n", at: "rows.csv")
    let second = other.supervisor()
    second.start()
    defer { second.stopOnThread() }
    #expect(try await other.settled(other.addImport("all"))?.failureReason == nil)
    #expect(try await Self.export(other, "again", .bulk) == first)
  }

  @Test func `events have the columns of the schema, and each way in a mode`() async throws {
    let world = try World()
    try world.addGroup()
    try world.addDataset(World.interactions, schema: Self.schema)
    try world.put(Self.text(Self.header, [Self.rows[2]]), at: "rows.csv")
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    let time = Timestamp(seconds: 1_700_000_009)
    try await Self.append(
      [
        StreamedEvent(
          eventID: "1", userID: nil, sessionID: "s", itemID: "a,b", eventType: "view",
          timestamp: time),
        StreamedEvent(
          eventID: "2", userID: "anna", sessionID: "s", itemID: "c", eventType: "buy",
          eventValue: 2.5, timestamp: time, recommendationID: "r", impression: "c|d",
          attributionSource: "mail",
          properties: #"{"DEVICE":"line\nbreak","DEPTH":3,"AT_HOME":true}"#),
        StreamedEvent(
          eventID: "3", userID: nil, sessionID: "nobody's", itemID: "c", eventType: "view",
          timestamp: time),
      ], to: world)
    let streamed = [
      #"anna,"a,b",view,,1700000009,,,,,,"#,
      "anna,c,buy,2.5,1700000009,c|d,r,mail,line break,3,true",
    ]
    let bulk = "plain,i2,view,1e+300,1700000003,,,news,phone,2147483647,"
    #expect(try await Self.export(world, "p", .put) == [Self.header] + streamed)
    #expect(try await Self.export(world, "b", .bulk) == [Self.header, bulk])
    #expect(try await Self.export(world, "a", .all) == [Self.header, bulk] + streamed)
  }

  @Test func `of records with one id all count, or in the mode ALL the newest`() async throws {
    let world = try World()
    try world.addGroup()
    try world.addDataset(World.items, schema: ImportFixture.items)
    let header = "ITEM_ID,GENRES,PRICE,STOCK,SOLD,ABOUT,CREATION_TIMESTAMP"
    try world.put(Self.text(header, ["a,x,1,,,,", "b,x,1,,,,", "c,x,1,,,,"]), at: "1.csv")
    try world.put(Self.text(header, ["b,y,2,,,,", "c,x,1,,,,"]), at: "2.csv")
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(
      world.addImport("one", key: "1.csv", dataset: World.items))
    _ = try await world.settled(
      world.addImport("two", key: "2.csv", mode: .incremental, dataset: World.items))
    let group = try world.tenant.group(named: "shop")
    try group.putRecords(
      [("b", #"{"GENRES":"old"}"#)], dataset: "ITEMS", at: Timestamp(seconds: 1))
    try group.putRecords(
      [
        ("a", #"{"GENRES":"new","PRICE":3,"STOCK":7,"SOLD":false}"#),
        ("d", #"{"ABOUT":"says \"d\"","CREATION_TIMESTAMP":9007199254740993}"#),
      ], dataset: "ITEMS", at: Timestamp(seconds: World.moment.seconds + 1))
    let put = [
      "a,new,3.0,7,false,,", "b,old,,,,,", #"d,,,,,"says \"d\"",9007199254740993"#,
    ]
    let bulk = ["a,x,1.0,,,,", "b,x,1.0,,,,", "b,y,2.0,,,,", "c,x,1.0,,,,"]
    let all = [put[0], bulk[2], bulk[3], put[2]]
    let items = World.items
    #expect(try await Self.export(world, "p", .put, of: items).sorted() == [header] + put)
    #expect(try await Self.export(world, "b", .bulk, of: items).sorted() == [header] + bulk)
    #expect(try await Self.export(world, "all", .all, of: items).sorted() == [header] + all)
  }

  @Test func `what cannot be written is the job's failure`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    let job = try await world.settled(
      world.addExport("x", mode: .put, to: "s3://no-such-bucket/out"))
    #expect(job?.status == .createFailed)
    #expect(job?.failureReason?.contains("no bucket no-such-bucket") == true)
  }

  @Test func `nothing is written when rows were erased meanwhile`() async throws {
    let world = try World()
    try world.addInteractions()
    let group = try world.tenant.group(named: "shop")
    let task = ExportTask(
      storage: ObjectStoreAddress(root: world.directory + "/s3"), location: "s3://data/out/x.csv",
      groupDirectory: group.directory, datasetType: "INTERACTIONS",
      schema: ImportFixture.interactions, includesBulk: true, includesStreamed: true,
      epoch: try group.erasureEpoch())
    try group.raiseErasureEpoch()
    #expect(task.perform(stores: .foldersOnly) { _ in } == .outdated)
    #expect(Files.names(in: world.directory + "/s3/data/out").isEmpty)
  }

  @Test func `rows are written once also when it takes several passes`() throws {
    let fixture = try ImportFixture()
    let rows = (0..<500).map { "u\($0 % 50),i\($0 % 10),view,1,\($0 % 100)" }
    let header = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP"
    _ = try fixture.importing(Self.text(header, rows), schema: ImportFixture.interactions)
    let segment = try InteractionSegmentReader(path: fixture.segment)
    func written(rowsPerPass: Int64) throws -> [Substring] {
      var export = InteractionExport(
        fields: try AvroSchema(parsing: ImportFixture.interactions).fields, exclusions: nil,
        total: 500, rowsPerPass: rowsPerPass)
      let target = try ObjectLocation("s3://data/out.csv")
      var file = ExportFile(try fixture.objectStore.writer(of: target))
      for pass in 0..<export.passes {
        export.begin(pass: pass)
        try export.write(segment, to: &file) { _, _ in }
      }
      #expect(try file.finish() == 100)
      return try String(contentsOfFile: fixture.directory + "/s3/data/out.csv", encoding: .utf8)
        .split(separator: "\n")
    }
    let once = try written(rowsPerPass: 1000)
    #expect(try written(rowsPerPass: 60).sorted() == once.sorted())
    #expect(once.first == "u0,i0,view,1.0,0")
  }
}
