import JSON
package import PersonalizeAPI
import Platform
import Recipes
import Store

extension ControlPlane {
  package func createSolutionVersion(
    _ request: CreateSolutionVersionRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateSolutionVersionResponse {
    let resource = try context.find(.solution, request.solutionArn)
    try context.check(resource, allowCreateOf: .solutionVersion)
    let solution = try Solution(resource)
    let versions = try storing {
      try context.database.list(.solutionVersion, parent: resource.arn, limit: .max)
    }
    let mode = request.trainingMode ?? .full
    try check(mode, for: solution, versions)
    let arn = try context.unusedARN { context.arn(.solutionVersion, "\(resource.name)/\($0)") }
    let identifier = request.name ?? String(arn.suffix(8))
    let name = "\(resource.name)/\(identifier)"
    if let namesake = versions.first(where: { $0.name == name }) {
      throw .alreadyExists(namesake.arn)
    }
    try context.create(
      SolutionVersion(
        name: name, solutionVersionArn: arn, solutionArn: resource.arn,
        performHPO: solution.performHPO, performAutoML: solution.performAutoML,
        performIncrementalUpdate: solution.performIncrementalUpdate,
        recipeArn: solution.recipeArn, eventType: solution.eventType,
        datasetGroupArn: solution.datasetGroupArn, solutionConfig: solution.solutionConfig,
        trainingMode: mode, trainingType: .manual),
      arn: arn, name: name, group: resource.groupARN, parent: resource.arn,
      references: [resource.arn], tags: request.tags)
    return CreateSolutionVersionResponse(solutionVersionArn: arn)
  }

  private func check(
    _ mode: TrainingMode, for solution: Solution, _ versions: [Resource]
  ) throws(ServiceError) {
    switch mode {
    case .full: return
    case .autotrain:
      throw .invalid(
        "The trainingMode AUTOTRAIN is reserved for automatic training: use FULL or UPDATE.")
    case .update: break
    }
    let recipe = RecipeCatalogue.recipe(arn: solution.recipeArn ?? "")
    guard recipe?.capabilities.supportsUpdate == true else {
      throw .invalid(
        "The recipe \(solution.recipeArn ?? "") does not support the trainingMode UPDATE: use "
          + "FULL.")
    }
    for version in versions where version.status == .active {
      if try SolutionVersion(version).trainingMode == .full { return }
    }
    throw .invalid(
      "The trainingMode UPDATE carries on an ACTIVE solution version trained with FULL, and "
        + "\(solution.solutionArn ?? "") has none. Create one with FULL first.")
  }

  package func describeSolutionVersion(
    _ request: DescribeSolutionVersionRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeSolutionVersionResponse {
    DescribeSolutionVersionResponse(
      solutionVersion: try context.describe(request.solutionVersionArn))
  }

  package func listSolutionVersions(
    _ request: ListSolutionVersionsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListSolutionVersionsResponse {
    if let solution = request.solutionArn { _ = try context.find(.solution, solution) }
    let page = try context.list(
      parent: request.solutionArn, nextToken: request.nextToken, maxResults: request.maxResults
    ) { SolutionVersionSummary($0) }
    return ListSolutionVersionsResponse(
      solutionVersions: page.elements, nextToken: page.nextToken)
  }

  package func stopSolutionVersionCreation(
    _ request: StopSolutionVersionCreationRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.take(.stop, SolutionVersion.self, request.solutionVersionArn)
  }

  package func getSolutionMetrics(
    _ request: GetSolutionMetricsRequest, _ context: ControlContext
  ) throws(ServiceError) -> GetSolutionMetricsResponse {
    let version = try context.find(.solutionVersion, request.solutionVersionArn)
    guard version.status == .active else {
      guard version.status.isTransitional else {
        throw .invalid(
          "Resource Arn \(version.arn) has the status \(version.status.rawValue) and no metrics. "
            + "Create another solution version.")
      }
      throw .wrongState(of: version, required: [.active], to: "to have metrics")
    }
    return GetSolutionMetricsResponse(
      solutionVersionArn: version.arn, metrics: try context.metrics(of: version.arn) ?? [:])
  }
}

extension ControlContext {
  /// The held-out metrics of a model, once there are any.
  func metrics(of arn: String) throws(ServiceError) -> [String: Double]? {
    try storing {
      try database.attachment(.metrics, of: arn).flatMap { stored in
        try JSONValue(parsing: stored).objectValue?.compactMapValues(\.numberValue)
      }
    }
  }
}

extension SolutionVersionSummary {
  init(_ version: SolutionVersion) {
    self.init(
      solutionVersionArn: version.solutionVersionArn, status: version.status,
      trainingMode: version.trainingMode, trainingType: version.trainingType,
      creationDateTime: version.creationDateTime,
      lastUpdatedDateTime: version.lastUpdatedDateTime, failureReason: version.failureReason)
  }
}
