import JSON

/// A dataset's schema: a flat Avro record, read from the JSON text that CreateSchema was given.
///
/// Reading checks what any schema must keep: valid JSON, a record, known types, fields whose names
/// stay different once everything but letters and digits is dropped. What a type of dataset demands
/// besides is for the control plane.
package struct AvroSchema: Sendable, Equatable {
  /// The record's name, which tells the type of dataset.
  package let name: String
  /// In the order of the text.
  package let fields: [Field]

  /// One column of the dataset.
  package struct Field: Sendable, Equatable {
    package let name: String
    package let type: FieldType
    /// Whether the type is a union with `null`.
    package let isNullable: Bool
    package let isCategorical: Bool
    package let isTextual: Bool
    /// Whether it marks the title of an item, for recipes that read texts.
    package let isItemName: Bool

    /// Where the field's values go in a segment of interactions.
    package var column: Column { Column(name: name, type: type.columnType) }
  }

  /// The primitive types a field may have.
  package enum FieldType: String, Sendable, CaseIterable {
    case string
    case int
    case long
    case float
    case double
    case boolean

    /// How a segment of interactions stores it.
    package var columnType: ColumnType {
      switch self {
      case .string: .string
      case .int, .long, .boolean: .integer
      case .float, .double: .real
      }
    }

    /// Whether the values are numbers.
    package var isNumeric: Bool { self != .string && self != .boolean }
  }

  /// Reads a schema.
  package init(parsing text: String) throws(AvroSchemaError) {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: text)
    } catch {
      throw .notJSON(Self.reason(of: error))
    }
    guard case .object(let members) = document else {
      throw .notJSON("it must be a JSON object")
    }
    guard members["type"]?.stringValue == "record" else { throw .notARecord }
    guard let name = members["name"]?.stringValue, !name.isEmpty else { throw .missingName }
    guard let list = members["fields"]?.arrayValue, !list.isEmpty else { throw .missingFields }
    var fields: [Field] = []
    for (index, value) in list.enumerated() {
      fields.append(try Field(value, number: index + 1))
    }
    try Self.checkDistinct(fields)
    self.name = name
    self.fields = fields
  }

  /// The type of dataset the record's name stands for.
  package var datasetType: DatasetType? { DatasetType(schemaName: name) }

  /// The columns of a segment of interactions, in the order of the schema.
  package var columns: [Column] { fields.map(\.column) }

  /// The field of exactly that name, else the one whose name differs in case only.
  package func field(named name: String) -> Field? {
    if let exact = fields.first(where: { $0.name == name }) { return exact }
    let wanted = name.lowercased()
    return fields.first { $0.name.lowercased() == wanted }
  }

  /// The field a property of PutItems and its kin means: `categoryL1` is `CATEGORY_L1`.
  package func field(matchingProperty name: String) -> Field? {
    let wanted = Self.squashed(name)
    return fields.first { Self.squashed($0.name) == wanted }
  }

  /// A name without everything but letters and digits, in lower case: fields are told apart by it.
  package static func squashed(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  private static func checkDistinct(_ fields: [Field]) throws(AvroSchemaError) {
    var seen: [String: String] = [:]
    for field in fields {
      if let other = seen.updateValue(field.name, forKey: squashed(field.name)) {
        throw .clash(other, field.name)
      }
    }
  }

  private static func reason(of error: JSONError) -> String {
    switch error {
    case .syntax(let offset, let reason): "\(reason), at offset \(offset)"
    case .type(let path, let expected): "\(path) must be \(expected)"
    case .constraints: "it breaks a constraint"
    }
  }
}

extension AvroSchema.Field {
  /// Reads one entry of the list of fields; `number` counts from 1.
  fileprivate init(_ value: JSONValue, number: Int) throws(AvroSchemaError) {
    guard let name = value["name"]?.stringValue, Self.isFieldName(name) else {
      throw .badFieldName(number: number, name: value["name"]?.stringValue)
    }
    let names = try Self.typeNames(value["type"], of: name)
    let primitives = names.filter { $0 != "null" }
    guard let primitive = primitives.first, primitives.count == 1, names.count <= 2,
      let type = AvroSchema.FieldType(rawValue: primitive)
    else { throw .badType(field: name, type: names.joined(separator: ", ")) }
    self.name = name
    self.type = type
    isNullable = names.contains("null")
    isCategorical = try Self.flag("categorical", of: value, field: name)
    isTextual = try Self.flag("textual", of: value, field: name)
    isItemName = try Self.flag("itemName", of: value, field: name)
    for (flag, isSet) in [
      ("categorical", isCategorical), ("textual", isTextual), ("itemName", isItemName),
    ] where isSet && type != .string {
      throw .flagNeedsString(flag: flag, field: name)
    }
    if isCategorical, isTextual { throw .categoricalAndTextual(field: name) }
  }

  private static func typeNames(
    _ value: JSONValue?, of field: String
  ) throws(AvroSchemaError) -> [String] {
    switch value {
    case .string(let name): return [name]
    case .array(let union):
      let names = union.compactMap(\.stringValue)
      guard names.count == union.count, Set(names).count == names.count else {
        throw .badType(field: field, type: value?.text ?? "")
      }
      return names
    default: throw .badType(field: field, type: value?.text ?? "none")
    }
  }

  private static func flag(
    _ flag: String, of value: JSONValue, field: String
  ) throws(AvroSchemaError) -> Bool {
    guard let given = value[flag] else { return false }
    guard let isSet = given.booleanValue else { throw .badFlag(flag: flag, field: field) }
    return isSet
  }

  /// Avro's rule for names: a letter or `_`, then letters, digits and `_`.
  private static func isFieldName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(48...57).contains(first), name.utf8.count <= 150
    else { return false }
    return name.utf8.allSatisfy { byte in
      (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
        || byte == 95
    }
  }
}
