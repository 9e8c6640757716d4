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
    switch peek() {
    case UInt8(ascii: "t"):
      try skip("true")
      return true
    case UInt8(ascii: "f"):
      try skip("false")
      return false
    default: throw unexpected("a boolean")
    }
  }

  /// Passes over a `null`, if that is next.
  package mutating func skipNull() throws(JSONError) -> Bool {
    guard peek() == UInt8(ascii: "n") else { return false }
    try skip("null")
    return true
  }

  private mutating func skip(_ literal: String) throws(JSONError) {
    for byte in literal.utf8 {
      guard peek() == byte else { throw syntax("a value is missing") }
      index += 1
    }
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
      case .null: try skip("null")
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
