/// A number as it stands in the document.
struct NumberToken {
  var start: Int
  var end: Int
  /// The digits without sign, point and exponent; saturates, see `isExact`.
  var mantissa: UInt64 = 0
  /// Whether `mantissa` holds every digit.
  var isExact = true
  /// The power of ten the mantissa is to be multiplied with; clamped to ±100,000.
  var exponent = 0
  var isNegative = false
  /// Whether neither point nor exponent were written.
  var isInteger = true
}

extension JSONReader {
  /// A 32-bit integer; a number such as `5.0` is taken, `5.5` is not.
  package mutating func integer() throws(JSONError) -> Int {
    let start = offset
    let value = try wholeNumber("an integer")
    guard let narrow = Int32(exactly: value) else {
      throw wrongType(at: start, "a 32-bit integer")
    }
    return Int(narrow)
  }

  /// A 64-bit integer.
  package mutating func long() throws(JSONError) -> Int64 {
    try wholeNumber("an integer")
  }

  /// The double nearest to the number.
  ///
  /// - Throws: `type` also for numbers beyond the range of a double.
  package mutating func double() throws(JSONError) -> Double {
    let start = offset
    let token = try scanNumber(expected: "a number")
    guard let value = value(of: token) else { throw wrongType(at: start, "a finite number") }
    return value
  }

  /// The float nearest to the number.
  ///
  /// - Throws: `type` also for numbers beyond the range of a float.
  package mutating func float() throws(JSONError) -> Float {
    let start = offset
    let value = Float(try double())
    guard value.isFinite else { throw wrongType(at: start, "a finite 32-bit number") }
    return value
  }

  private mutating func wholeNumber(_ expected: String) throws(JSONError) -> Int64 {
    let start = offset
    let token = try scanNumber(expected: expected)
    if token.isInteger, token.isExact {
      let magnitude = token.mantissa
      if token.isNegative, magnitude == UInt64(Int64.max) + 1 { return .min }
      guard let value = Int64(exactly: magnitude) else {
        throw wrongType(at: start, expected)
      }
      return token.isNegative ? -value : value
    }
    guard let double = value(of: token), let value = Int64(exactly: double) else {
      throw wrongType(at: start, expected)
    }
    return value
  }

  /// Exactly rounded: by one operation where that is exact (Clinger 1990), else by the library.
  private func value(of token: NumberToken) -> Double? {
    if token.isExact, token.mantissa <= 1 << 53, token.exponent.magnitude <= 22 {
      let digits = Double(token.mantissa)
      let power = Self.powersOfTen[Int(token.exponent.magnitude)]
      let magnitude = token.exponent < 0 ? digits / power : digits * power
      return token.isNegative ? -magnitude : magnitude
    }
    let text = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Passes over a number, holding it to the grammar.
  mutating func scanNumber(expected: String) throws(JSONError) -> NumberToken {
    var token = NumberToken(start: index, end: index)
    if peek() == UInt8(ascii: "-") {
      token.isNegative = true
      index += 1
    }
    guard let first = peek(), Self.isDigit(first) else {
      throw token.isNegative ? syntax("a number has no digits") : unexpected(expected)
    }
    if first == UInt8(ascii: "0") {
      index += 1
      if let next = peek(), Self.isDigit(next) { throw syntax("a number starts with 0") }
    } else {
      _ = scanDigits(into: &token)
    }
    if peek() == UInt8(ascii: ".") {
      token.isInteger = false
      index += 1
      let count = scanDigits(into: &token)
      guard count > 0 else { throw syntax("a number ends with its point") }
      token.exponent -= min(count, 100_000)
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      token.isInteger = false
      try scanExponent(into: &token)
    }
    token.end = index
    return token
  }

  private mutating func scanDigits(into token: inout NumberToken) -> Int {
    let first = index
    while let byte = peek(), Self.isDigit(byte) {
      let (shifted, overflow) = token.mantissa.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(UInt64(byte - 48))
      if overflow || carry { token.isExact = false } else { token.mantissa = sum }
      index += 1
    }
    return index - first
  }

  private mutating func scanExponent(into token: inout NumberToken) throws(JSONError) {
    index += 1
    var isNegative = false
    if let sign = peek(), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      index += 1
    }
    var value = 0
    let first = index
    while let byte = peek(), Self.isDigit(byte) {
      value = min(value * 10 + Int(byte - 48), 100_000)
      index += 1
    }
    guard index > first else { throw syntax("a number has an empty exponent") }
    token.exponent += isNegative ? -value : value
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
