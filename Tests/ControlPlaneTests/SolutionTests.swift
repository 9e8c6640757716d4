import ControlPlane
import PersonalizeAPI
import Store
import Testing

@Suite struct SolutionTests {
  private let world: World
  private let group: String

  init() throws {
    world = try World()
    group = try world.group()
  }

  private func refuse(
    _ kind: ErrorKind, _ text: String, recipe: String? = "aws-user-personalization",
    sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout CreateSolutionRequest) -> Void
  ) {
    var request = world.solutionRequest("a", group, recipe: recipe)
    change(&request)
    world.refuse(kind, text, sourceLocation: sourceLocation) { plane, context in
      try plane.createSolution(request, context)
    }
  }

  @Test func `a solution takes one known recipe that this version can train`() {
    refuse(.invalidInput, "recipeArn is required", recipe: nil) { _ in }
    refuse(.resourceNotFound, "recipe/aws-magic", recipe: "aws-magic") { _ in }
    refuse(.invalidInput, "use case of the domain", recipe: "aws-ecomm-recommended-for-you") {
      _ in
    }
    refuse(.invalidInput, "not both") { $0.performAutoML = true }
    refuse(.invalidInput, "does not support performIncrementalUpdate") {
      $0.performIncrementalUpdate = true
    }
  }

  @Test func `hyperparameters are known by name and within their range`() {
    refuse(.invalidInput, "Unknown hyperparameter depth") {
      $0.solutionConfig = SolutionConfig(algorithmHyperParameters: ["depth": "3"])
    }
    refuse(.invalidInput, "hidden_dimension") {
      $0.solutionConfig = SolutionConfig(algorithmHyperParameters: ["hidden_dimension": "31"])
    }
    refuse(.invalidInput, "max_user_history_length_percentile") {
      $0.solutionConfig = SolutionConfig(
        featureTransformationParameters: ["max_user_history_length_percentile": "2"])
    }
  }

  @Test func `a search stays within what the recipe can search`() {
    func search(_ configuration: HPOConfig) -> (inout CreateSolutionRequest) -> Void {
      {
        $0.performHPO = true
        $0.solutionConfig = SolutionConfig(hpoConfig: configuration)
      }
    }
    refuse(.invalidInput, "does not support performHPO", recipe: "aws-popularity-count") {
      $0.performHPO = true
    }
    refuse(
      .invalidInput, "maxNumberOfTrainingJobs",
      search(HPOConfig(hpoResourceConfig: HPOResourceConfig(maxNumberOfTrainingJobs: "41"))))
    func range(_ name: String, _ low: Int, _ high: Int) -> HPOConfig {
      HPOConfig(
        algorithmHyperParameterRanges: HyperParameterRanges(integerHyperParameterRanges: [
          IntegerHyperParameterRange(name: name, minValue: low, maxValue: high)
        ]))
    }
    refuse(.invalidInput, "cannot be searched", search(range("depth", 1, 2)))
    refuse(.invalidInput, "Invalid value 300", search(range("hidden_dimension", 64, 300)))
    refuse(.invalidInput, "minValue above", search(range("hidden_dimension", 64, 32)))
  }

  @Test func `events are configured by what the recipe and the columns allow`() throws {
    let weights = EventsConfig(eventParametersList: [EventParameters(eventType: "buy")])
    refuse(.invalidInput, "does not support eventsConfig") {
      $0.solutionConfig = SolutionConfig(eventsConfig: weights)
    }
    refuse(.invalidInput, "eventValueThreshold") {
      $0.solutionConfig = SolutionConfig(eventValueThreshold: "much")
    }
    let plain = SchemaText.record(
      "Interactions",
      #"{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},"#
        + #"{"name":"TIMESTAMP","type":"long"}"#)
    _ = try world.dataset(inGroup: group, schema: try world.schema("plain", plain))
    refuse(.invalidInput, "has no column EVENT_TYPE") { $0.eventType = "buy" }
    refuse(.invalidInput, "has no column EVENT_VALUE") {
      $0.solutionConfig = SolutionConfig(eventValueThreshold: "2.5")
    }
  }

  @Test func `training columns exist and can be spared`() throws {
    _ = try world.dataset(inGroup: group, schema: try world.schema())
    func columns(
      excluded: [String: [String]]? = nil, included: [String: [String]]? = nil
    ) -> (inout CreateSolutionRequest) -> Void {
      {
        $0.solutionConfig = SolutionConfig(
          trainingDataConfig: TrainingDataConfig(
            excludedDatasetColumns: excluded, includedDatasetColumns: included))
      }
    }
    refuse(.invalidInput, "no dataset", columns(excluded: ["ACTIONS": ["A"]]))
    refuse(.invalidInput, "no column NONE", columns(excluded: ["INTERACTIONS": ["NONE"]]))
    refuse(.invalidInput, "needed for training", columns(excluded: ["INTERACTIONS": ["ITEM_ID"]]))
    refuse(
      .invalidInput, "both excluded and included",
      columns(excluded: ["ITEMS": ["A"]], included: ["ITEMS": ["B"]]))
  }

  @Test func `automatic training has a rate of one to thirty days`() {
    func rate(_ text: String) -> SolutionConfig {
      SolutionConfig(autoTrainingConfig: AutoTrainingConfig(schedulingExpression: text))
    }
    for text in ["rate(0 days)", "rate(31 days)", "rate(x days)"] {
      refuse(.invalidInput, "schedulingExpression") { $0.solutionConfig = rate(text) }
    }
    refuse(.invalidInput, "performAutoTraining is false") {
      $0.performAutoTraining = false
      $0.solutionConfig = rate("rate(1 day)")
    }
  }

  @Test func `a chosen recipe shows once it has been trained`() throws {
    var request = world.solutionRequest("a", group, recipe: nil)
    request.performAutoML = true
    request.solutionConfig = SolutionConfig(
      autoMLConfig: AutoMLConfig(recipeList: ["arn:aws:personalize:::recipe/aws-none"]))
    world.refuse(.resourceNotFound, "aws-none") { plane, context in
      try plane.createSolution(request, context)
    }
    request.solutionConfig?.autoMLConfig?.recipeList = ["arn:aws:personalize:::recipe/aws-sims"]
    world.refuse(.invalidInput, "USER_PERSONALIZATION") { plane, context in
      try plane.createSolution(request, context)
    }
    let chosen = "arn:aws:personalize:::recipe/aws-user-personalization"
    request.solutionConfig?.autoMLConfig?.recipeList = [chosen]
    let arn = try #require(
      try world.call { try $0.createSolution(request, $1) }.solutionArn)
    try world.settle()
    func describe() throws -> Solution? {
      try world.call {
        try $0.describeSolution(DescribeSolutionRequest(solutionArn: arn), $1)
      }.solution
    }
    #expect(try describe()?.performAutoML == true)
    #expect(try describe()?.recipeArn == nil)
    _ = try world.version(of: arn)
    #expect(try describe()?.recipeArn == chosen)
    #expect(try describe()?.autoMLResult?.bestRecipeArn == chosen)
  }

  @Test func `an objective needs a number column of the items`() throws {
    func objective(_ attribute: String?) -> (inout CreateSolutionRequest) -> Void {
      {
        $0.solutionConfig = SolutionConfig(
          optimizationObjective: OptimizationObjective(
            itemAttribute: attribute, objectiveSensitivity: .low))
      }
    }
    refuse(.invalidInput, "does not support", recipe: "aws-sims", objective("PRICE"))
    refuse(.invalidInput, "itemAttribute", objective(nil))
    _ = try world.dataset(
      inGroup: group, type: "Items", schema: try world.schema("items", SchemaText.items))
    refuse(.invalidInput, "must be a number column", objective("GENRES"))
    refuse(.invalidInput, "no column NONE", objective("NONE"))
  }

  @Test func `a solution without automatic training keeps its configuration as given`() throws {
    var request = world.solutionRequest("a", group)
    request.performAutoTraining = false
    let arn = try world.call { plane, context in
      try plane.createSolution(request, context)
    }.solutionArn
    let solution = try world.call { plane, context in
      try plane.describeSolution(DescribeSolutionRequest(solutionArn: arn ?? ""), context)
    }.solution
    #expect(solution?.performAutoTraining == false)
    #expect(solution?.solutionConfig == nil)
  }
}
