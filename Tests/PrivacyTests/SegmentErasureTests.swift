import Foundation
import Platform
import Privacy
import Store
import Testing

@Suite struct SegmentErasureTests {
  let data: ErasureGroup

  init() throws { data = try ErasureGroup() }

  private func erase(_ ids: String...) throws -> [RewrittenSegment] {
    try SegmentErasure(
      groupDirectory: data.directory, subjects: ErasureSubjects(ids: ids), mark: "m1"
    ).run()
  }

  private func expect(
    _ file: String, equals rows: [[String]], columns: [String],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let wanted = data.directory + "/wanted.segment"
    try ErasureGroup.write(rows, columns: columns, to: wanted)
    #expect(
      try data.bytes(ofSegment: file) == Files.read(wanted), sourceLocation: location)
  }

  @Test func `the new file is byte for byte what importing the others would have made`() throws {
    let columns = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_VALUE", "DEVICE"]
    let rows = (0..<150_000).map { row in
      let user = row % 7 == 3 ? "person-one" : row % 11 == 5 ? "person-two" : "user-\(row % 900)"
      return [
        user, user == "person-one" ? "only-theirs-\(row % 5)" : "item-\(row * 31 % 700)", "\(row)",
        row % 3 == 0 ? "" : "\(Double(row) / 8)", row % 5 == 0 ? "" : "phone",
      ]
    }
    try data.add(rows, columns: columns)
    var reports: [SegmentErasureProgress] = []
    let changes = try SegmentErasure(
      groupDirectory: data.directory,
      subjects: ErasureSubjects(ids: ["person-one", "person-two", "nobody"]), mark: "m1"
    ).run { reports.append($0) }
    let others = rows.filter { !$0[0].hasPrefix("person") }
    #expect(
      changes == [
        RewrittenSegment(
          segmentID: 1, dataset: "INTERACTIONS", oldFile: "one.segment",
          newFile: "one.segment~m1", rowsBefore: 150_000,
          rowsRemoved: Int64(rows.count - others.count), valuesRemoved: 0)
      ])
    try expect("one.segment~m1", equals: others, columns: columns)
    #expect(reports.last?.fraction == 1)
    #expect(reports.map(\.rows) == reports.map(\.rows).sorted())
  }

  @Test func `an item that only the person used leaves no bytes behind`() throws {
    try data.add(
      [["person", "secret-item", "1"], ["other", "item", "2"]],
      columns: ["USER_ID", "ITEM_ID", "TIMESTAMP"])
    let change = try #require(try erase("person").first)
    let bytes = String(decoding: try data.bytes(ofSegment: change.newFile), as: Unicode.ASCII.self)
    #expect(!bytes.contains("person"))
    #expect(!bytes.contains("secret-item"))
    #expect(bytes.contains("other"))
  }

  @Test func `a segment without the people is left alone`() throws {
    try data.add([["other", "item", "1"]], columns: ["USER_ID", "ITEM_ID", "TIMESTAMP"])
    try data.add(records: [("other", #"{"USER_ID":"other"}"#)], as: "users")
    #expect(try erase("person").isEmpty)
    #expect(Files.names(in: data.directory + "/segments") == ["one.segment", "users"])
  }

  @Test func `a segment of nobody else becomes one without rows`() throws {
    let columns = ["USER_ID", "ITEM_ID", "TIMESTAMP"]
    try data.add([["person", "item", "1"]], columns: columns)
    let change = try #require(try erase("person").first)
    #expect(change.rowsRemoved == 1)
    try expect(change.newFile, equals: [], columns: columns)
  }

  @Test func `another's value that names the person becomes null, an element is taken out`() throws
  {
    let columns = ["USER_ID", "ITEM_ID", "TIMESTAMP", "IMPRESSION", "REFERRED_BY"]
    try data.add(
      [
        ["other", "item", "1", "item|person|third", "person"],
        ["other", "item", "2", "person", "other"],
        ["fourth", "item", "3", "item|third", "personal"],
      ], columns: columns)
    let change = try #require(try erase("person").first)
    #expect((change.rowsRemoved, change.valuesRemoved) == (0, 3))
    try expect(
      change.newFile,
      equals: [
        ["other", "item", "1", "item|third", ""], ["other", "item", "2", "", "other"],
        ["fourth", "item", "3", "item|third", "personal"],
      ], columns: columns)
  }

  @Test func `numbers and items of the same name are not the person`() throws {
    let columns = ["USER_ID", "ITEM_ID", "TIMESTAMP", "IMPRESSION", "AGE"]
    try data.add(
      [
        ["other", "profile", "1", "profile|item", "1977"], ["1977", "item", "2", "", ""],
        ["profile", "item", "3", "", ""],
      ], columns: columns)
    let change = try #require(try erase("1977", "profile").first)
    #expect((change.rowsRemoved, change.valuesRemoved) == (2, 0))
    try expect(
      change.newFile, equals: [["other", "profile", "1", "profile|item", "1977"]],
      columns: columns)
  }

  @Test func `words of a longer text name the person, parts of another's id do not`() throws {
    let columns = ["USER_ID", "ITEM_ID", "TIMESTAMP", "NOTE", "REFERRED_BY"]
    try data.add(
      [
        ["anna-schmidt-2", "item", "1", "gift of anna-schmidt, again", "anna-schmidt"],
        ["other", "item", "2", "gift of joanna-schmidt", "anna-schmidt-2"],
      ], columns: columns)
    let change = try #require(try erase("anna-schmidt").first)
    #expect((change.rowsRemoved, change.valuesRemoved) == (0, 2))
    try expect(
      change.newFile,
      equals: [
        ["anna-schmidt-2", "item", "1", "", ""],
        ["other", "item", "2", "gift of joanna-schmidt", "anna-schmidt-2"],
      ], columns: columns)
  }

  @Test func `ids that look alike are two people`() throws {
    let columns = ["USER_ID", "ITEM_ID", "TIMESTAMP"]
    try data.add(
      [["caf\u{E9}", "item", "1"], ["cafe\u{301}", "item", "2"]], columns: columns)
    let change = try #require(try erase("caf\u{E9}").first)
    #expect(change.rowsRemoved == 1)
    try expect(change.newFile, equals: [["cafe\u{301}", "item", "2"]], columns: columns)
  }

  @Test func `records of the people go, others lose what names them and nothing else`() throws {
    try data.add(
      records: [
        ("person", #"{"USER_ID":"person","AGE":31}"#),
        ("other", #"{"USER_ID":"other","REFERRED_BY":"person","N":9007199254740993,"X":1.50}"#),
        ("third", #"{"USER_ID":"third","FRIENDS":["person","other"],"TAGS":"a|person|b"}"#),
        ("fourth", #"{"USER_ID" : "fourth"}"#),
      ], as: "users")
    try data.add(
      records: [("bag", #"{"ITEM_ID":"bag","SELLER":"person"}"#)], as: "items",
      to: "ITEMS")
    let changes = try erase("person")
    #expect(changes.map(\.dataset) == ["ITEMS", "USERS"])
    #expect(changes.map(\.rowsRemoved) == [0, 1])
    #expect(changes.map(\.valuesRemoved) == [1, 2])
    func records(_ file: String) throws -> [String] {
      var found: [String] = []
      try RecordSegmentReader(path: data.group.segmentPath(file: file)).forEachRecord { _, body in
        found.append(body)
      }
      return found
    }
    #expect(
      try records("users~m1") == [
        #"{"USER_ID" : "fourth"}"#,
        #"{"USER_ID":"other","N":9007199254740993,"X":1.50}"#,
        #"{"USER_ID":"third","FRIENDS":["other"],"TAGS":"a|b"}"#,
      ])
    #expect(try records("items~m1") == [#"{"ITEM_ID":"bag"}"#])
  }

  @Test func `people known by hash alone are found among all ids of the group`() async throws {
    let columns = ["USER_ID", "ITEM_ID", "TIMESTAMP"]
    try data.add(
      [["one", "item", "1"], ["two", "item", "2"], ["six", "item", "3"]], columns: columns)
    try data.group.putRecords(
      [("four", #"{"FRIEND":"a|five"}"#)], dataset: "USERS", at: Timestamp(seconds: 5))
    let event = StreamedEvent(
      eventID: "e", userID: "three", sessionID: "s", itemID: "item", eventType: "click",
      timestamp: Timestamp(seconds: 9))
    _ = try await withCheckedThrowingContinuation { done in
      data.group.append([event]) { done.resume(with: $0) }
    }
    let key = SubjectKey(bytes: [UInt8](repeating: 7, count: 32))
    let subjects = ErasureSubjects(
      hashes: ["one", "three", "four", "five", "gone"].map { key.hash(of: $0) }, key: key)
    let coded = try JSONDecoder().decode(
      ErasureSubjects.self, from: try JSONEncoder().encode(subjects))
    #expect(coded == subjects)
    let resolved = try coded.resolved(groupDirectory: data.directory)
    #expect(Set(resolved.ids) == ["one", "three", "four", "five"])
    let change = try SegmentErasure(
      groupDirectory: data.directory, subjects: coded, mark: "m"
    ).run().first
    #expect(change?.rowsRemoved == 1)
  }

  @Test func `a second run finds nothing, and never writes over what is live`() throws {
    let columns = ["USER_ID", "ITEM_ID", "TIMESTAMP"]
    try data.add([["one", "item", "1"], ["two", "item", "2"]], columns: columns, as: "f~m1")
    let change = try #require(try erase("one").first)
    #expect(change.newFile != "f~m1")
    #expect(change.newFile.hasPrefix("f~m1"))
    let again = try ErasureGroup()
    try again.add([["two", "item", "2"]], columns: columns, as: "f~m1")
    #expect(
      try SegmentErasure(
        groupDirectory: again.directory, subjects: ErasureSubjects(ids: ["one"]), mark: "m1"
      ).run().isEmpty)
  }

  @Test(arguments: [
    ("anna@example.org", true), ("u-17", true), ("4711-0815", false), ("471108155", true),
    ("1700000000", true), ("19.95", false), ("usa", false), ("", false), ("12345678", false),
    ("\u{1F600}", true),
  ])
  func `an id tells of its person unless it may as well be a number or a code`(
    id: String, tells: Bool
  ) {
    #expect(SubjectMatcher.isTelling(id) == tells)
  }
}
