import ObjectStore
import Testing

@testable import Workers

/// Rows are read as they were written, however they were quoted; damaged ones never trap.
@Suite struct CSVFuzzTests {
  private struct Random {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private static let pieces = [
    "a", "1", "-2.5", " ", "é", "😀", ",", "\"", "\\", "\"\"", "\\\"", "\t", "|", "\u{FEFF}",
  ]

  private static func fields(_ random: inout Random) -> [String] {
    (0...random.below(4)).map { _ in
      (0..<random.below(6)).map { _ in pieces[random.below(pieces.count)] }.joined()
    }
  }

  /// The row as CSV: quoted where it must be, and elsewhere now and then.
  private static func line(_ fields: [String], _ random: inout Random) -> String {
    let texts = fields.map { field in
      let mustQuote = field.contains(",") || field.hasPrefix("\"")
      guard mustQuote || random.below(3) == 0 else { return field }
      var text = "\""
      for character in field.unicodeScalars {
        switch character {
        case "\"": text += random.below(2) == 0 ? "\"\"" : "\\\""
        case "\\": text += "\\\\"
        default: text.unicodeScalars.append(character)
        }
      }
      return text + "\""
    }
    return texts.joined(separator: ",") + (random.below(2) == 0 ? "\n" : "\r\n")
  }

  /// All rows, or the error that reading ended with.
  private static func rows(
    of fixture: ImportFixture, _ bytes: [UInt8]
  ) throws -> Result<[[String]], CSVError> {
    try fixture.put(bytes, at: "fuzz.csv")
    var reader = CSVReader(
      try fixture.objectStore.reader(of: try ObjectLocation("s3://data/fuzz.csv")))
    var rows: [[String]] = []
    do throws(CSVError) {
      while try reader.nextRow() {
        rows.append(reader.fields.map { String(decoding: reader.bytes[$0], as: UTF8.self) })
      }
      return .success(rows)
    } catch {
      return .failure(error)
    }
  }

  @Test func `rows are read as they were written, also across blocks`() throws {
    let fixture = try ImportFixture()
    var random = Random(state: 5)
    var (text, expected, size) = ("h\n", [["h"]], 0)
    while size < 2 * CSVReader.blockSize + 1000 {
      let row = Self.fields(&random)
      // A line without anything is passed over.
      guard row != [""] else { continue }
      let line = Self.line(row, &random)
      text += line
      size += line.utf8.count
      expected.append(row)
    }
    let found = try Self.rows(of: fixture, Array(text.utf8)).get()
    #expect(found.count == expected.count)
    for (row, wanted) in zip(found, expected) where row != wanted {
      Issue.record("\(row) instead of \(wanted)")
      return
    }
  }

  @Test func `damaged files are read or refused with their line`() throws {
    let fixture = try ImportFixture()
    var random = Random(state: 6)
    var (read, refused) = (0, 0)
    for _ in 0..<4000 {
      var bytes: [UInt8] = []
      for _ in 0..<random.below(6) {
        bytes += Array(Self.line(Self.fields(&random), &random).utf8)
      }
      for _ in 0...random.below(3) where !bytes.isEmpty {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes.remove(at: place)
        default: bytes.insert(Array("\"\\,\r\n\u{0}".utf8)[random.below(6)], at: place)
        }
      }
      switch try Self.rows(of: fixture, bytes) {
      case .success: read += 1
      case .failure(.row(let line, _, _)):
        refused += 1
        #expect(line >= 1 && line <= bytes.count + 1)
      case .failure(let error): Issue.record("\(error)")
      }
    }
    #expect(read > 500 && refused > 500, "\(read) read, \(refused) refused")
  }
}
