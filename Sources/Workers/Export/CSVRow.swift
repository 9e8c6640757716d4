import Store

/// One line of CSV, built cell by cell, as imports read it.
///
/// Null is an empty cell. Text with a comma, a quote or a backslash is wrapped in quotes, with a
/// backslash before each quote and backslash in it. As a line break is not possible in a CSV file
/// for imports, one in a value (also CRLF) becomes a blank; NUL bytes are left out.
struct CSVRow {
  private(set) var bytes: [UInt8] = []

  /// Starts a new line.
  mutating func begin() { bytes.removeAll(keepingCapacity: true) }

  /// Ends the line, in place of the comma behind its last cell.
  mutating func end() {
    if !bytes.isEmpty { bytes[bytes.count - 1] = UInt8(ascii: "\n") }
  }

  mutating func null() { bytes.append(UInt8(ascii: ",")) }

  mutating func text(_ text: String) {
    Self.append(text, to: &bytes)
    null()
  }

  /// A cell that `append` has written before.
  mutating func encoded(_ cell: ArraySlice<UInt8>) {
    bytes.append(contentsOf: cell)
    null()
  }

  mutating func integer(_ value: Int64) {
    var rest = value.magnitude
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      bytes.append(UInt8(truncatingIfNeeded: digit) + UInt8(ascii: "0"))
      rest = quotient
    } while rest > 0
    bytes[start...].reverse()
    null()
  }

  /// The shortest decimal number that reads as the same value.
  mutating func real(_ value: Double) {
    bytes.append(contentsOf: "\(value)".utf8)
    null()
  }

  mutating func boolean(_ value: Bool) {
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
    null()
  }

  /// Appends a text as the content of a cell.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    var mustQuote = false
    var isPlain = true
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\\"): mustQuote = true
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0: isPlain = false
      default: continue
      }
    }
    guard mustQuote || !isPlain else { return bytes.append(contentsOf: text.utf8) }
    if mustQuote { bytes.append(UInt8(ascii: "\"")) }
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"), 0: break
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
      previous = byte
    }
    if mustQuote { bytes.append(UInt8(ascii: "\"")) }
  }
}

/// The distinct texts of a column as the contents of cells, in one piece of memory.
struct EncodedTexts {
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]

  init(_ reader: InteractionSegmentReader, _ position: Int) throws {
    try reader.forEachString(of: position) { _, text in
      CSVRow.append(text, to: &bytes)
      ends.append(bytes.count)
    }
  }

  /// The text with a code; `nil` for null, which is code 0.
  subscript(_ code: UInt32) -> ArraySlice<UInt8>? {
    let code = Int(code)
    guard code > 0, code < ends.count else { return nil }
    return bytes[ends[code - 1]..<ends[code]]
  }
}

/// Tells lines apart by 128 bits, so that a file of any size that is written in one pass has no
/// two lines taken for one but by a chance in 10^20.
struct CSVRowFingerprint: Hashable {
  private let first: UInt64
  private let second: UInt64

  init(_ bytes: [UInt8]) {
    var (first, second): (UInt64, UInt64) = (0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15)
    for byte in bytes {
      first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      second = (second &+ UInt64(byte)) &* 0xD6E8_FEB8_6659_FD93
      second ^= second >> 32
    }
    self.first = first
    self.second = second
  }
}
