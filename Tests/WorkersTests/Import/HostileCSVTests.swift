import Foundation
import Store
import Testing

@testable import Workers

/// A file that must fail, and the words its failure reason must have.
struct HostileCase: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let words: [String]

  init(_ name: String, _ text: String, _ words: String...) {
    self.init(name, bytes: Array(text.utf8), words)
  }

  init(_ name: String, bytes: [UInt8], _ words: [String]) {
    self.name = name
    self.bytes = bytes
    self.words = words
  }

  var testDescription: String { name }

  static let header = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP"
  static let nonconforming = "Input csv has rows that do not conform to the dataset schema"

  /// A case whose third line holds the bad row.
  static func row(_ name: String, _ row: String, column: String, _ words: String...) -> Self {
    let text = "\(header)\nu,i,click,1,9\n\(row)\nu,i,click,1,9\n"
    return HostileCase(
      name, bytes: Array(text.utf8),
      ["File s3://data/rows.csv, line 3, column \(column)"] + words)
  }

  static let all: [HostileCase] = [
    row("a text for a timestamp", "u,i,c,1,soon", column: "TIMESTAMP", nonconforming, "seconds"),
    row("a fraction for a timestamp", "u,i,c,1,9.5", column: "TIMESTAMP", nonconforming),
    row("milliseconds", "u,i,c,1,1700000000000", column: "TIMESTAMP", "divide them by 1000"),
    row("a number beyond 64 bits", "u,i,c,1,99999999999999999999", column: "TIMESTAMP"),
    row("a timestamp with a blank", "u,i,c,1, 9", column: "TIMESTAMP"),
    row("a text for a number", "u,i,c,five,9", column: "EVENT_VALUE", "decimal number"),
    row("not a number", "u,i,c,nan,9", column: "EVENT_VALUE"),
    row("infinity", "u,i,c,inf,9", column: "EVENT_VALUE"),
    row("a number beyond all bounds", "u,i,c,1e999,9", column: "EVENT_VALUE"),
    row("hexadecimal", "u,i,c,0x10,9", column: "EVENT_VALUE"),
    row("a point alone", "u,i,c,.,9", column: "EVENT_VALUE"),
    row("two points", "u,i,c,1.2.3,9", column: "EVENT_VALUE"),
    row("no user", ",i,c,1,9", column: "USER_ID", "not nullable"),
    row("an empty quoted user", "\"\",i,c,1,9", column: "USER_ID", "not nullable"),
    row("no timestamp", "u,i,c,1,", column: "TIMESTAMP", "not nullable"),
    row("too few values", "u,i,c", column: "EVENT_TYPE", "3 values", "5 columns"),
    row("too many values", "u,i,c,1,9,9", column: "TIMESTAMP", "6 values", "wrapped in quotes"),
    row("an unescaped quote", "u,\"i \"x\" y\",c,1,9", column: "ITEM_ID", "closing quote"),
    row("a line break in quotes", "u,\"i\nj\",c,1,9", column: "ITEM_ID", "line breaks"),
    row("CRLF in quotes", "u,\"i\r\nj\",c,1,9", column: "ITEM_ID", "line breaks"),
    row("a lone carriage return", "u,i\rj,c,1,9", column: "ITEM_ID", "LF or CRLF"),
    row("a NUL byte", "u,i\0,c,1,9", column: "ITEM_ID", "NUL"),
    row("a NUL byte in quotes", "u,\"\0\",c,1,9", column: "ITEM_ID", "NUL"),
    row(
      "a user id of 257 characters", "\(String(repeating: "u", count: 257)),i,c,1,9",
      column: "USER_ID", "Length cannot be more than 256 characters for USER_ID"),
    row(
      "an event type of 1001 characters", "u,i,\(String(repeating: "x", count: 1001)),1,9",
      column: "EVENT_TYPE", "Length cannot be more than 1000 characters for EVENT_TYPE"),
    HostileCase(
      "not UTF-8", bytes: Array("\(header)\nu,".utf8) + [0xFF, 0xC0] + Array(",c,1,9".utf8),
      ["line 2, column ITEM_ID", "UTF-8"]),
    HostileCase(
      "UTF-16", bytes: [0xFF, 0xFE] + header.utf8.flatMap { [$0, 0] },
      ["line 1, column number 1", "NUL"]),
    HostileCase(
      "a quote that never closes", "\(header)\nu,\"i,c,1,9", "line 2, column ITEM_ID",
      "does not end"),
    HostileCase(
      "a line without end", "\(header)\nu," + String(repeating: "i", count: 18 << 20),
      "line 2, column ITEM_ID", "16 MiB"),
    HostileCase(
      "missing columns", "USER_ID,EVENT_TYPE,EVENT_VALUE\nu,c,1\n",
      "Input CSV is missing the following columns: [ITEM_ID, TIMESTAMP].", "line 1"),
    HostileCase(
      "a missing nullable column", "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\nu,i,c,1\n",
      "Input CSV is missing the following columns: [EVENT_VALUE]."),
    HostileCase(
      "a column named twice", "\(header),USER_ID\nu,i,c,1,9,u\n", "column USER_ID more than once"),
    HostileCase(
      "a column named twice in other cases",
      "user_id,User_Id,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\nu,u,i,c,1,9\n",
      "column USER_ID more than once"),
    HostileCase("an empty file", "", "no header", "s3://data/rows.csv"),
    HostileCase("blank lines only", "\n\r\n\n", "no header"),
    HostileCase("a byte order mark only", "\u{FEFF}", "no header"),
    HostileCase("a header only", header + "\n", "0 rows", "minimum of 1 rows"),
  ]
}

