package import PersonalizeAPI
import Recipes
import Store

extension ControlPlane {
  package func createSolution(
    _ request: CreateSolutionRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateSolutionResponse {
    let recipeARN = try chosenRecipe(request)
    let group = try context.find(.datasetGroup, request.datasetGroupArn)
    guard let recipe = RecipeCatalogue.recipe(arn: recipeARN) else { throw .notFound(recipeARN) }
    try context.check(group, allowCreateOf: .solution)
    try SolutionRules(recipe: recipe, request: request).check()
    try context.checkColumns(of: request, inGroup: group.arn)
    let arn = context.arn(.solution, request.name)
    let trainsAutomatically = request.performAutoTraining ?? true
    try context.create(
      Solution(
        name: request.name, solutionArn: arn, performHPO: request.performHPO ?? false,
        performAutoML: false, performAutoTraining: trainsAutomatically,
        performIncrementalUpdate: request.performIncrementalUpdate ?? false,
        recipeArn: recipeARN, datasetGroupArn: group.arn, eventType: request.eventType,
        solutionConfig: configuration(of: request, trainsAutomatically)),
      arn: arn, name: request.name, group: group.arn, parent: group.arn, tags: request.tags)
    return CreateSolutionResponse(solutionArn: arn)
  }

  private func chosenRecipe(_ request: CreateSolutionRequest) throws(ServiceError) -> String {
    if request.performAutoML == true {
      throw .invalid(
        request.recipeArn == nil
          ? "performAutoML is not supported: the recipes it chose from are retired. Give a "
            + "recipeArn; ListRecipes shows them."
          : "Give either a recipeArn or performAutoML, not both.")
    }
    guard let recipe = request.recipeArn else {
      throw .invalid("A recipeArn is required; ListRecipes shows them.")
    }
    return recipe
  }

  /// The configuration as it is stored: as given, with the default training interval put in.
  private func configuration(
    of request: CreateSolutionRequest, _ trainsAutomatically: Bool
  ) -> SolutionConfig? {
    guard trainsAutomatically else { return request.solutionConfig }
    var configuration = request.solutionConfig ?? SolutionConfig()
    if configuration.autoTrainingConfig?.schedulingExpression == nil {
      configuration.autoTrainingConfig = AutoTrainingConfig(
        schedulingExpression: "rate(7 days)")
    }
    return configuration
  }

  package func describeSolution(
    _ request: DescribeSolutionRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeSolutionResponse {
    var solution: Solution = try context.describe(request.solutionArn)
    let newest = try storing {
      try context.database.list(
        .solutionVersion, parent: request.solutionArn, newestFirst: true, limit: 1)
    }
    if let newest = newest.first {
      solution.latestSolutionVersion = SolutionVersionSummary(try SolutionVersion(newest))
    }
    return DescribeSolutionResponse(solution: solution)
  }

  package func listSolutions(
    _ request: ListSolutionsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListSolutionsResponse {
    let page = try context.list(
      parent: request.datasetGroupArn, nextToken: request.nextToken,
      maxResults: request.maxResults
    ) { (solution: Solution) in
      SolutionSummary(
        name: solution.name, solutionArn: solution.solutionArn, status: solution.status,
        creationDateTime: solution.creationDateTime,
        lastUpdatedDateTime: solution.lastUpdatedDateTime, recipeArn: solution.recipeArn)
    }
    return ListSolutionsResponse(solutions: page.elements, nextToken: page.nextToken)
  }

  package func updateSolution(
    _ request: UpdateSolutionRequest, _ context: ControlContext
  ) throws(ServiceError) -> UpdateSolutionResponse {
    throw .unavailable("UpdateSolution")
  }

  package func deleteSolution(
    _ request: DeleteSolutionRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(Solution.self, request.solutionArn)
  }
}
