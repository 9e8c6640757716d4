import PersonalizeAPI
import Recipes

/// Which recipe a solution uses: the one given, or one of a family.
extension SolutionRules {
  /// How often automatic training happens when nothing is said about it.
  static let defaultSchedule = AutoTrainingConfig(schedulingExpression: "rate(7 days)")

  /// What performAutoML falls back on: the family it is made to choose from is retired.
  private static let automaticRecipe = "aws-user-personalization"

  /// Whether the recipe is to be chosen; it must be either given or chosen.
  static func choosesRecipe(_ request: CreateSolutionRequest) throws(ServiceError) -> Bool {
    switch (request.performAutoML == true, request.recipeArn) {
    case (true, _?):
      throw .invalid("Give either a recipeArn or performAutoML, not both.")
    case (false, nil):
      throw .invalid("A recipeArn is required; ListRecipes shows them.")
    case (let isAutomatic, _): return isAutomatic
    }
  }

  /// The recipe of a request that `choosesRecipe` lets pass.
  static func recipe(for request: CreateSolutionRequest) throws(ServiceError) -> Recipes.Recipe {
    if let arn = request.recipeArn { return try known(arn) }
    var candidates: [Recipes.Recipe] = []
    for arn in request.solutionConfig?.autoMLConfig?.recipeList ?? [] {
      let recipe = try known(arn)
      guard recipe.type == .userPersonalization, recipe.domain == nil else {
        throw .invalid(
          "The recipe \(arn) of autoMLConfig is not of the type USER_PERSONALIZATION, which "
            + "performAutoML chooses from.")
      }
      candidates.append(recipe)
    }
    if let available = candidates.first(where: { $0.isAvailable }) { return available }
    return try known("arn:aws:personalize:::recipe/\(automaticRecipe)")
  }

  private static func known(_ arn: String) throws(ServiceError) -> Recipes.Recipe {
    guard let recipe = RecipeCatalogue.recipe(arn: arn) else { throw .notFound(arn) }
    return recipe
  }
}