@Suite struct HostileCSVTests {
  @Test(arguments: HostileCase.all)
  func `a bad file fails with its place, and leaves nothing`(hostile: HostileCase) throws {
    let fixture = try ImportFixture()
    try fixture.put(hostile.bytes, at: "rows.csv")
    let failure = #expect(throws: ImportError.self) {
      try fixture.run(schema: ImportFixture.interactions)
    }
    let reason = failure?.description ?? ""
    for word in hostile.words { #expect(reason.contains(word), "\(reason)") }
    #expect(!FileManager.default.fileExists(atPath: fixture.segment))
  }

  @Test func `999 rows are too few where 1000 are asked for`() throws {
    let fixture = try ImportFixture()
    let rows = String(repeating: "u,i,c,1,9\n", count: 999)
    let text = "\(HostileCase.header)\n\(rows)"
    let failure = #expect(throws: ImportError.self) {
      try fixture.importing(text, schema: ImportFixture.interactions, minimumRows: 1000)
    }
    #expect(failure?.description.contains("999 rows") == true)
    #expect(
      try fixture.importing(
        text + "u,i,c,1,9", schema: ImportFixture.interactions, minimumRows: 1000) == 1000)
  }

  @Test(arguments: [
    ("PRICE", "a,,dear,,,,"), ("STOCK", "a,,,1.0,,,"), ("STOCK", "a,,,3000000000,,,"),
    ("SOLD", "a,,,,True,,"), ("SOLD", "a,,,,1,,"), ("CREATION_TIMESTAMP", "a,,,,,,2020-01-01"),
  ])
  func `items are held to their types`(column: String, row: String) throws {
    let fixture = try ImportFixture()
    let text = "ITEM_ID,GENRES,PRICE,STOCK,SOLD,ABOUT,CREATION_TIMESTAMP\n\(row)\n"
    let failure = #expect(throws: ImportError.self) {
      try fixture.importing(text, schema: ImportFixture.items)
    }
    #expect(failure?.description.contains("line 2, column \(column)") == true)
  }

  @Test func `a failure reason repeats no value`() throws {
    let fixture = try ImportFixture()
    let failure = #expect(throws: ImportError.self) {
      try fixture.importing(
        HostileCase.header + "\nalice@example.com,i,c,x,9\n", schema: ImportFixture.interactions)
    }
    #expect(failure?.description.contains("alice") == false)
  }

  @Test func `the files of a folder must have one header`() throws {
    let fixture = try ImportFixture()
    try fixture.put(Array("\(HostileCase.header)\nu,i,c,1,9\n".utf8), at: "folder/a.csv")
    try fixture.put(Array("\(HostileCase.header),MORE\nu,i,c,1,9,x\n".utf8), at: "folder/b.csv")
    let failure = #expect(throws: ImportError.self) {
      try fixture.run(key: "folder/", schema: ImportFixture.interactions)
    }
    #expect(failure?.description.contains("s3://data/folder/b.csv") == true)
    #expect(failure?.description.contains("additional [MORE]") == true)
  }

  @Test(arguments: [
    ("rows.txt", "Invalid Data location."), ("folder", "Invalid Data location."),
    ("folder/", "Invalid Data location."), ("none.csv", "Invalid Data location."),
  ])
  func `a location that is no data is named`(key: String, words: String) throws {
    let fixture = try ImportFixture()
    try fixture.put(Array("x".utf8), at: "rows.txt")
    let failure = #expect(throws: ImportError.self) {
      try fixture.run(key: key, schema: ImportFixture.interactions)
    }
    #expect(failure?.description.hasPrefix(words) == true)
    #expect(failure?.description.contains("s3://data/\(key)") == true)
  }
}
