import Recipes
import Workers

/// What came of evaluating one recipe, as it is printed.
struct EvaluationResult: Encodable {
  let recipe: String
  let arn: String?
  let interactions: Int?
  let testUsers: Int?
  let metrics: [String: Double]
  let popularity: [String: Double]?
  /// Each metric divided by popularity's, where that is not 0.
  let ratios: [String: Double]?
  let bias: PopularityBias?
  /// What the service reports.
  let reported: [String: Double]?
  /// Why the metrics may differ from the reported ones, or why there are none.
  let remark: String?

  init(_ entry: EvaluationPlan.Entry, _ report: EvaluationReport) {
    recipe = entry.recipe
    arn = entry.arn
    interactions = report.interactions
    testUsers = report.testUsers
    metrics = report.metrics
    popularity = report.popularity
    bias = report.bias
    reported = entry.reported
    ratios = report.popularity.map { popularity in
      var ratios: [String: Double] = [:]
      for (key, value) in report.metrics {
        guard let other = popularity[key], other > 0 else { continue }
        ratios[key] = (value / other * 100).rounded() / 100
      }
      return ratios
    }
    remark =
      report.isIntact
      ? nil
      : "Some of the rows it was trained on were replaced by a later import: metrics may differ "
        + "from those reported."
  }

  init(_ entry: EvaluationPlan.Entry, problem: String) {
    recipe = entry.recipe
    arn = entry.arn
    interactions = nil
    testUsers = nil
    metrics = [:]
    popularity = nil
    ratios = nil
    bias = nil
    reported = entry.reported
    remark = problem
  }
}
