import PersonalizeAPI

/// What the metric attribution of a dataset group counts.
package struct AttributionRules: Codable, Sendable, Equatable {
  package struct Metric: Codable, Sendable, Equatable {
    /// In upper case, as results show it.
    package let name: String
    /// In upper case: types are compared without it.
    package let eventType: String
    package let expression: MetricExpression

    package init(name: String, eventType: String, expression: MetricExpression) {
      self.name = name.uppercased()
      self.eventType = eventType.uppercased()
      self.expression = expression
    }
  }

  /// How many sources an attribution tells apart, besides the one that has no name.
  package static let sourceLimit = 100
  /// The source of events that name none.
  package static let undefinedSource = "SOURCE_NAME_UNDEFINED"
  /// How many seconds of events a row of results is of.
  package static let windowSeconds: Int64 = 900
  /// How old an event may be to count as it comes, milliseconds.
  package static let ageLimit: Int64 = 14 * 86_400_000

  /// Tells the attribution from those that the group had before: its number in the database.
  package let attribution: Int64
  package let metrics: [Metric]
  /// Whether results are written to files.
  package let hasDestination: Bool

  package init(attribution: Int64, metrics: [Metric], hasDestination: Bool) {
    self.attribution = attribution
    self.metrics = metrics
    self.hasDestination = hasDestination
  }

  /// The columns of items that metrics add up.
  var itemColumns: [String] {
    metrics.compactMap { metric in
      if case .itemSum(let column) = metric.expression { column } else { nil }
    }
  }

  /// The metrics that count events of a type, by number.
  package func metrics(ofType type: String) -> [Int] {
    let upper = type.uppercased()
    return metrics.indices.filter { metrics[$0].eventType == upper }
  }

  /// The start of the window that a moment lies in, epoch seconds.
  package static func window(ofSecond second: Int64, width: Int64 = windowSeconds) -> Int64 {
    let rest = second % width
    return second - (rest < 0 ? rest + width : rest)
  }
}

extension ControlDatabase {
  /// What is counted in a dataset group by now; `nil` while it has no attribution that is ACTIVE, or
  /// was and is being updated.
  package func attributionRules(ofGroup arn: String) throws -> AttributionRules? {
    for resource in try resources(.metricAttribution, inGroup: arn) where try counts(resource) {
      return try rules(of: resource)
    }
    return nil
  }

  /// Whether an attribution counts what comes.
  package func counts(_ attribution: Resource) throws -> Bool {
    switch attribution.status {
    case .active: true
    case .createPending, .createInProgress:
      try jobs(on: attribution.arn).contains { $0.kind == .update }
    default: false
    }
  }

  private func rules(of resource: Resource) throws -> AttributionRules {
    let stored = try attachment(.metricAttributes, of: resource.arn)
    let metrics = try stored.map { try ListMetricAttributionMetricsResponse.decode($0) }?.metrics
    var schemas: [DatasetType: AvroSchema] = [:]
    for found in try resources(.dataset, inGroup: resource.groupARN ?? "") {
      let dataset = try Dataset.decode(found.body)
      guard let type = DatasetType(requested: dataset.datasetType ?? ""),
        let arn = dataset.schemaArn, let schema = try self.resource(arn),
        let text = try DatasetSchema.decode(schema.body).schema
      else { continue }
      schemas[type] = try AvroSchema(parsing: text)
    }
    let body = try MetricAttribution.decode(resource.body)
    return AttributionRules(
      attribution: resource.sequence,
      metrics: (metrics ?? []).compactMap { metric in
        MetricExpression(metric.expression).map { expression in
          AttributionRules.Metric(
            name: metric.metricName, eventType: metric.eventType,
            expression: expression.spelled(as: schemas))
        }
      },
      hasDestination: body.metricsOutputConfig?.s3DataDestination?.path != nil)
  }
}

extension MetricExpression {
  /// The same with its column as the schema spells it.
  fileprivate func spelled(as schemas: [DatasetType: AvroSchema]) -> MetricExpression {
    guard let (type, column) = summed, let field = schemas[type]?.field(named: column) else {
      return self
    }
    return type == .items ? .itemSum(column: field.name) : .interactionSum(column: field.name)
  }
}
