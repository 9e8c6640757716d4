import PersonalizeAPI
import Recipes
import Store

/// What a recommender's use case and dataset group accept.
struct RecommenderRules {
  let recipe: Recipes.Recipe
  let group: Resource
  let context: ControlContext

  /// Checks that the use case is one of the group's domain and that its datasets are there.
  func checkUseCase() throws(ServiceError) {
    let domain = try DatasetGroup(group).domain?.rawValue ?? ""
    guard recipe.domain == domain else {
      let useCases = RecipeCatalogue.recipes(domain: domain).map(\.name)
      throw .invalid(
        "The recipe \(recipe.arn) is no use case of the domain \(domain) of the dataset group "
          + "\(group.arn). Its use cases are: \(useCases.joined(separator: ", ")).")
    }
    try recipe.checkAvailable()
    for needed in recipe.requiredDatasets {
      guard let type = DatasetType(requested: needed.rawValue) else { continue }
      guard let dataset = try context.dataset(type, inGroup: group.arn) else {
        throw .invalid(
          "The dataset group \(group.arn) has no \(needed.rawValue) dataset, which the use case "
            + "\(recipe.name) needs. Create one and import data first.")
      }
      guard dataset.resource.status == .active else {
        throw .wrongState(
          of: dataset.resource, required: [.active],
          to: "before a recommender can be created from it")
      }
    }
  }

  func check(_ configuration: RecommenderConfig) throws(ServiceError) {
    try recipe.check(exploration: configuration.itemExplorationConfig)
    if let columns = configuration.trainingDataConfig {
      try context.check(columns, inGroup: group.arn)
    }
    if configuration.enableMetadataWithRecommendations == true {
      try context.checkMetadata(inGroup: group.arn)
    }
  }
}

extension RecommenderConfig {
  /// The configuration with what `changes` gives in place of what it had.
  func changed(by changes: RecommenderConfig) -> RecommenderConfig {
    RecommenderConfig(
      itemExplorationConfig: changes.itemExplorationConfig ?? itemExplorationConfig,
      minRecommendationRequestsPerSecond: changes.minRecommendationRequestsPerSecond
        ?? minRecommendationRequestsPerSecond,
      trainingDataConfig: changes.trainingDataConfig ?? trainingDataConfig,
      enableMetadataWithRecommendations: changes.enableMetadataWithRecommendations
        ?? enableMetadataWithRecommendations)
  }
}
