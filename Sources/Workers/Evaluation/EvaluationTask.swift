package import Recipes

/// One recipe's training to be evaluated once more, or without a solution.
package struct EvaluationTask: Codable, Sendable, Equatable {
  /// What is trained; no model is written.
  package var training: TrainingTask
  /// A folder for the split and the lists, if they are wanted.
  package var exportDirectory: String?
}

/// How good a recipe's lists are, beside those of popularity on the same split.
package struct EvaluationReport: Codable, Sendable, Equatable {
  /// The offline metrics by wire key.
  package var metrics: [String: Double]
  /// Those of recommending what is popular; `nil` where metrics are not of lists of items.
  package var popularity: [String: Double]?
  package var bias: PopularityBias?
  /// How many interactions were read and how many users tested; `nil` where there is no such test.
  package var interactions: Int
  package var testUsers: Int?
  /// Whether all rows that were to be read are still there.
  package var isIntact: Bool
}
