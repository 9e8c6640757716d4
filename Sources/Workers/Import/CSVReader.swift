import ObjectStore

/// Splits one CSV object into rows of fields, in place and in constant memory.
///
/// Fields are ranges of `bytes`, valid until the next row. A field may be wrapped in quotes; inside,
/// a quote is written `""` or `\"` and a backslash `\\`. A row is one line: LF or CRLF. Blank lines
/// and a byte order mark at the start are passed over.
struct CSVReader: ~Copyable {
  /// The longest line, in bytes.
  static let lineLimit = 16 << 20
  static let blockSize = 1 << 20

  /// Holds the current row.
  private(set) var bytes: [UInt8] = []
  /// The current row's fields.
  private(set) var fields: [Range<Int>] = []
  /// The number of the current row's line, from 1.
  private(set) var line = 0

  private let object: ObjectReader
  /// Where the next row starts.
  private var position = 0
  private var objectHasEnded = false
  /// Fields of the current row that hold escapes.
  private var escaped: [Int] = []
  /// The current row's bytes, or-ed.
  private var seen: UInt8 = 0

  init(_ object: ObjectReader) {
    self.object = object
  }

  var bytesRead: Int64 { object.bytesRead }

  /// Moves to the next row; `false` at the end.
  mutating func nextRow() throws(CSVError) -> Bool {
    while true {
      if position == bytes.count, try !refill() { return false }
      if line == 0, try skipByteOrderMark() { continue }
      line += 1
      try split()
      if fields.count > 1 || !fields[0].isEmpty { return true }
    }
  }

  /// Drops what has been used and reads a block more; `false` when there is none.
  private mutating func refill() throws(CSVError) -> Bool {
    guard !objectHasEnded else { return false }
    if position > 0 {
      bytes.removeSubrange(..<position)
      position = 0
    }
    guard bytes.count <= Self.lineLimit else {
      throw problem(.lineTooLong)
    }
    do {
      if try object.read(upTo: Self.blockSize, into: &bytes) { return true }
    } catch {
      throw .object(error)
    }
    objectHasEnded = true
    return false
  }

  private mutating func skipByteOrderMark() throws(CSVError) -> Bool {
    while bytes.count - position < 3, try refill() {}
    guard bytes.count - position >= 3, bytes[position] == 0xEF, bytes[position + 1] == 0xBB,
      bytes[position + 2] == 0xBF
    else { return false }
    position += 3
    return position == bytes.count
  }

  /// Splits the line at `position`; starts anew with more bytes when it is not all there.
  private mutating func split() throws(CSVError) {
    while true {
      if let next = try splitAvailable() {
        position = next
        for field in escaped { unescape(field) }
        return
      }
      // Nothing more to come is known now, so that the next attempt does come to an end.
      _ = try refill()
    }
  }

  /// - Returns: where the next line starts, or `nil` when this one needs more bytes.
  private mutating func splitAvailable() throws(CSVError) -> Int? {
    fields.removeAll(keepingCapacity: true)
    escaped.removeAll(keepingCapacity: true)
    seen = 0
    let end = bytes.count
    var index = position
    while true {
      if index < end, bytes[index] == UInt8(ascii: "\"") {
        guard let quote = try closingQuote(from: index + 1) else { return nil }
        fields.append(index + 1..<quote)
        index = quote + 1
      } else {
        let start = index
        index = try endOfPlainField(from: index)
        fields.append(start..<index)
      }
      guard index < end else { return objectHasEnded ? try endLine(at: end, next: end) : nil }
      switch bytes[index] {
      case UInt8(ascii: ","):
        index += 1
      case UInt8(ascii: "\n"):
        return try endLine(at: index, next: index + 1)
      case UInt8(ascii: "\r"):
        guard index + 1 < end || objectHasEnded else { return nil }
        guard index + 1 == end || bytes[index + 1] == UInt8(ascii: "\n") else {
          throw problem(.carriageReturn)
        }
        return try endLine(at: index, next: min(index + 2, end))
      default:
        throw problem(.textAfterQuote)
      }
    }
  }

  /// Where a field that is not quoted ends: at a comma, a line break or the end of the bytes.
  private mutating func endOfPlainField(from start: Int) throws(CSVError) -> Int {
    var index = start
    var seen: UInt8 = 0
    let end = bytes.count
    while index < end {
      let byte = bytes[index]
      seen |= byte
      // Letters and digits all lie above the comma.
      if byte <= UInt8(ascii: ",") {
        if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
          break
        }
        if byte == 0 { throw .row(line: line, field: fields.count, .nulByte) }
      }
      index += 1
    }
    self.seen |= seen
    return index
  }

  /// Where the quote stands that ends a quoted field, or `nil` when it needs more bytes.
  private mutating func closingQuote(from start: Int) throws(CSVError) -> Int? {
    var index = start
    var hasEscapes = false
    let end = bytes.count
    while index < end {
      let byte = bytes[index]
      seen |= byte
      switch byte {
      case UInt8(ascii: "\""):
        guard index + 1 < end || objectHasEnded else { return nil }
        guard index + 1 < end, bytes[index + 1] == UInt8(ascii: "\"") else {
          if hasEscapes { escaped.append(fields.count) }
          return index
        }
        hasEscapes = true
        index += 2
      case UInt8(ascii: "\\"):
        guard index + 1 < end || objectHasEnded else { return nil }
        hasEscapes = true
        index += index + 1 < end && Self.isEscapable(bytes[index + 1]) ? 2 : 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        throw .row(line: line, field: fields.count, .lineBreakInQuotes)
      case 0:
        throw .row(line: line, field: fields.count, .nulByte)
      default:
        index += 1
      }
    }
    if objectHasEnded { throw .row(line: line, field: fields.count, .unclosedQuote) }
    return nil
  }

  private static func isEscapable(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// Closes the gaps that escapes leave, inside the field's own bytes.
  private mutating func unescape(_ field: Int) {
    let range = fields[field]
    var write = range.lowerBound
    var read = range.lowerBound
    while read < range.upperBound {
      let isEscape =
        read + 1 < range.upperBound && Self.isEscapable(bytes[read])
        && (bytes[read] == UInt8(ascii: "\\")
          ? Self.isEscapable(bytes[read + 1]) : bytes[read + 1] == UInt8(ascii: "\""))
      if isEscape { read += 1 }
      bytes[write] = bytes[read]
      write += 1
      read += 1
    }
    fields[field] = range.lowerBound..<write
  }

  /// Checks a whole line's encoding, once, and only if it goes beyond ASCII.
  private func endLine(at end: Int, next: Int) throws(CSVError) -> Int {
    guard seen >= 0x80, String(validating: bytes[position..<end], as: UTF8.self) == nil else {
      return next
    }
    let bad = fields.firstIndex { String(validating: bytes[$0], as: UTF8.self) == nil }
    throw .row(line: line, field: bad ?? 0, .notUTF8)
  }

  /// A problem with the field that was split last.
  private func problem(_ problem: CSVError.Problem) -> CSVError {
    .row(line: line, field: max(fields.count - 1, 0), problem)
  }
}

/// Why an object cannot be split into rows.
enum CSVError: Error {
  case object(ObjectStoreError)
  /// `line` counts from 1, `field` from 0.
  case row(line: Int, field: Int, Problem)

  enum Problem {
    case lineTooLong
    case nulByte
    case notUTF8
    case lineBreakInQuotes
    case unclosedQuote
    case textAfterQuote
    case carriageReturn
  }
}
