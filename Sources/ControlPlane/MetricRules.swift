import PersonalizeAPI
import Store

/// What a metric attribution may count in its dataset group.
struct MetricRules {
  let group: String
  let context: ControlContext

  /// How many metrics an attribution has at most.
  private static let limit = 10

  /// Checks the metrics an attribution is to have.
  func check(_ metrics: [MetricAttribute]) throws(ServiceError) {
    guard metrics.count <= Self.limit else {
      throw .invalid(
        "The metric attribution would have \(metrics.count) metrics. \(Self.limit) are allowed: "
          + "remove some.")
    }
    // Results show names in upper case.
    let names = metrics.map { $0.metricName.uppercased() }
    if let twice = metrics.first(where: { metric in
      names.count(where: { $0 == metric.metricName.uppercased() }) > 1
    }) {
      throw .invalid(
        "The metric name \(twice.metricName) is given twice, case aside: give each metric its own "
          + "name.")
    }
    let interactions = try context.dataset(.interactions, inGroup: group)
    guard interactions?.schema.field(named: "EVENT_TYPE") != nil else {
      throw .invalid(
        "The dataset group \(group) has no Interactions dataset with a column EVENT_TYPE, which "
          + "metrics are counted by. Create one first.")
    }
    for metric in metrics { try check(metric) }
  }

  private func check(_ metric: MetricAttribute) throws(ServiceError) {
    guard let expression = MetricExpression(metric.expression) else {
      throw .invalid(
        "Invalid expression \(metric.expression) of the metric \(metric.metricName): must be "
          + "SAMPLECOUNT(), or SUM(Items.COLUMN) or SUM(Interactions.COLUMN) of a number column.")
    }
    guard let (type, column) = expression.summed else { return }
    let dataset = try context.dataset(type, inGroup: group)
    guard let field = dataset?.schema.field(named: column), field.type.isNumeric else {
      throw .invalid(
        "The dataset group \(group) has no \(type.schemaName) dataset with a number column "
          + "\(column), which the metric \(metric.metricName) sums.")
    }
  }

  /// The metrics of an attribution after a change of them, checked.
  func change(
    _ metrics: [MetricAttribute], of arn: String, adding: [MetricAttribute], removing: [String]
  ) throws(ServiceError) -> [MetricAttribute] {
    if let unknown = removing.first(where: { name in
      !metrics.contains { $0.metricName == name }
    }) {
      throw .invalid(
        "The metric attribution \(arn) has no metric \(unknown) to remove. "
          + "ListMetricAttributionMetrics shows what it has.")
    }
    let kept = metrics.filter { !removing.contains($0.metricName) }
    if let existing = adding.first(where: { new in
      kept.contains { $0.metricName == new.metricName }
    }) {
      throw ServiceError(
        .resourceAlreadyExists,
        "The metric attribution \(arn) has a metric \(existing.metricName) already. Remove it in "
          + "the same request, or choose another name.")
    }
    if !adding.isEmpty { try check(kept + adding) }
    return kept + adding
  }
}
