import PersonalizeAPI
import Platform
import Recipes
import Store

/// What solutions ask of a search.
extension ModelSearch {
  /// The recipes that an automatic choice is made from, the default first.
  static let family = [
    "aws-user-personalization", "aws-hrnn", "aws-hrnn-metadata", "aws-hrnn-coldstart",
  ]

  /// Queues the first trials in the place of a version's training, when its solution asks for a
  /// search that has not been made.
  ///
  /// - Returns: whether it did; else the training itself is to begin.
  static func begin(
    for claimed: ClaimedJob, in context: JobContext, at now: Timestamp
  ) throws -> Bool {
    let (job, version) = (claimed.job, claimed.resource)
    guard version.kind == .solutionVersion, job.kind == .train, !job.isRetraining(version),
      try stored(of: version.arn, context.database)?.isFinished != true,
      var search = try asked(of: version, in: context)
    else { return false }
    try search.queue(of: version, in: context, at: now)
    try context.database.finishJob(job.id)
    return true
  }

  /// Queues the trials that may begin, and stores how things stand.
  mutating func queue(of version: Resource, in context: JobContext, at now: Timestamp) throws {
    try begin { _ in
      try context.database.enqueue(.trial, on: version.arn, notBefore: now)
    }
    try attach(to: version.arn, context.database)
  }

  /// The search that a version's training begins with; `nil` when none is asked for, or when there
  /// is but one possibility.
  private static func asked(of version: Resource, in context: JobContext) throws -> ModelSearch? {
    let body = try SolutionVersion.decode(version.body)
    let (optimises, chooses) = (body.performHPO == true, body.performAutoML == true)
    guard body.trainingMode != .update, optimises || chooses else { return nil }
    let order = try TrainingOrder(version)
    let config = body.solutionConfig
    let names = chooses ? try candidates(config?.autoMLConfig, version, context) : [order.recipe]
    let starts = names.compactMap { name in
      RecipeCatalogue.recipe(named: name).map { recipe in
        start(recipe, order.parameters, optimises ? config?.hpoConfig : nil, optimises)
      }
    }
    let resources = config?.hpoConfig?.hpoResourceConfig
    let most = number(resources?.maxNumberOfTrainingJobs, "maxNumberOfTrainingJobs")
    let search = ModelSearch(
      objective: objective(body), starts: starts, limit: optimises ? most : 0,
      parallel: number(resources?.maxParallelTrainingJobs, "maxParallelTrainingJobs"),
      bounds: try DataBounds(of: context.group(of: version).reader()))
    return search.trials.count > 1 ? search : nil
  }

  /// The recipes listed for the choice, or those of the family that the group has the data for.
  private static func candidates(
    _ config: AutoMLConfig?, _ version: Resource, _ context: JobContext
  ) throws -> [String] {
    let listed = config?.recipeList?.compactMap { RecipeCatalogue.recipe(arn: $0) } ?? []
    let types = try Set(
      context.schemas(inGroupOf: version).keys.compactMap { DatasetType(requested: $0) })
    let family = listed.isEmpty ? family.compactMap { RecipeCatalogue.recipe(named: $0) } : listed
    return family.filter { recipe in
      recipe.isAvailable
        && recipe.requiredDatasets.allSatisfy { needed in
          DatasetType(requested: needed.rawValue).map(types.contains) ?? true
        }
    }.map(\.name)
  }

  /// A recipe with the values that hold without a search, moved into the ranges that are given.
  private static func start(
    _ recipe: Recipes.Recipe, _ given: [String: String], _ config: HPOConfig?, _ optimises: Bool
  ) -> Start {
    let known = given.filter { name, _ in
      recipe.hyperparameters(.algorithm).contains { $0.name == name }
    }
    guard optimises else {
      return Start(recipe: recipe.name, parameters: known, space: ParameterSpace(dimensions: []))
    }
    let space = ParameterSpace(
      recipe, given: config?.algorithmHyperParameterRanges, fixed: known)
    let values = recipe.defaults(.algorithm).merging(known) { $1 }
    return Start(
      recipe: recipe.name,
      parameters: known.merging(space.values(at: space.point(of: values))) { $1 }, space: space)
  }

  /// The metric that is asked for, if there is such a one.
  private static func objective(_ body: SolutionVersion) -> Objective {
    let config = body.solutionConfig
    let asked = config?.hpoConfig?.hpoObjective
    let name = asked?.metricName ?? config?.autoMLConfig?.metricName
    guard let name, metrics.contains(name) else { return .gain }
    return Objective(metric: name, isMinimised: asked?.type?.lowercased() == "minimize")
  }

  private static let metrics: Set = [
    "coverage", "mean_reciprocal_rank_at_25", "normalized_discounted_cumulative_gain_at_5",
    "normalized_discounted_cumulative_gain_at_10", "normalized_discounted_cumulative_gain_at_25",
    "precision_at_5", "precision_at_10", "precision_at_25",
  ]

  private static func number(_ given: String?, _ name: String) -> Int {
    let text = given ?? RecipeCatalogue.AlgorithmDefaults.resourceConfiguration[name]
    return text.flatMap { Int($0) } ?? 1
  }
}
