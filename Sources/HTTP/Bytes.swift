import Glibc

// Byte-level tests shared by the parser's parts. The pointers never outlive the closure of
// `withUnsafeBufferPointer` they come from, and every index is checked against `count` first.

extension UInt8 {
  static let tab: UInt8 = 9
  static let lineFeed: UInt8 = 10
  static let carriageReturn: UInt8 = 13
  static let space: UInt8 = 32
  static let comma: UInt8 = 44
  static let colon: UInt8 = 58
  static let semicolon: UInt8 = 59

  /// A `tchar` of RFC 9110, 5.6.2.
  var isToken: Bool {
    // Bit n of the first word is character n, of the second 64 + n.
    self < 64
      ? (0x03FF_6CFA_0000_0000 as UInt64) >> UInt64(self) & 1 == 1
      : self < 128 && (0x57FF_FFFF_C7FF_FFFE as UInt64) >> UInt64(self - 64) & 1 == 1
  }

  /// A byte a field value may hold: no control characters but the tab.
  var isFieldContent: Bool { self >= 32 ? self != 127 : self == .tab }

  var isBlank: Bool { self == .space || self == .tab }

  var isDigit: Bool { self >= 48 && self <= 57 }

  /// The value of a hexadecimal digit.
  var hexValue: Int? {
    switch self {
    case 48...57: Int(self) - 48
    case 65...70: Int(self) - 55
    case 97...102: Int(self) - 87
    default: nil
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The index of the first `byte` at or after `start`.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard let base = baseAddress, start < count else { return nil }
    guard let found = memchr(base + start, Int32(byte), count - start) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// The bytes of `range`, which must lie within; indices start at 0 again.
  func sub(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: self[range])
  }

  func matches(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount, let base = baseAddress else { return false }
    return memcmp(base, text.utf8Start, count) == 0
  }

  /// Compares with `text`, which is in lower case; right for tokens only.
  func matchesIgnoringCase(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    let expected = text.utf8Start
    for index in 0..<count where self[index] | 0x20 != expected[index] { return false }
    return count > 0
  }

  /// `range` without blanks at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, self[lower].isBlank { lower += 1 }
    while upper > lower, self[upper - 1].isBlank { upper -= 1 }
    return lower..<upper
  }
}

extension [UInt8] {
  mutating func append(_ text: StaticString) {
    append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends a number in decimal digits, without a `String` in between.
  mutating func appendDecimal(_ number: Int) {
    var rest = UInt64(clamping: number)
    let start = count
    repeat {
      append(48 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    self[start...].reverse()
  }
}
