import ObjectStore
import Testing

@testable import Workers

/// What is written as CSV is read as it was.
@Suite struct CSVRowTests {
  private static func read(_ row: CSVRow) throws -> [String] {
    let fixture = try ImportFixture()
    try fixture.put(row.bytes, at: "row.csv")
    var reader = CSVReader(
      try fixture.objectStore.reader(of: try ObjectLocation("s3://data/row.csv")))
    guard try reader.nextRow() else { return [] }
    return reader.fields.map { String(decoding: reader.bytes[$0], as: UTF8.self) }
  }

  @Test(arguments: [
    "plain", "a,b", "\"", "\"\"", "\\", "\\\\", "\\\"", "a\\b", "\"a\", b", "tab\there", " blank ",
    "naïve 日本 😀", "\u{FEFF}mark", "a|b", "'", "#", "=1+1",
  ])
  func `any text is one cell`(text: String) throws {
    var row = CSVRow()
    for cell in ["first", text, "last"] { row.text(cell) }
    row.end()
    #expect(try Self.read(row) == ["first", text, "last"])
  }

  @Test func `a line break becomes a blank, as a line is one row`() throws {
    var row = CSVRow()
    row.text("one\ntwo\r\nthree\rfour, \"five\"\n")
    row.text("a\0b")
    row.end()
    #expect(try Self.read(row) == ["one two three four, \"five\" ", "ab"])
  }

  @Test(arguments: [0, 1, -1, 10, .max, .min + 1, 1_700_000_000] as [Int64])
  func `whole numbers are exact`(value: Int64) throws {
    var row = CSVRow()
    row.integer(value)
    row.end()
    #expect(CellParser.integer(row.bytes, 0..<row.bytes.count - 1) == value)
  }

  @Test(arguments: [0, -0.1, 0.1, 1e300, 1e-300, 4, 1 / 3, 123_456_789.125, 1e16] as [Double])
  func `decimal numbers are exact`(value: Double) throws {
    var row = CSVRow()
    row.real(value)
    row.end()
    #expect(CellParser.real(row.bytes, 0..<row.bytes.count - 1) == value)
  }

  @Test func `null is an empty cell`() throws {
    var row = CSVRow()
    row.text("a")
    row.null()
    row.boolean(true)
    row.boolean(false)
    row.null()
    row.end()
    #expect(try Self.read(row) == ["a", "", "true", "false", ""])
  }
}
