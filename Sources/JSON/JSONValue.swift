/// Any JSON value, for documents whose members nobody knows beforehand.
package enum JSONValue: Equatable, Sendable {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case number(Double)
  case boolean(Bool)
  case null

  /// Reads a whole document.
  package init(parsing bytes: [UInt8]) throws(JSONError) {
    var reader = JSONReader(bytes)
    self = try JSONValue(from: &reader)
    try reader.finish()
  }

  /// Reads a whole document.
  package init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// Reads the next value; of equal keys the last wins, members that are `null` are left out.
  package init(from reader: inout JSONReader) throws(JSONError) {
    switch reader.nextKind {
    case .object:
      var members: [String: JSONValue] = [:]
      try reader.beginObject()
      while let key = try reader.nextKey() { members[key] = try JSONValue(from: &reader) }
      self = .object(members)
    case .array:
      var elements: [JSONValue] = []
      try reader.beginArray()
      while try reader.nextElement() { elements.append(try JSONValue(from: &reader)) }
      self = .array(elements)
    case .string: self = .string(try reader.string())
    case .number: self = .number(try reader.double())
    case .boolean: self = .boolean(try reader.boolean())
    case .null:
      try reader.skipValue()
      self = .null
    case nil: throw reader.syntax("a value is missing")
    }
  }

  /// Appends the value; members in the order of their keys, so that equal values give equal bytes.
  package func encode(to writer: inout JSONWriter) {
    switch self {
    case .object(let members):
      writer.beginObject()
      for (key, value) in members.sorted(by: { $0.key < $1.key }) {
        writer.key(key)
        value.encode(to: &writer)
      }
      writer.endObject()
    case .array(let elements):
      writer.beginArray()
      for element in elements {
        writer.element()
        element.encode(to: &writer)
      }
      writer.endArray()
    case .string(let text): writer.string(text)
    case .number(let number):
      if let whole = Int64(exactly: number), whole.magnitude <= 1 << 53 {
        writer.long(whole)
      } else {
        writer.double(number)
      }
    case .boolean(let flag): writer.boolean(flag)
    case .null: writer.null()
    }
  }

  /// The value as a document.
  package var text: String {
    var writer = JSONWriter()
    encode(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The member of that name, if this is an object that has it.
  package subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  /// The text, if this is a string.
  package var stringValue: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The number, if this is one.
  package var numberValue: Double? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  /// The elements, if this is an array.
  package var arrayValue: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The members, if this is an object.
  package var objectValue: [String: JSONValue]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// The flag, if this is a boolean.
  package var booleanValue: Bool? {
    guard case .boolean(let flag) = self else { return nil }
    return flag
  }
}
