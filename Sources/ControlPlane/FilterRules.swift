import Filters
import PersonalizeAPI
import Store

/// Checks of a filter's expression against the datasets of its group.
struct FilterRules {
  let group: String
  let context: ControlContext

  func check(_ expression: String) throws(ServiceError) {
    let datasets = try storing {
      try context.database.resources(.dataset, inGroup: group)
    }
    let schema = try schema(of: datasets)
    let requirements: FilterRequirements
    do {
      requirements = try Filters.Filter(parsing: expression).check(against: schema)
    } catch {
      throw .invalid(error.description)
    }
    for dataset in datasets where dataset.status != .active {
      guard let type = dataset.filterDataset, requirements.datasets.contains(type) else {
        continue
      }
      throw .invalid(
        "The dataset \(dataset.arn), which the filter uses, has the status "
          + "\(dataset.status.rawValue). It must be ACTIVE.")
    }
    try checkTotal(requirements.fields, schema)
  }

  /// Checks how many fields the group's filters use together.
  private func checkTotal(
    _ fields: Set<FilterRequirements.FieldName>, _ schema: FilterSchema
  ) throws(ServiceError) {
    let others = try storing { try context.database.resources(.filter, inGroup: group) }
    var total = fields
    for resource in others where Status.existing.contains(resource.status) {
      let filter = try PersonalizeAPI.Filter(resource)
      guard let parsed = try? Filters.Filter(parsing: filter.filterExpression ?? "") else {
        continue
      }
      // What it was checked against may have gone since; then it uses nothing.
      if let requirements = try? parsed.check(against: schema) {
        total.formUnion(requirements.fields)
      }
    }
    let limit = context.limits.filterFieldsPerGroup
    guard total.count <= limit else {
      throw ServiceError(
        .limitExceeded,
        "The filters of the dataset group \(group) would use \(total.count) distinct dataset "
          + "fields. \(limit) are allowed: use other fields, or delete some filters and try again.")
    }
  }

  /// The group's datasets as filters see them.
  private func schema(of datasets: [Resource]) throws(ServiceError) -> FilterSchema {
    var schema = FilterSchema()
    for dataset in datasets {
      guard let type = dataset.filterDataset else { continue }
      schema.datasets[type] = try context.schema(ofDataset: dataset).fields.map { field in
        FilterSchema.Field(
          name: field.name, type: field.filterType, isNullable: field.isNullable)
      }
    }
    return schema
  }
}

extension Resource {
  fileprivate var filterDataset: Filters.Filter.Dataset? {
    guard let type = datasetType else { return nil }
    return Filters.Filter.Dataset.allCases.first { DatasetType(requested: $0.rawValue) == type }
  }
}

extension AvroSchema.Field {
  fileprivate var filterType: FilterSchema.FieldType {
    if isTextual { return .textual }
    return switch type {
    case .string: .string
    case .boolean: .boolean
    case .int, .long, .float, .double: .number
    }
  }
}
