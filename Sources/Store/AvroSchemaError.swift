/// Why a text is no schema; the description says what would be right.
package enum AvroSchemaError: Error, Sendable, Equatable, CustomStringConvertible {
  case notJSON(String)
  case notARecord
  case missingName
  case missingFields
  /// `number` counts the fields from 1.
  case badFieldName(number: Int, name: String?)
  case badType(field: String, type: String)
  case badFlag(flag: String, field: String)
  case flagNeedsString(flag: String, field: String)
  case categoricalAndTextual(field: String)
  /// Two names that are one once everything but letters and digits is dropped.
  case clash(String, String)

  package var description: String {
    switch self {
    case .notJSON(let reason):
      "The schema is not valid JSON: \(reason)."
    case .notARecord:
      "The schema's \"type\" must be \"record\"."
    case .missingName:
      "The schema has no \"name\". It must be one of "
        + DatasetType.allCases.map(\.schemaName).joined(separator: ", ") + "."
    case .missingFields:
      "The schema has no \"fields\". List at least the required fields of the dataset type."
    case .badFieldName(let number, let name?):
      "Field \(number) of the schema has the name \"\(name)\". A name is a letter or _ followed by "
        + "letters, digits and _, 150 characters at most."
    case .badFieldName(let number, nil):
      "Field \(number) of the schema has no \"name\"."
    case .badType(let field, let type):
      "Field \(field) has the type [\(type)]. A type is one of "
        + AvroSchema.FieldType.allCases.map(\.rawValue).joined(separator: ", ")
        + ", alone or in a list with null."
    case .badFlag(let flag, let field):
      "\"\(flag)\" of field \(field) must be true or false."
    case .flagNeedsString(let flag, let field):
      "Field \(field) is marked \"\(flag)\": only fields of type string can be."
    case .categoricalAndTextual(let field):
      "Field \(field) is marked both categorical and textual: choose one."
    case .clash(let first, let second):
      "Fields \(first) and \(second) have the same name once characters other than letters and "
        + "digits are removed: rename one."
    }
  }
}
