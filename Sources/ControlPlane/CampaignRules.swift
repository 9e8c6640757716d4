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
    let recipeARN = try SolutionVersion(version).recipeArn ?? ""
    guard let recipe = RecipeCatalogue.recipe(arn: recipeARN) else { throw .notFound(recipeARN) }
    guard recipe.capabilities.deployable else {
      throw .invalid(
        "The solution version \(version.arn) uses the recipe \(recipe.arn), which serves batch "
          + "segment jobs only. A campaign needs another recipe.")
    }
    guard let configuration else { return }
    if recipe.capabilities.exploration == .configurable,
      let problem = recipe.problem(
        with: configuration.itemExplorationConfig ?? [:], kind: .campaign)
    {
      throw .invalid(problem)
    }
    if !(configuration.rankingInfluence ?? [:]).isEmpty, recipe.name != "aws-semantic-similarity" {
      throw .invalid("The recipe \(recipe.arn) does not support rankingInfluence: leave it out.")
    }
    if configuration.enableMetadataWithRecommendations == true {
      try checkMetadata(inGroup: version.groupARN ?? "", context)
    }
  }

  private static func checkMetadata(
    inGroup group: String, _ context: ControlContext
  ) throws(ServiceError) {
    let items = try context.dataset(.items, inGroup: group)
    guard let items, items.schema.fields.contains(where: { $0.name != "ITEM_ID" }) else {
      throw .invalid(
        "enableMetadataWithRecommendations needs an Items dataset with at least one metadata "
          + "column in the dataset group \(group). Create one or leave the member out.")
    }
  }
}
