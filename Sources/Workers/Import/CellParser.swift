/// Reads numbers from the bytes of a cell, without a string in between.
enum CellParser {
  /// A decimal integer with an optional sign; `nil` for anything else or beyond 64 bits.
  static func integer(_ bytes: [UInt8], _ range: Range<Int>) -> Int64? {
    var index = range.lowerBound
    guard index < range.upperBound else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    guard index < range.upperBound else { return nil }
    var value: Int64 = 0
    while index < range.upperBound {
      let digit = bytes[index] &- 48
      guard digit <= 9 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      // Downwards for negative numbers, whose range is one larger.
      let (sum, carry) =
        isNegative
        ? product.subtractingReportingOverflow(Int64(digit))
        : product.addingReportingOverflow(Int64(digit))
      guard !overflow, !carry else { return nil }
      value = sum
      index += 1
    }
    return value
  }

  /// A decimal number, with or without fraction and exponent; `nil` for anything else, for
  /// infinity and for what is not a number.
  static func real(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    if let short = shortReal(bytes, range) { return short }
    for byte in bytes[range] {
      switch byte {
      case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
        UInt8(ascii: "E"):
        continue
      default: return nil
      }
    }
    guard let value = Double(String(decoding: bytes[range], as: UTF8.self)), value.isFinite
    else { return nil }
    return value
  }

  /// `true` or `false`.
  static func boolean(_ bytes: [UInt8], _ range: Range<Int>) -> Bool? {
    if bytes[range].elementsEqual("true".utf8) { return true }
    if bytes[range].elementsEqual("false".utf8) { return false }
    return nil
  }

  /// Up to 15 digits, one point among them: both the digits and the power of ten are exact, so
  /// that one division rounds correctly (Clinger 1990).
  private static func shortReal(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    var index = range.lowerBound
    guard range.count <= 17, index < range.upperBound else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    var digits: Int64 = 0
    var count = 0
    var divisor: Double?
    while index < range.upperBound {
      let byte = bytes[index]
      if byte &- 48 <= 9 {
        digits = digits &* 10 &+ Int64(byte &- 48)
        count += 1
        if let scale = divisor { divisor = scale * 10 }
      } else {
        guard byte == UInt8(ascii: "."), divisor == nil, count > 0 else { return nil }
        divisor = 1
      }
      index += 1
    }
    guard (1...15).contains(count), divisor != 1 else { return nil }
    let value = Double(digits) / (divisor ?? 1)
    return isNegative ? -value : value
  }

  /// How many characters (Unicode scalars) the bytes of a cell are.
  static func characters(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var count = 0
    for index in range where bytes[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// The first `limit` characters of a cell.
  static func prefix(_ limit: Int, _ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    guard range.count > limit else { return range }
    var count = 0
    for index in range where bytes[index] & 0xC0 != 0x80 {
      if count == limit { return range.lowerBound..<index }
      count += 1
    }
    return range
  }
}
