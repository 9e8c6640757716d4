import JSON
import Store

/// A value of a property, in the type of its column.
enum PropertyValue: Sendable, Equatable {
  case text(String)
  case integer(Int64)
  case real(Double)
  case boolean(Bool)

  /// Reads a column's value, which may be written as its type or as a string.
  ///
  /// - Returns: `nil` for null, which may also be written as an empty string.
  init?(
    from reader: inout JSONReader, as type: AvroSchema.FieldType
  ) throws(PropertyError) {
    do {
      guard let value = try Self.read(&reader, type) else { return nil }
      self = value
    } catch let error as PropertyError {
      throw error
    } catch {
      throw .notOfType(type)
    }
  }

  private static func read(
    _ reader: inout JSONReader, _ type: AvroSchema.FieldType
  ) throws -> PropertyValue? {
    switch reader.nextKind {
    case .null:
      _ = try reader.skipNull()
      return nil
    case .string: return try parse(try reader.string(), type)
    case .number: return try number(&reader, type)
    case .boolean:
      let flag = try reader.boolean()
      switch type {
      case .boolean: return .boolean(flag)
      case .string: return .text(flag ? "true" : "false")
      default: throw PropertyError.notOfType(type)
      }
    default: throw PropertyError.notOfType(type)
    }
  }

  private static func number(
    _ reader: inout JSONReader, _ type: AvroSchema.FieldType
  ) throws -> PropertyValue {
    switch type {
    case .int: return .integer(Int64(try reader.integer()))
    case .long: return .integer(try reader.long())
    case .float, .double: return .real(try reader.double())
    case .boolean: throw PropertyError.notOfType(type)
    case .string:
      let value = try reader.double()
      guard let whole = Int64(exactly: value), whole.magnitude <= 1 << 53 else {
        return .text(value.description)
      }
      return .text(String(whole))
    }
  }

  private static func parse(
    _ text: String, _ type: AvroSchema.FieldType
  ) throws -> PropertyValue? {
    if text.isEmpty { return nil }
    switch type {
    case .string: return .text(text)
    case .int:
      guard let value = Int32(text) else { throw PropertyError.notOfType(type) }
      return .integer(Int64(value))
    case .long:
      guard let value = Int64(text) else { throw PropertyError.notOfType(type) }
      return .integer(value)
    case .float, .double:
      guard let value = Double(text), value.isFinite else { throw PropertyError.notOfType(type) }
      return .real(value)
    case .boolean:
      guard let value = Bool(text) else { throw PropertyError.notOfType(type) }
      return .boolean(value)
    }
  }

  func encode(to writer: inout JSONWriter) {
    switch self {
    case .text(let text): writer.string(text)
    case .integer(let value): writer.long(value)
    case .real(let value): writer.double(value)
    case .boolean(let flag): writer.boolean(flag)
    }
  }
}

/// What is wrong with the properties of an event or a record.
enum PropertyError: Error, Equatable {
  /// The text is no JSON object.
  case notAnObject
  case notOfType(AvroSchema.FieldType)
  case wrongValue(property: String, type: AvroSchema.FieldType)
  /// A key whose value belongs into a member of the request.
  case forbidden(property: String)
  /// An event type that interactions with actions don't have.
  case unknownActionEvent(String)
  /// A moment that must have been given in other units than seconds.
  case notInSeconds(property: String)
  /// An event of more bytes than allowed.
  case tooLarge(bytes: Int)
  /// A column that cannot be null and has no value.
  case missing(column: String)

  /// What to tell the client.
  var message: String {
    switch self {
    case .notAnObject: "Error parsing properties json"
    case .notOfType(let type): "A property is not of the type \(type.rawValue)."
    case .wrongValue(let property, let type):
      "The value of \(property) in properties must be of the type \(type.rawValue), as in the "
        + "schema."
    case .forbidden(let property):
      "\(property) must not be in properties: it is a member of the request."
    case .unknownActionEvent(let type):
      "\(type) is no event type of action interactions. It must be one of Taken, Not Taken, Viewed."
    case .notInSeconds(let property):
      "The value of \(property) in properties is too large for a number of seconds since "
        + "1970-01-01 UTC; if it is milliseconds, divide it by 1000."
    case .tooLarge(let bytes):
      "The event has \(bytes) bytes, it must have at most \(EventSize.limit)."
    case .missing(let column):
      "properties must have a value for the column \(column): the schema does not allow null."
    }
  }
}
