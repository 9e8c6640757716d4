import PersonalizeAPI
import Recipes
import Store

/// What batch jobs may ask of a solution version.
enum BatchRules {
  static func check(
    _ request: CreateBatchInferenceJobRequest, for version: Resource, _ context: ControlContext
  ) throws(ServiceError) {
    let recipe = try context.recipe(ofVersion: version)
    guard recipe.capabilities.batchInference else {
      throw .invalid(
        "The recipe \(recipe.arn) of the solution version \(version.arn) does not support batch "
          + "inference jobs. Use a solution version of another recipe.")
    }
    let configuration = request.batchInferenceJobConfig
    try recipe.check(
      exploration: configuration?.itemExplorationConfig,
      influence: configuration?.rankingInfluence)
    guard request.batchInferenceJobMode == .themeGeneration else {
      guard request.themeGenerationConfig == nil else {
        throw .invalid(
          "themeGenerationConfig needs the batchInferenceJobMode THEME_GENERATION: give both or "
            + "neither.")
      }
      return try check(numResults: request.numResults, limit: 500)
    }
    try check(numResults: request.numResults, limit: 100)
    try checkThemes(request, recipe, inGroup: version.groupARN ?? "", context)
  }

  static func check(numResults: Int?, limit: Int) throws(ServiceError) {
    guard let numResults else { return }
    guard (1...limit).contains(numResults) else {
      throw .invalid("Invalid numResults \(numResults): must be from 1 to \(limit).")
    }
  }

  private static func checkThemes(
    _ request: CreateBatchInferenceJobRequest, _ recipe: Recipes.Recipe, inGroup group: String,
    _ context: ControlContext
  ) throws(ServiceError) {
    guard recipe.name == "aws-similar-items" else {
      throw .invalid(
        "The batchInferenceJobMode THEME_GENERATION is for solution versions of the recipe "
          + "aws-similar-items; this one uses \(recipe.arn).")
    }
    guard let name = request.themeGenerationConfig?.fieldsForThemeGeneration.itemName else {
      throw .invalid(
        "The batchInferenceJobMode THEME_GENERATION needs a themeGenerationConfig that names the "
          + "column with the items' names.")
    }
    let items = try context.dataset(.items, inGroup: group)
    guard let field = items?.schema.field(named: name), field.type == .string else {
      throw .invalid(
        "The Items dataset of the dataset group \(group) has no string column \(name). itemName "
          + "must be the column with the items' names.")
    }
    guard items?.schema.fields.contains(where: \.isTextual) == true else {
      throw .invalid(
        "Themes are made from a textual column, and the Items dataset of the dataset group "
          + "\(group) has none. Use a schema with a string field marked \"textual\": true.")
    }
  }
}

extension ControlContext {
  /// The filter a batch job names, of the solution version's group.
  func filter(
    _ arn: String?, besides version: Resource
  ) throws(ServiceError) -> Resource? {
    guard let arn else { return nil }
    let filter = try find(.filter, arn)
    guard filter.groupARN == version.groupARN else {
      throw .invalid(
        "The filter \(arn) belongs to another dataset group than the solution version "
          + "\(version.arn). Use one of the same group.")
    }
    return filter
  }
}
