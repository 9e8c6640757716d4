import FoundationEssentials
import Glibc
import Platform

/// The people a command is about: given one by one, in a CSV file, or both.
struct SubjectList {
  static let options: [Option] = [
    .value("user-id", "ID", "a person; may be given several times"),
    .value(
      "csv", "FILE", "a file of people: its USER_ID column, or its only column; - is standard input"
    ),
  ]

  /// Each once, in the order given.
  let userIDs: [String]

  init(_ values: OptionValues) throws {
    var all = values.strings("user-id")
    if let file = values.string("csv") { all += try Self.read(file) }
    var seen: Set<String> = []
    userIDs = all.filter { !$0.isEmpty && seen.insert($0).inserted }
    guard !userIDs.isEmpty else {
      throw UsageError(message: "Say who, with --user-id or --csv.")
    }
  }

  private static func read(_ file: String) throws -> [String] {
    guard let bytes = try? file == "-" ? standardInput() : bytes(of: file) else {
      throw UsageError(message: "The file \(file) cannot be read.")
    }
    let rows = CSVText.rows(of: bytes)
    guard let first = rows.first else {
      throw UsageError(message: "The file \(file) is empty.")
    }
    if let column = first.firstIndex(where: { $0.uppercased() == "USER_ID" }) {
      return rows.dropFirst().compactMap { $0.indices.contains(column) ? $0[column] : nil }
    }
    guard rows.allSatisfy({ $0.count == 1 }) else {
      throw UsageError(
        message: "The file \(file) has several columns, and none is called USER_ID.")
    }
    return rows.map { $0[0] }
  }

  private static func bytes(of file: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: file)))
  }

  private static func standardInput() throws -> [UInt8] {
    // A copy, because a descriptor closes what it owns.
    let input = FileDescriptor(owning: dup(STDIN_FILENO))
    var bytes: [UInt8] = []
    while try input.read(upTo: 65_536, into: &bytes) > 0 {}
    return bytes
  }
}

/// Comma-separated values as RFC 4180 has them.
enum CSVText {
  /// The rows that hold anything; cells as they stand, blanks included.
  static func rows(of bytes: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]

    func endCell() {
      row.append(String(decoding: cell, as: UTF8.self))
      cell = []
    }
    func endRow() {
      endCell()
      if row.contains(where: { !$0.isEmpty }) { rows.append(row) }
      row = []
    }
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\"") where isQuoted && rest.first == byte:
        rest.removeFirst()
        cell.append(byte)
      case UInt8(ascii: "\"") where isQuoted: isQuoted = false
      case _ where isQuoted: cell.append(byte)
      case UInt8(ascii: "\"") where cell.isEmpty: isQuoted = true
      case UInt8(ascii: ","): endCell()
      case 10, 13: endRow()
      default: cell.append(byte)
      }
    }
    endRow()
    return rows
  }
}
