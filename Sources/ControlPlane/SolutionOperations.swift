package import PersonalizeAPI
import Platform
import Recipes
import Store

extension ControlPlane {
  package func createSolution(
    _ request: CreateSolutionRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateSolutionResponse {
    let isAutomatic = try SolutionRules.choosesRecipe(request)
    let group = try context.find(.datasetGroup, request.datasetGroupArn)
    let recipe = try SolutionRules.recipe(for: request)
    try context.check(group, allowCreateOf: .solution)
    try SolutionRules(recipe: recipe, request: request).check()
    try context.checkColumns(of: request, inGroup: group.arn)
    let arn = context.arn(.solution, request.name)
    let trainsAutomatically = request.performAutoTraining ?? true
    try context.create(
      Solution(
        name: request.name, solutionArn: arn, performHPO: request.performHPO ?? false,
        performAutoML: isAutomatic, performAutoTraining: trainsAutomatically,
        performIncrementalUpdate: request.performIncrementalUpdate ?? false,
        recipeArn: recipe.arn, datasetGroupArn: group.arn, eventType: request.eventType,
        solutionConfig: configuration(of: request, trainsAutomatically)),
      arn: arn, name: request.name, group: group.arn, parent: group.arn, tags: request.tags)
    return CreateSolutionResponse(solutionArn: arn)
  }

  /// The configuration as it is stored: as given, with the default training interval put in.
  private func configuration(
    of request: CreateSolutionRequest, _ trainsAutomatically: Bool
  ) -> SolutionConfig? {
    guard trainsAutomatically else { return request.solutionConfig }
    var configuration = request.solutionConfig ?? SolutionConfig()
    if configuration.autoTrainingConfig?.schedulingExpression == nil {
      configuration.autoTrainingConfig = SolutionRules.defaultSchedule
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
    if solution.performAutoML == true {
      if try context.hasTrained(request.solutionArn) {
        solution.autoMLResult = AutoMLResult(bestRecipeArn: solution.recipeArn)
      } else {
        solution.recipeArn = nil
      }
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
    let resource = try context.find(.solution, request.solutionArn)
    var solution = try Solution(resource)
    try context.checkUpdatable(resource, solution)
    let recipeARN = solution.recipeArn ?? ""
    guard let recipe = RecipeCatalogue.recipe(arn: recipeARN) else { throw .notFound(recipeARN) }
    let changed = solution.changed(by: request)
    try SolutionRules(recipe: recipe, request: changed).checkChanges()
    try context.checkColumns(of: changed, inGroup: resource.groupARN ?? "")
    var configuration = request.solutionUpdateConfig
    if changed.performAutoTraining == true, configuration?.autoTrainingConfig == nil,
      solution.solutionConfig?.autoTrainingConfig?.schedulingExpression == nil
    {
      configuration = configuration ?? SolutionUpdateConfig()
      configuration?.autoTrainingConfig = SolutionRules.defaultSchedule
    }
    let now = context.clock.now()
    solution.latestSolutionUpdate = SolutionUpdateSummary(
      solutionUpdateConfig: configuration, status: Solution.beginningUpdate,
      performAutoTraining: changed.performAutoTraining,
      performIncrementalUpdate: changed.performIncrementalUpdate, creationDateTime: now,
      lastUpdatedDateTime: now)
    try context.update(resource, solution)
    return UpdateSolutionResponse(solutionArn: resource.arn)
  }

  package func deleteSolution(
    _ request: DeleteSolutionRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(Solution.self, request.solutionArn)
  }
}

extension Solution {
  /// The request that would create the solution as an update leaves it, as far as that can
  /// change something.
  fileprivate func changed(by request: UpdateSolutionRequest) -> CreateSolutionRequest {
    let changes = request.solutionUpdateConfig
    return CreateSolutionRequest(
      name: name ?? "", performAutoTraining: request.performAutoTraining ?? performAutoTraining,
      performIncrementalUpdate: request.performIncrementalUpdate ?? performIncrementalUpdate,
      recipeArn: recipeArn, datasetGroupArn: datasetGroupArn ?? "", eventType: eventType,
      solutionConfig: SolutionConfig(
        eventsConfig: changes?.eventsConfig, autoTrainingConfig: changes?.autoTrainingConfig))
  }
}

extension ControlContext {
  /// Whether a solution has a version that can be used.
  fileprivate func hasTrained(_ solution: String) throws(ServiceError) -> Bool {
    try storing {
      try database.list(.solutionVersion, parent: solution, limit: .max)
        .contains { $0.status == .active }
    }
  }
}
