/// Which items a user segment is asked for: `ITEMS.genres = "Comedy" AND ITEMS.year = 1999`.
///
/// Conditions are joined by AND. Texts are in double quotes, a quote or backslash in them after a
/// backslash; numbers are bare. Words and column names compare without case, values with.
package struct AttributeExpression: Sendable, Equatable {
  /// One column that must have a value; one of several in a column of many values.
  package struct Condition: Sendable, Equatable {
    package let column: String
    package let value: Value

    package init(column: String, value: Value) {
      self.column = column
      self.value = value
    }
  }

  package enum Value: Sendable, Equatable {
    case text(String)
    case number(Double)
  }

  package let conditions: [Condition]

  package init(_ conditions: [Condition]) { self.conditions = conditions }

  /// - Throws: ``AttributeExpressionError`` saying what was expected where.
  package init(parsing text: String) throws(AttributeExpressionError) {
    var scanner = Scanner(text)
    var conditions = [try scanner.condition()]
    while !scanner.isAtEnd {
      guard try scanner.word().uppercased() == "AND" else {
        throw .syntax(expected: "AND between conditions", offset: scanner.wordOffset)
      }
      conditions.append(try scanner.condition())
    }
    self.conditions = conditions
  }
}

/// Why no segment can be made for an expression.
package enum AttributeExpressionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The text is not an expression; the offset counts UTF-8 bytes.
  case syntax(expected: String, offset: Int)
  /// No categorical or numeric column has this name.
  case unknownColumn(String, known: [String])
  /// A text was given for a column of numbers.
  case notANumber(column: String, given: String)
  /// A number was given for a column of texts.
  case notAText(column: String)

  package var description: String {
    switch self {
    case .syntax(let expected, let offset):
      "The expression has an error at character \(offset + 1): \(expected) is expected, as in "
        + "ITEMS.GENRES = \"Comedy\" AND ITEMS.YEAR = 1999."
    case .unknownColumn(let name, let known):
      "The Items dataset has no column \(name) that was trained on; it has "
        + "\(known.isEmpty ? "none" : known.joined(separator: ", "))."
    case .notANumber(let column, let given):
      "The column \(column) has numbers: give one without quotes in place of \"\(given)\"."
    case .notAText(let column):
      "The column \(column) has texts: give one in double quotes."
    }
  }
}

/// Reads an expression byte by byte.
private struct Scanner {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var wordOffset = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
    skipBlanks()
  }

  var isAtEnd: Bool { position == bytes.count }

  mutating func condition() throws(AttributeExpressionError) -> AttributeExpression.Condition {
    guard try word().uppercased() == "ITEMS", take(UInt8(ascii: ".")) else {
      throw .syntax(expected: "ITEMS. and the name of a column", offset: wordOffset)
    }
    let column = try word()
    skipBlanks()
    guard take(UInt8(ascii: "=")) else { throw .syntax(expected: "=", offset: position) }
    skipBlanks()
    let value: AttributeExpression.Value
    if take(UInt8(ascii: "\"")) {
      value = .text(try quoted())
    } else {
      value = .number(try number())
    }
    skipBlanks()
    return AttributeExpression.Condition(column: column, value: value)
  }

  /// Letters, digits and `_`.
  mutating func word() throws(AttributeExpressionError) -> String {
    skipBlanks()
    wordOffset = position
    while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
    guard position > wordOffset else { throw .syntax(expected: "a name", offset: position) }
    return String(decoding: bytes[wordOffset..<position], as: UTF8.self)
  }

  private mutating func quoted() throws(AttributeExpressionError) -> String {
    var text: [UInt8] = []
    while position < bytes.count {
      var byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      if byte == UInt8(ascii: "\\"), position < bytes.count {
        byte = bytes[position]
        position += 1
      }
      text.append(byte)
    }
    throw .syntax(expected: "a closing quote", offset: position)
  }

  private mutating func number() throws(AttributeExpressionError) -> Double {
    let start = position
    while position < bytes.count, bytes[position] > 32 { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      throw .syntax(expected: "a number or a text in double quotes", offset: start)
    }
    return number
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] <= 32 { position += 1 }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
