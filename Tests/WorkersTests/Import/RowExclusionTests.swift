import Foundation
import ObjectStore
import PersonalizeAPI
import Platform
import Privacy
import Store
import Testing

@testable import Workers

/// Imports after erasures: what must not come back.
@Suite struct RowExclusionTests {
  private let fixture: ImportFixture
  private static let erasedAt = Timestamp(seconds: 2000)
  private static let users = """
    {"type":"record","name":"Users","namespace":"n","version":"1.0","fields":[
    {"name":"USER_ID","type":"string"},{"name":"AGE","type":["null","int"]}]}
    """

  init() throws { fixture = try ImportFixture() }

  /// As the watch gives them: `gone` was erased, `never` is suppressed, `going` is being erased.
  private func exclusions() throws -> SubjectExclusions {
    let key = SubjectKey(bytes: [UInt8](repeating: 3, count: 32))
    func entry(_ id: String, _ standing: String) throws -> String {
      """
      {"subject":\(key.hash(of: id).bytes),"rules":{"standing":"\(standing)",\
      "time":{"milliseconds":\(Self.erasedAt.milliseconds)}}}
      """
    }
    let hasher = String(decoding: try JSONEncoder().encode(key.hasher), as: UTF8.self)
    let entries = [
      try entry("gone", "erased"), try entry("never", "suppressed"), try entry("going", "erasing"),
    ]
    return try JSONDecoder().decode(
      SubjectExclusions.self,
      from: Data(#"{"hasher":\#(hasher),"entries":[\#(entries.joined(separator: ","))]}"#.utf8))
  }

  /// Imports a file that was written at a time.
  private func run(
    _ text: String, schema: String, writtenAt seconds: Double, minimumRows: Int64 = 1
  ) throws -> SegmentImport.Outcome {
    try fixture.put(Array(text.utf8), at: "rows.csv")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: seconds)],
      ofItemAtPath: fixture.directory + "/s3/data/rows.csv")
    let parsed = try AvroSchema(parsing: schema)
    return try SegmentImport(
      schema: parsed, datasetType: parsed.datasetType ?? .interactions,
      location: try ObjectLocation("s3://data/rows.csv"), objectStore: fixture.objectStore,
      minimumRows: minimumRows, path: fixture.segment, exclusions: exclusions()
    ).run { _ in }
  }

  private static let rows = """
    USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP
    other,i1,click,,1000
    gone,i2,click,,1000
    gone,i3,click,,3000
    never,i4,click,,3000
    going,i5,click,,3000
    other,i6,click,,3000

    """

  @Test func `rows of a new file come back only if they are from after the erasure`() throws {
    let outcome = try run(Self.rows, schema: ImportFixture.interactions, writtenAt: 4000)
    #expect(outcome.rows == 3)
    #expect(outcome.leftOut.map(\.rows) == [1, 1, 1])
    #expect(
      try fixture.interactionRows() == [
        "other i1 click - 1000", "gone i3 click - 3000", "other i6 click - 3000",
      ])
  }

  @Test func `an old file brings nothing back, whatever its rows say of their time`() throws {
    let outcome = try run(Self.rows, schema: ImportFixture.interactions, writtenAt: 1500)
    #expect(outcome.rows == 2)
    #expect(outcome.leftOut.map(\.rows).sorted() == [1, 1, 2])
    #expect(
      try fixture.interactionRows() == ["other i1 click - 1000", "other i6 click - 3000"])
  }

  @Test func `rows left out count towards the least number of rows`() throws {
    let outcome = try run(
      Self.rows, schema: ImportFixture.interactions, writtenAt: 1500, minimumRows: 6)
    #expect(outcome.rows == 2)
  }

  @Test(arguments: [(1500.0, ["other"]), (4000.0, ["gone", "other"])])
  func `records of users go by the time of the file alone`(
    writtenAt: Double, ids: [String]
  ) throws {
    let outcome = try run(
      "USER_ID,AGE\nother,4\ngone,5\nnever,6\ngoing,7\n", schema: Self.users,
      writtenAt: writtenAt)
    #expect(outcome.rows == Int64(ids.count))
    #expect(try fixture.records().keys.sorted() == ids)
  }

  @Test func `records of items are nobody's`() throws {
    let text = "ITEM_ID,GENRES,PRICE,STOCK,SOLD,ABOUT,CREATION_TIMESTAMP\ngone,,,,,,\n"
    #expect(try run(text, schema: ImportFixture.items, writtenAt: 1500).rows == 1)
  }
}
