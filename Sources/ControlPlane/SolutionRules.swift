import PersonalizeAPI
import Recipes

/// What a recipe accepts in the configuration of a solution.
struct SolutionRules {
  let recipe: Recipes.Recipe
  let request: CreateSolutionRequest

  func check() throws(ServiceError) {
    guard recipe.domain == nil else {
      throw .invalid(
        "The recipe \(recipe.arn) is a use case of the domain \(recipe.domain ?? ""). A solution "
          + "needs a custom recipe; ListRecipes without domain shows them.")
    }
    try recipe.checkAvailable()
    try checkHyperparameters()
    try checkOptimisation()
    try checkChanges()
  }

  /// Checks what an update of a solution may change.
  func checkChanges() throws(ServiceError) {
    if request.performIncrementalUpdate == true, !recipe.capabilities.supportsIncrementalUpdate {
      throw refused("performIncrementalUpdate")
    }
    try checkEvents()
    try checkAutomaticTraining()
  }

  private var configuration: SolutionConfig { request.solutionConfig ?? SolutionConfig() }

  private func refused(_ member: String) -> ServiceError {
    .invalid("The recipe \(recipe.arn) does not support \(member): leave it out.")
  }

  private func checkHyperparameters() throws(ServiceError) {
    let given: [(Hyperparameter.Kind, [String: String]?)] = [
      (.algorithm, configuration.algorithmHyperParameters),
      (.featureTransformation, configuration.featureTransformationParameters),
    ]
    for (kind, parameters) in given {
      if let problem = recipe.problem(with: parameters ?? [:], kind: kind) {
        throw .invalid(problem)
      }
    }
  }

  // MARK: Hyperparameter optimisation and objective

  private func checkOptimisation() throws(ServiceError) {
    if let objective = configuration.optimizationObjective {
      guard recipe.capabilities.supportsObjective else { throw refused("optimizationObjective") }
      if objective.itemAttribute == nil, (objective.objectiveSensitivity ?? .off) != .off {
        throw .invalid(
          "The optimizationObjective has an objectiveSensitivity and no itemAttribute: give the "
            + "number column of the Items dataset to optimize for.")
      }
    }
    guard request.performHPO == true else { return }
    guard recipe.capabilities.supportsHPO else { throw refused("performHPO") }
    let resources = configuration.hpoConfig?.hpoResourceConfig
    try check(resources?.maxNumberOfTrainingJobs, "maxNumberOfTrainingJobs", limit: 40)
    try check(resources?.maxParallelTrainingJobs, "maxParallelTrainingJobs", limit: 10)
    let ranges = configuration.hpoConfig?.algorithmHyperParameterRanges
    for range in ranges?.integerHyperParameterRanges ?? [] {
      try check(range.name, [range.minValue, range.maxValue].compactMap { $0.map(String.init) })
      try checkOrder(range.name, range.minValue, range.maxValue)
    }
    for range in ranges?.continuousHyperParameterRanges ?? [] {
      try check(range.name, [range.minValue, range.maxValue].compactMap { $0.map { "\($0)" } })
      try checkOrder(range.name, range.minValue, range.maxValue)
    }
    for range in ranges?.categoricalHyperParameterRanges ?? [] {
      try check(range.name, range.values ?? [])
    }
  }

  private func check(_ text: String?, _ member: String, limit: Int) throws(ServiceError) {
    guard let text else { return }
    guard let number = Int(text), (1...limit).contains(number) else {
      throw .invalid(
        "Invalid value \(text) for \(member): must be an integer from 1 to \(limit), as text.")
    }
  }

  /// Checks that a range's parameter can be searched and that its ends are values it takes.
  private func check(_ name: String?, _ values: [String]) throws(ServiceError) {
    let tunable = recipe.hyperparameters(.algorithm).filter(\.isTunable)
    guard let parameter = tunable.first(where: { $0.name == name }) else {
      throw .invalid(
        "The hyperparameter \(name ?? "without name") of recipe \(recipe.arn) cannot be searched. "
          + "These can: \(tunable.map(\.name).joined(separator: ", ")).")
    }
    if let wrong = values.first(where: { !parameter.accepts($0) }) {
      throw .invalid(
        "Invalid value \(wrong) in the range of hyperparameter \(parameter.name): must be "
          + "\(parameter.rangeText).")
    }
  }

  private func checkOrder<Number: Comparable>(
    _ name: String?, _ low: Number?, _ high: Number?
  ) throws(ServiceError) {
    if let low, let high, low > high {
      throw .invalid(
        "The range of hyperparameter \(name ?? "") has a minValue above its maxValue.")
    }
  }

  // MARK: Events and automatic training

  private func checkEvents() throws(ServiceError) {
    if let threshold = configuration.eventValueThreshold, Double(threshold)?.isFinite != true {
      throw .invalid("Invalid eventValueThreshold \(threshold): must be a number, as text.")
    }
    guard let events = configuration.eventsConfig else { return }
    guard recipe.capabilities.supportsEventWeights else { throw refused("eventsConfig") }
    if request.eventType != nil {
      throw .invalid("Give either eventType or eventsConfig, not both.")
    }
    let types = (events.eventParametersList ?? []).map { $0.eventType?.lowercased() ?? "" }
    if types.contains("") || Set(types).count < types.count {
      throw .invalid("Each entry of eventParametersList needs an eventType of its own.")
    }
  }

  private func checkAutomaticTraining() throws(ServiceError) {
    guard let expression = configuration.autoTrainingConfig?.schedulingExpression else { return }
    guard request.performAutoTraining != false else {
      throw .invalid(
        "autoTrainingConfig is given but performAutoTraining is false: leave one of them out.")
    }
    guard let days = Self.days(in: expression), (1...30).contains(days) else {
      throw .invalid(
        "Invalid schedulingExpression \(expression): must be rate(N days) with N from 1 to 30.")
    }
  }

  /// The number in `rate(N days)`.
  static func days(in expression: String) -> Int? {
    guard expression.hasPrefix("rate("),
      expression.hasSuffix(" days)")
        || expression.hasSuffix(" day)")
    else { return nil }
    return Int(expression.dropFirst("rate(".count).prefix { $0 != " " })
  }
}
