import Foundation
import Store
import Testing

@testable import Workers

@Suite struct SegmentImportTests {
  static let header = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP"

  @Test func `rows arrive with their types and nulls`() throws {
    let fixture = try ImportFixture()
    let rows = try fixture.importing(
      Self.header + "\nu1,i1,click,4.5,1700000000\nu2,i2,,,1700000001\nu1,i2,click,-1e3,7\n",
      schema: ImportFixture.interactions)
    #expect(rows == 3)
    #expect(
      try fixture.interactionRows() == [
        "u1 i1 click 4.5 1700000000", "u2 i2 - - 1700000001", "u1 i2 click -1000.0 7",
      ])
  }

  @Test(arguments: [
    // Another order, an additional column without a name, lower case, blanks, quotes.
    ",TIMESTAMP,item_id, USER_ID ,\"EVENT_TYPE\",EVENT_VALUE\n0,9,i,u,click,1\n",
    "\u{FEFF}\(header)\r\nu,i,click,1,9\r\n",
    "\u{FEFF}\(header)\nu,i,click,1,9",
    "\(header)\n\n\r\nu,i,click,1.0,9\n\n",
    "\(header)\n\"u\",\"i\",\"click\",\"1\",\"9\"",
    "\(header)\n\"u\",\"i\",\"click\",\"1\",\"9\"\r\n",
    "\(header)\nu,i,click,01.0,+9\n",
  ])
  func `spellings of one row are the same row`(text: String) throws {
    let fixture = try ImportFixture()
    #expect(try fixture.importing(text, schema: ImportFixture.interactions) == 1)
    #expect(try fixture.interactionRows() == ["u i click 1.0 9"])
  }

  @Test(arguments: [
    ("\"a\"\"b\"", "a\"b"), ("\"a\\\"b\"", "a\"b"), ("\"a\\\\b\"", "a\\b"),
    ("\"a\\nb\"", "a\\nb"), ("\"\"\"\"", "\""), ("\"a,b\"", "a,b"), ("\"\\\"\"", "\""),
    ("\"\\\\\"", "\\"), ("a\"b", "a\"b"), ("a\\b", "a\\b"), ("\"\\\\\\\"x\"", "\\\"x"),
    ("gr\u{fc}n", "gr\u{fc}n"),
  ])
  func `quotes and escapes are taken off`(cell: String, value: String) throws {
    let fixture = try ImportFixture()
    let text = Self.header + "\nu,\(cell),click,1,9\nu,i,click,1,9\n"
    #expect(try fixture.importing(text, schema: ImportFixture.interactions) == 2)
    #expect(try fixture.interactionRows() == ["u \(value) click 1.0 9", "u i click 1.0 9"])
  }

  @Test func `records are JSON by column, and the last of an id counts`() throws {
    let fixture = try ImportFixture()
    let text = #"""
      ITEM_ID,GENRES,PRICE,STOCK,SOLD,ABOUT,CREATION_TIMESTAMP
      a,Drama|War,9.5,3,true,"say \"hi\"",-5
      b,,,,,,
      a,Comedy,1e2,-3,false,"say \"hi\"",1700000000
      """#
    let expected = #"""
      {"ITEM_ID":"a","GENRES":"Comedy","PRICE":100.0,"STOCK":-3,"SOLD":false,\#
      "ABOUT":"say \"hi\"","CREATION_TIMESTAMP":1700000000}
      """#
    #expect(try fixture.importing(text, schema: ImportFixture.items) == 3)
    #expect(try fixture.records() == ["a": expected, "b": #"{"ITEM_ID":"b"}"#])
  }

  @Test func `a long text is cut and not refused`() throws {
    let fixture = try ImportFixture()
    let long = String(repeating: "\u{e4}", count: 20_001)
    let text = "ITEM_ID,GENRES,PRICE,STOCK,SOLD,ABOUT,CREATION_TIMESTAMP\na,,,,,\(long),\n"
    #expect(try fixture.importing(text, schema: ImportFixture.items) == 1)
    #expect(
      try fixture.records()["a"] == "{\"ITEM_ID\":\"a\",\"ABOUT\":\"\(long.dropLast())\"}")
  }

  @Test func `limits count characters and not bytes`() throws {
    let fixture = try ImportFixture()
    let id = String(repeating: "\u{20ac}", count: 256)
    let text = Self.header + "\n\(id),i,click,1,9\n"
    #expect(try fixture.importing(text, schema: ImportFixture.interactions) == 1)
  }

  @Test func `a folder's CSV files are one import`() throws {
    let fixture = try ImportFixture()
    try fixture.put(Array((Self.header + "\nu2,i,,,2\n").utf8), at: "folder/b.csv")
    try fixture.put(
      Array("ITEM_ID,USER_ID,TIMESTAMP,EVENT_VALUE,EVENT_TYPE\ni,u1,1,,\n".utf8),
      at: "folder/a.CSV")
    try fixture.put(Array("not a table".utf8), at: "folder/notes.txt")
    #expect(try fixture.run(key: "folder/", schema: ImportFixture.interactions) == 2)
    #expect(try fixture.interactionRows() == ["u1 i - - 1", "u2 i - - 2"])
  }

  @Test func `rows that straddle blocks are whole`() throws {
    let fixture = try ImportFixture()
    let count = 150_000
    var text = Self.header + "\n"
    for row in 0..<count { text += "\"u\"\"\(row % 977)\",i\(row % 31),click,\(row % 5),\(row)\n" }
    #expect(
      try fixture.importing(text, schema: ImportFixture.interactions, minimumRows: 1000)
        == Int64(count))
    let rows = try fixture.interactionRows()
    #expect(rows.count == count)
    #expect(
      rows.enumerated().allSatisfy { row, text in
        text == "u\"\(row % 977) i\(row % 31) click \(row % 5).0 \(row)"
      })
  }
}
