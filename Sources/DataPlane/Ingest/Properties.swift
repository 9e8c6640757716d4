import JSON
import Platform
import Store

/// The properties of an event or a record, matched to the columns of its dataset.
struct Properties: Sendable, Equatable {
  /// One for each of the schema's fields; `nil` is null.
  private(set) var values: [PropertyValue?]
  /// `itemId` and `eventValue`, which events may have here instead of as members.
  private(set) var itemID: String?
  private(set) var eventValue: Double?

  /// Keys that may not occur in the properties of an event, squashed.
  private static let forbiddenInEvents: Set<String> = [
    "userid", "sessionid", "eventtype", "timestamp", "recommendationid", "impression",
  ]

  /// Reads the text of a `properties` member; keys that are in no schema are passed over.
  ///
  /// With `isEvent` the rules for events hold: some keys are forbidden, and two are members.
  init(
    parsing text: String?, by schema: PropertySchema, isEvent: Bool
  ) throws(PropertyError) {
    values = Array(repeating: nil, count: schema.fields.count)
    if let text { try read(text, schema, isEvent) }
    for (index, field) in schema.fields.enumerated()
    where values[index] == nil && !field.isNullable {
      throw .missing(column: field.name)
    }
  }

  private mutating func read(
    _ text: String, _ schema: PropertySchema, _ isEvent: Bool
  ) throws(PropertyError) {
    var reader = JSONReader(Array(text.utf8))
    do {
      try reader.beginObject()
      while let key = try reader.nextKey() {
        let name = AvroSchema.squashed(key)
        if isEvent, try readMember(name, key, &reader) { continue }
        if let index = schema.field(squashed: name) {
          values[index] = try Self.value(key, &reader, schema.fields[index])
        } else {
          try reader.skipValue()
        }
      }
      try reader.finish()
    } catch let error as PropertyError {
      throw error
    } catch {
      throw .notAnObject
    }
  }

  /// - Returns: whether the key is one of those that are treated apart in events.
  private mutating func readMember(
    _ name: String, _ key: String, _ reader: inout JSONReader
  ) throws -> Bool {
    if name == "itemid" {
      guard case .text(let id) = try Self.value(key, &reader, .string) else { return true }
      itemID = id
    } else if name == "eventvalue" {
      guard case .real(let value) = try Self.value(key, &reader, .double) else { return true }
      eventValue = value
    } else if Self.forbiddenInEvents.contains(name) {
      throw PropertyError.forbidden(property: key)
    } else {
      return false
    }
    return true
  }

  /// Columns of moments in seconds since 1970, squashed, and what is too much for one.
  private static let moments: Set<String> = [
    "creationtimestamp", "expirationtimestamp", "actionexpirationtimestamp",
  ]
  private static let momentLimit: Int64 = 100_000_000_000

  private static func value(
    _ key: String, _ reader: inout JSONReader, _ field: AvroSchema.Field
  ) throws(PropertyError) -> PropertyValue? {
    let value = try value(key, &reader, field.type)
    if case .integer(let seconds) = value, seconds.magnitude >= momentLimit,
      moments.contains(AvroSchema.squashed(field.name))
    {
      throw .notInSeconds(property: key)
    }
    return value
  }

  private static func value(
    _ key: String, _ reader: inout JSONReader, _ type: AvroSchema.FieldType
  ) throws(PropertyError) -> PropertyValue? {
    do {
      return try PropertyValue(from: &reader, as: type)
    } catch .notOfType(let type) {
      throw .wrongValue(property: key, type: type)
    }
  }

  /// Takes ids that are barred out of the texts.
  ///
  /// - Returns: false when that leaves a column empty that must not be.
  mutating func remove(
    _ bar: ValueBar, at moment: Timestamp? = nil, _ schema: PropertySchema
  ) -> Bool {
    for (index, value) in values.enumerated() {
      guard case .text(let text)? = value else { continue }
      values[index] = bar.rest(of: text, at: moment).map { .text($0) }
      if values[index] == nil, !schema.fields[index].isNullable { return false }
    }
    return true
  }

  /// The columns that are not null as a JSON object by column name; `nil` when all are.
  func json(_ schema: PropertySchema) -> String? {
    guard values.contains(where: { $0 != nil }) else { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    for (field, value) in zip(schema.fields, values) {
      guard let value else { continue }
      writer.key(field.name)
      value.encode(to: &writer)
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
