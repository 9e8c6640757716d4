/// Reads one JSON document a value at a time, straight from its bytes.
///
/// The caller says what it expects and pulls it: `beginObject`, then `nextMember` until `nil`, then
/// for each member one read or `skipValue`. No tree is built. A member whose value is `null` counts
/// as absent and is passed over. Paths are worked out only when something is wrong, by a second
/// walk to the offset in question, so that a good document costs nothing for them.
package struct JSONReader: Sendable {
  /// How deeply arrays and objects may be nested.
  package static let depthLimit = 64
  /// How many violations of a document are kept; the rest are only counted.
  package static let violationLimit = 20

  let bytes: [UInt8]
  let start: Int
  let end: Int
  var index: Int
  var depth = 0
  /// Whether the innermost open array or object has given nothing yet.
  var isFresh = false
  var pending: [PendingViolation] = []
  var violationCount = 0

  /// Whether the constraints of shapes are checked while reading.
  package let validates: Bool
  /// Whether the values now read are sensitive, so that no message may repeat them.
  package var withholdsValues = false

  /// - Parameters:
  ///   - bytes: what holds the document.
  ///   - range: the part of `bytes` that is the document; all of it by default.
  ///   - validates: whether constraints are checked; `finish` then throws what was collected.
  package init(_ bytes: [UInt8], in range: Range<Int>? = nil, validates: Bool = false) {
    self.bytes = bytes
    let range = (range ?? bytes.indices).clamped(to: bytes.indices)
    start = range.lowerBound
    index = range.lowerBound
    end = range.upperBound
    self.validates = validates
    skipWhitespace()
  }

  /// Where the next value starts; names it in a later report.
  package var offset: Int { index - start }

  /// Whether nothing but white space is left.
  package var isAtEnd: Bool { index >= end }

  package mutating func beginObject() throws(JSONError) {
    guard peek() == UInt8(ascii: "{") else { throw unexpected("an object") }
    try descend()
  }

  /// The index in `members` of the next member, `JSONMembers.unknown` for a key that is not there,
  /// or `nil` at the end of the object.
  package mutating func nextMember(of members: JSONMembers) throws(JSONError) -> Int? {
    while let key = try nextKeyToken() {
      if try skipNull() { continue }
      if key.isEscaped {
        let name = Array(text(of: key).utf8)
        return members.index(of: name, from: 0, to: name.count)
      }
      return members.index(of: bytes, from: key.start, to: key.end)
    }
    return nil
  }

  /// The next key of a map, or `nil` at the end of the object.
  package mutating func nextKey() throws(JSONError) -> String? {
    while let key = try nextKeyToken() {
      if try skipNull() { continue }
      return text(of: key)
    }
    return nil
  }

  package mutating func beginArray() throws(JSONError) {
    guard peek() == UInt8(ascii: "[") else { throw unexpected("an array") }
    try descend()
  }

  /// Whether the array has another element, which is then next to be read.
  package mutating func nextElement() throws(JSONError) -> Bool {
    skipWhitespace()
    guard let byte = peek() else { throw syntax("the array does not end") }
    if byte == UInt8(ascii: "]") {
      ascend()
      return false
    }
    if isFresh {
      isFresh = false
      return true
    }
    guard byte == UInt8(ascii: ",") else { throw syntax("a comma or ] is missing") }
    index += 1
    skipWhitespace()
    return true
  }

  /// Ends the document.
  ///
  /// - Throws: `syntax` if anything follows the value, `constraints` if any were violated.
  package mutating func finish() throws(JSONError) {
    skipWhitespace()
    guard isAtEnd else { throw syntax("something follows the value") }
    if violationCount > 0 { throw .constraints(violations()) }
  }

  mutating func nextKeyToken() throws(JSONError) -> StringToken? {
    skipWhitespace()
    guard let byte = peek() else { throw syntax("the object does not end") }
    if byte == UInt8(ascii: "}") {
      ascend()
      return nil
    }
    if isFresh {
      isFresh = false
    } else {
      guard byte == UInt8(ascii: ",") else { throw syntax("a comma or } is missing") }
      index += 1
      skipWhitespace()
    }
    guard peek() == UInt8(ascii: "\"") else { throw syntax("a member's name is missing") }
    let key = try scanString()
    skipWhitespace()
    guard peek() == UInt8(ascii: ":") else { throw syntax("a colon is missing") }
    index += 1
    skipWhitespace()
    return key
  }

  private mutating func descend() throws(JSONError) {
    guard depth < Self.depthLimit else { throw syntax("the nesting is too deep") }
    depth += 1
    index += 1
    isFresh = true
  }

  private mutating func ascend() {
    depth -= 1
    index += 1
    isFresh = false
  }

  func peek() -> UInt8? { index < end ? bytes[index] : nil }

  mutating func skipWhitespace() {
    while index < end {
      switch bytes[index] {
      case 32, 9, 10, 13: index += 1
      default: return
      }
    }
  }

  func syntax(_ reason: String) -> JSONError { .syntax(offset: offset, reason: reason) }

  /// What to throw when the next value is not of the type asked for.
  func unexpected(_ expected: String) -> JSONError {
    guard let byte = peek() else { return syntax("a value is missing") }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "-"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"), UInt8(ascii: "f"),
      UInt8(ascii: "n"):
      return wrongType(at: offset, expected)
    default:
      return syntax("a value is missing")
    }
  }

  /// A type error for the value that starts at `offset`.
  package func wrongType(at offset: Int, _ expected: String) -> JSONError {
    .type(path: path(at: offset), expected: expected)
  }
}
