import Platform

/// All recipes and use cases, ordered by name.
package enum RecipeCatalogue {
  /// The 25 entries, ordered by name ascending.
  package static let all: [Recipe] = (custom + ecommerce + videoOnDemand)
    .sorted { $0.name < $1.name }

  /// The recipe of a name such as `aws-sims`.
  package static func recipe(named name: String) -> Recipe? { byName[name] }

  /// The recipe of an ARN; `nil` unless it matches exactly.
  package static func recipe(arn: String) -> Recipe? {
    guard let slash = arn.lastIndex(of: "/") else { return nil }
    guard let recipe = byName[String(arn[arn.index(after: slash)...])] else { return nil }
    return recipe.arn == arn ? recipe : nil
  }

  /// The recipe that defines an algorithm, by the algorithm's ARN.
  package static func recipe(algorithmARN arn: String) -> Recipe? {
    all.first { $0.algorithmARN == arn }
  }

  /// The first recipe (by name) that uses a feature transformation, by its ARN.
  package static func recipe(featureTransformationARN arn: String) -> Recipe? {
    all.first { $0.featureTransformationARN == arn }
  }

  /// The recipes of one domain, or all when `domain` is `nil`.
  package static func recipes(domain: String?) -> [Recipe] {
    guard let domain else { return all }
    return all.filter { $0.domain == domain }
  }

  /// What DescribeAlgorithm answers besides names and hyperparameters.
  package enum AlgorithmDefaults {
    package static let dockerURI = "bespoke/recipes"
    package static let trainingInputMode = "File"
    package static let roleARN = "arn:aws:iam:::role/bespoke"
    package static let resourceConfiguration = [
      "maxNumberOfTrainingJobs": "10", "maxParallelTrainingJobs": "5",
    ]
  }

  private static let byName: [String: Recipe] = {
    var byName: [String: Recipe] = [:]
    for recipe in all { byName[recipe.name] = recipe }
    return byName
  }()

  /// The day all entries were last touched.
  static let lastUpdated = day(2025, 11, 30)

  /// Midnight UTC of a day, in epoch seconds.
  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    CivilDate(year: Int64(year), month: Int64(month), day: Int64(day)).daysSinceEpoch * 86_400
  }
}
