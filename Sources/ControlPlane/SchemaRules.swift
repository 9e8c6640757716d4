import PersonalizeAPI
import Store

/// What the schema of each type of dataset must and may contain, by domain.
struct SchemaRules {
  /// A field with a meaning of its own.
  struct Field {
    /// What marks the field must carry.
    enum Mark {
      case none
      case categorical
      case textual
    }

    let name: String
    let types: [AvroSchema.FieldType]
    let mayBeNull: Bool
    let mark: Mark
  }

  let required: [Field]
  let reserved: [Field]
  /// How many fields besides the required and reserved ones there may be.
  let metadataLimit: Int
  /// Whether some field must say something about the entity.
  let needsMetadata: Bool

  /// Checks a schema by the rules of the type its name stands for.
  static func check(_ schema: AvroSchema, domain: Domain?) throws(ServiceError) {
    guard let type = schema.datasetType else {
      throw .invalid(
        "The schema's name \(schema.name) stands for no type of dataset. It must be one of "
          + DatasetType.allCases.map(\.schemaName).joined(separator: ", ") + ".")
    }
    guard let rules = of(type, domain: domain) else {
      throw .invalid(
        "\(type.schemaName) schemas are for dataset groups without a domain. Create the schema "
          + "without domain.")
    }
    for rule in rules.required {
      guard let field = schema.fields.first(where: { $0.name == rule.name || rule.accepts($0) })
      else {
        throw .invalid(
          "The schema is missing the required field \(rule.name). Add it with the type "
            + "\(rule.expectation).")
      }
      try rule.check(field)
    }
    for rule in rules.reserved {
      if let field = schema.fields.first(where: { $0.name == rule.name }) { try rule.check(field) }
    }
    try rules.checkMetadata(of: schema, type)
  }

  private func checkMetadata(
    of schema: AvroSchema, _ type: DatasetType
  ) throws(ServiceError) {
    let known = required + reserved
    let metadata = schema.fields.filter { field in
      !known.contains { $0.name == field.name || $0.accepts(field) }
    }
    guard metadata.count <= metadataLimit else {
      throw .invalid(
        "The schema has \(metadata.count) metadata fields. A \(type.schemaName) schema has "
          + "\(metadataLimit) at most: remove some.")
    }
    let textual = schema.fields.filter(\.isTextual)
    if let field = textual.first, type != .items {
      throw .invalid(
        "Field \(field.name) is marked textual: only fields of an Items schema can be.")
    }
    if textual.count > 1 {
      throw .invalid(
        "The fields \(textual.map(\.name).joined(separator: ", ")) are all marked textual: an "
          + "Items schema has one textual field at most.")
    }
    let titles = schema.fields.filter(\.isItemName)
    if let field = titles.first, type != .items || titles.count > 1 {
      throw .invalid(
        "Field \(field.name) is marked itemName: one field of an Items schema can be, and no other."
      )
    }
    if needsMetadata, !schema.fields.contains(where: { isMetadata($0) }) {
      throw .invalid(
        "An \(type.schemaName) schema needs at least one metadata field: a number, or a string "
          + "marked categorical\(type == .items ? " or textual" : "").")
    }
  }

  private func isMetadata(_ field: AvroSchema.Field) -> Bool {
    guard !required.contains(where: { $0.name == field.name && $0.mark == .none }) else {
      return false
    }
    return field.type.isNumeric || field.isCategorical || field.isTextual
  }
}

extension SchemaRules.Field {
  /// Whether a field of another name stands for this one.
  func accepts(_ field: AvroSchema.Field) -> Bool {
    name == "GENRES" && field.name == "GENRES_L1"
  }

  func check(_ field: AvroSchema.Field) throws(ServiceError) {
    let isMarkedRight =
      switch mark {
      case .none: !field.isCategorical && !field.isTextual
      case .categorical: field.isCategorical
      case .textual: field.isTextual
      }
    guard types.contains(field.type), mayBeNull || !field.isNullable, isMarkedRight else {
      throw .invalid(
        "Field \(field.name) is not as the service requires it. It must have the type "
          + "\(expectation).")
    }
  }

  var expectation: String {
    let names = types.map(\.rawValue).joined(separator: " or ")
    let null = mayBeNull ? ", alone or with null" : ", not null"
    return switch mark {
    case .none where types == [.string]: "\(names)\(null), not marked categorical or textual"
    case .none: names + null
    case .categorical: "\(names)\(null), marked \"categorical\": true"
    case .textual: "\(names)\(null), marked \"textual\": true"
    }
  }
}
