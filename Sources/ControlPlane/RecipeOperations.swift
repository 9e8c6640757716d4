package import PersonalizeAPI
import Platform
import Recipes

extension ControlPlane {
  package func describeRecipe(
    _ request: DescribeRecipeRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeRecipeResponse {
    guard let recipe = RecipeCatalogue.recipe(arn: request.recipeArn) else {
      throw .notFound(request.recipeArn)
    }
    return DescribeRecipeResponse(
      recipe: PersonalizeAPI.Recipe(
        name: recipe.name, recipeArn: recipe.arn, algorithmArn: recipe.algorithmARN,
        featureTransformationArn: recipe.featureTransformationARN, status: recipe.status,
        description: recipe.description,
        creationDateTime: Timestamp(seconds: recipe.creationTime),
        recipeType: recipe.type.rawValue,
        lastUpdatedDateTime: Timestamp(seconds: recipe.lastUpdatedTime)))
  }

  package func listRecipes(
    _ request: ListRecipesRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListRecipesResponse {
    let page = try context.page(
      of: RecipeCatalogue.recipes(domain: request.domain?.rawValue), list: "recipe",
      filter: request.domain?.rawValue, nextToken: request.nextToken,
      maxResults: request.maxResults, name: \.name)
    let summaries = page.elements.map { recipe in
      RecipeSummary(
        name: recipe.name, recipeArn: recipe.arn, status: recipe.status,
        creationDateTime: Timestamp(seconds: recipe.creationTime),
        lastUpdatedDateTime: Timestamp(seconds: recipe.lastUpdatedTime),
        domain: recipe.domain.flatMap(Domain.init(rawValue:)))
    }
    return ListRecipesResponse(recipes: summaries, nextToken: page.nextToken)
  }

  package func describeAlgorithm(
    _ request: DescribeAlgorithmRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeAlgorithmResponse {
    guard let recipe = RecipeCatalogue.recipe(algorithmARN: request.algorithmArn) else {
      throw .notFound(request.algorithmArn)
    }
    typealias Defaults = RecipeCatalogue.AlgorithmDefaults
    return DescribeAlgorithmResponse(
      algorithm: Algorithm(
        name: recipe.algorithmName, algorithmArn: recipe.algorithmARN,
        algorithmImage: AlgorithmImage(
          name: recipe.algorithmName, dockerURI: Defaults.dockerURI),
        defaultHyperParameters: recipe.defaults(.algorithm),
        defaultHyperParameterRanges: recipe.defaultRanges,
        defaultResourceConfig: Defaults.resourceConfiguration,
        trainingInputMode: Defaults.trainingInputMode, roleArn: Defaults.roleARN,
        creationDateTime: Timestamp(seconds: recipe.creationTime),
        lastUpdatedDateTime: Timestamp(seconds: recipe.lastUpdatedTime)))
  }

  package func describeFeatureTransformation(
    _ request: DescribeFeatureTransformationRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeFeatureTransformationResponse {
    let arn = request.featureTransformationArn
    // Several recipes may share one; not all of them use its parameters.
    let users = RecipeCatalogue.all.filter { $0.featureTransformationARN == arn }
    let parameters = users.map { $0.defaults(.featureTransformation) }
    guard let recipe = users.first else { throw .notFound(arn) }
    return DescribeFeatureTransformationResponse(
      featureTransformation: FeatureTransformation(
        name: recipe.featureTransformationName, featureTransformationArn: arn,
        defaultParameters: parameters.max { $0.count < $1.count },
        creationDateTime: Timestamp(seconds: recipe.creationTime),
        lastUpdatedDateTime: Timestamp(seconds: recipe.lastUpdatedTime), status: recipe.status))
  }
}

extension Recipes.Recipe {
  /// The ranges of the algorithm's parameters, one list a type.
  fileprivate var defaultRanges: DefaultHyperParameterRanges {
    var integers: [DefaultIntegerHyperParameterRange] = []
    var reals: [DefaultContinuousHyperParameterRange] = []
    var categories: [DefaultCategoricalHyperParameterRange] = []
    for parameter in hyperparameters(.algorithm) {
      switch parameter.values {
      case .integer(_, let range):
        integers.append(
          DefaultIntegerHyperParameterRange(
            name: parameter.name, minValue: range.lowerBound, maxValue: range.upperBound,
            isTunable: parameter.isTunable))
      case .continuous(_, let range):
        reals.append(
          DefaultContinuousHyperParameterRange(
            name: parameter.name, minValue: range.lowerBound, maxValue: range.upperBound,
            isTunable: parameter.isTunable))
      case .categorical(_, let values):
        categories.append(
          DefaultCategoricalHyperParameterRange(
            name: parameter.name, values: values, isTunable: parameter.isTunable))
      }
    }
    return DefaultHyperParameterRanges(
      integerHyperParameterRanges: integers, continuousHyperParameterRanges: reals,
      categoricalHyperParameterRanges: categories)
  }
}
