import PersonalizeAPI
import Store

/// Checks of a solution's configuration against the datasets the group has so far.
///
/// Datasets that do not exist yet are checked when training starts.
extension ControlContext {
  func checkColumns(
    of request: CreateSolutionRequest, inGroup group: String
  ) throws(ServiceError) {
    let configuration = request.solutionConfig
    if request.eventType != nil || configuration?.eventsConfig != nil {
      try requireColumn("EVENT_TYPE", of: .interactions, inGroup: group, for: "event types")
    }
    let events = configuration?.eventsConfig?.eventParametersList ?? []
    let hasThreshold = events.contains { $0.eventValueThreshold != nil }
    if hasThreshold || configuration?.eventValueThreshold != nil {
      try requireColumn(
        "EVENT_VALUE", of: .interactions, inGroup: group, for: "an eventValueThreshold")
    }
    if let attribute = configuration?.optimizationObjective?.itemAttribute {
      let field = try requireColumn(
        attribute, of: .items, inGroup: group, for: "optimizationObjective")
      if let field, !field.type.isNumeric {
        throw .invalid(
          "The itemAttribute \(attribute) of optimizationObjective must be a number column of the "
            + "Items dataset.")
      }
    }
    if let columns = configuration?.trainingDataConfig {
      try check(columns, inGroup: group)
    }
  }

  @discardableResult
  private func requireColumn(
    _ name: String, of type: DatasetType, inGroup group: String, for purpose: String
  ) throws(ServiceError) -> AvroSchema.Field? {
    guard let (dataset, schema) = try dataset(type, inGroup: group) else { return nil }
    guard let field = schema.field(named: name) else {
      throw .invalid(
        "The dataset \(dataset.arn) has no column \(name), needed for \(purpose). Use a schema that "
          + "has it.")
    }
    return field
  }

  /// Checks which columns training uses and leaves out.
  func check(_ columns: TrainingDataConfig, inGroup group: String) throws(ServiceError) {
    let excluded = columns.excludedDatasetColumns ?? [:]
    let included = columns.includedDatasetColumns ?? [:]
    if let both = excluded.keys.first(where: { included[$0] != nil }) {
      throw .invalid(
        "trainingDataConfig has both excluded and included columns for \(both): give one of them.")
    }
    for (name, list) in excluded.merging(included, uniquingKeysWith: { first, _ in first }) {
      guard let type = DatasetType(requested: name), [.interactions, .items, .users].contains(type)
      else {
        throw .invalid(
          "\(name) is no dataset of trainingDataConfig. Use INTERACTIONS, ITEMS or USERS.")
      }
      for column in list {
        try requireColumn(column, of: type, inGroup: group, for: "the training columns")
        if excluded[name] != nil, Self.cannotBeExcluded.contains(column.uppercased()) {
          throw .invalid(
            "The column \(column) is needed for training: remove it from excludedDatasetColumns.")
        }
      }
    }
  }

  private static let cannotBeExcluded: Set = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE"]
}
