import Recipes
import Store

/// Which columns of a dataset group a training may use.
struct TrainingColumns {
  let schemas: [DatasetType: AvroSchema]
  let excluded: [DatasetType: Set<String>]
  let included: [DatasetType: Set<String>]
  /// What is to be trained; some data are for some recipes only.
  private let recipe: Recipe?

  init(_ task: TrainingTask) throws(AvroSchemaError) {
    var schemas: [DatasetType: AvroSchema] = [:]
    for (name, text) in task.schemas {
      guard let type = DatasetType(requested: name) else { continue }
      schemas[type] = try AvroSchema(parsing: text)
    }
    self.schemas = schemas
    excluded = Self.byType(task.excludedColumns)
    included = Self.byType(task.includedColumns)
    recipe = RecipeCatalogue.recipe(named: task.recipe)
  }

  /// Columns of interactions that describe the circumstances, such as the device.
  var context: [AvroSchema.Field] {
    fields(of: .interactions).filter { $0.isCategorical || $0.type.isNumeric }
  }

  /// The metadata columns of items or users, in the form training takes.
  func metadata(of type: DatasetType) -> [(name: String, kind: MetadataColumnBuilder.Kind)] {
    fields(of: type).compactMap { field in
      if field.isCategorical { return (field.name, .categorical) }
      if field.isTextual { return (field.name, .text) }
      return field.type.isNumeric ? (field.name, .numeric) : nil
    }
  }

  /// The column of the items' titles, for the recipe that compares texts.
  var title: String? {
    guard recipe?.name == "aws-semantic-similarity" else { return nil }
    return fields(of: .items).first { $0.isItemName && !$0.isTextual }?.name
  }

  /// Whether actions and what users did with them count.
  var usesActions: Bool { recipe?.type == .personalizedActions }

  private static let reserved: Set<String> = [
    "USER_ID", "ITEM_ID", "ACTION_ID", "TIMESTAMP", "CREATION_TIMESTAMP", "EVENT_TYPE",
    "EVENT_VALUE", "IMPRESSION", "RECOMMENDATION_ID", "EVENT_ATTRIBUTION_SOURCE",
  ]

  /// The fields that are not reserved and that the solution lets in.
  private func fields(of type: DatasetType) -> [AvroSchema.Field] {
    (schemas[type]?.fields ?? []).filter { field in
      let name = field.name.uppercased()
      if Self.reserved.contains(name) || excluded[type]?.contains(name) == true { return false }
      return included[type]?.contains(name) ?? true
    }
  }

  private static func byType(_ columns: [String: [String]]) -> [DatasetType: Set<String>] {
    var found: [DatasetType: Set<String>] = [:]
    for (name, names) in columns {
      guard let type = DatasetType(requested: name) else { continue }
      found[type] = Set(names.map { $0.uppercased() })
    }
    return found
  }
}
