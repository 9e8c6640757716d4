/// What kind of value comes next.
package enum JSONKind: Sendable {
  case object
  case array
  case string
  case number
  case boolean
  case null
}

extension JSONReader {
  /// The kind of the next value, judged by its first byte; `nil` when none can start there.
  package var nextKind: JSONKind? {
    guard let byte = peek() else { return nil }
    return switch byte {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
    case UInt8(ascii: "n"): .null
    default: nil
    }
  }

  package mutating func boolean() throws(JSONError) -> Bool {
    if try skip(Self.trueBytes) { return true }
    if try skip(Self.falseBytes) { return false }
    throw unexpected("a boolean")
  }

  /// Passes over a `null`, if that is next.
  package mutating func skipNull() throws(JSONError) -> Bool { try skip(Self.nullBytes) }

  private static let trueBytes = Array("true".utf8)
  private static let falseBytes = Array("false".utf8)
  private static let nullBytes = Array("null".utf8)

  private mutating func skip(_ literal: [UInt8]) throws(JSONError) -> Bool {
    guard peek() == literal[0] else { return false }
    guard end - index >= literal.count, bytes[index..<index + literal.count] == literal[...] else {
      throw syntax("a value is missing")
    }
    index += literal.count
    return true
  }

  /// Passes over the next value, whatever it is, and still holds it to the grammar.
  package mutating func skipValue() throws(JSONError) {
    let outerDepth = depth
    /// Bit n tells whether what is open at depth n + 1 is an object.
    var objects: UInt64 = 0
    repeat {
      switch nextKind {
      case .object:
        try beginObject()
        objects |= 1 << UInt64(depth - 1)
      case .array:
        try beginArray()
        objects &= ~(1 << UInt64(depth - 1))
      case .string: _ = try scanString()
      case .number: _ = try scanNumber(expected: "a number")
      case .boolean: _ = try boolean()
      case .null: guard try skipNull() else { throw syntax("a value is missing") }
      case nil: throw syntax("a value is missing")
      }
      while depth > outerDepth {
        let isObject = objects >> UInt64(depth - 1) & 1 == 1
        let hasValue = isObject ? try nextKeyToken() != nil : try nextElement()
        if hasValue { break }
      }
    } while depth > outerDepth
  }

  /// Passes over the next value and says which bytes it is.
  package mutating func rawValue() throws(JSONError) -> Range<Int> {
    let first = index
    try skipValue()
    return first..<index
  }
}
