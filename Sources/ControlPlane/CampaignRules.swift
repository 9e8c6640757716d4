import PersonalizeAPI
import Recipes
import Store

/// What a campaign's configuration may say, by the recipe it serves.
enum CampaignRules {
  /// Checks that a campaign that follows the newest version names no particular one.
  static func checkSynchronisation(
    _ configuration: CampaignConfig?, versionARN: String?
  ) throws(ServiceError) {
    guard configuration?.syncWithLatestSolutionVersion == true,
      versionARN.flatMap(ResourceARN.init)?.isLatest != true
    else { return }
    throw .invalid(
      "syncWithLatestSolutionVersion needs the solutionVersionArn SOLUTION_ARN/$LATEST. Give that, "
        + "or set syncWithLatestSolutionVersion to false.")
  }

  static func check(
    _ configuration: CampaignConfig?, for version: Resource, _ context: ControlContext
  ) throws(ServiceError) {
    let recipe = try context.recipe(ofVersion: version)
    guard recipe.capabilities.deployable else {
      throw .invalid(
        "The solution version \(version.arn) uses the recipe \(recipe.arn), which serves batch "
          + "segment jobs only. A campaign needs another recipe.")
    }
    guard let configuration else { return }
    try recipe.check(
      exploration: configuration.itemExplorationConfig,
      influence: configuration.rankingInfluence)
    if configuration.enableMetadataWithRecommendations == true {
      try context.checkMetadata(inGroup: version.groupARN ?? "")
    }
  }
}

extension Recipes.Recipe {
  /// Checks how a campaign, recommender or batch job of the recipe is to rank.
  ///
  /// Recipes that explore by themselves or not at all take any exploration, and ignore it.
  func check(
    exploration: [String: String]?, influence: [String: Double]? = nil
  ) throws(ServiceError) {
    if capabilities.exploration == .configurable,
      let problem = problem(with: exploration ?? [:], kind: .campaign)
    {
      throw .invalid(problem)
    }
    if !(influence ?? [:]).isEmpty, name != "aws-semantic-similarity" {
      throw .invalid("The recipe \(arn) does not support rankingInfluence: leave it out.")
    }
  }

  /// Checks that this version can train it.
  func checkAvailable() throws(ServiceError) {
    guard !isAvailable else { return }
    let others = RecipeCatalogue.all.filter { $0.isAvailable && $0.domain == domain }
    throw .invalid(
      "The recipe \(arn) is not available in this version of Bespoke. These are: "
        + "\(others.map(\.name).joined(separator: ", ")).")
  }
}

extension ControlContext {
  /// The recipe a solution version was trained with.
  func recipe(ofVersion version: Resource) throws(ServiceError) -> Recipes.Recipe {
    let arn = try SolutionVersion(version).recipeArn ?? ""
    guard let recipe = RecipeCatalogue.recipe(arn: arn) else { throw .notFound(arn) }
    return recipe
  }

  /// Checks that there is metadata that recommendations could carry.
  func checkMetadata(inGroup group: String) throws(ServiceError) {
    let items = try dataset(.items, inGroup: group)
    guard let items, items.schema.fields.contains(where: { $0.name != "ITEM_ID" }) else {
      throw .invalid(
        "enableMetadataWithRecommendations needs an Items dataset with at least one metadata "
          + "column in the dataset group \(group). Create one or leave the member out.")
    }
  }
}
