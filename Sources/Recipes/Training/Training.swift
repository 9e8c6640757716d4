import Kernels

/// A finished training.
package struct TrainedModel: Sendable {
  package let model: Model
  /// The offline metrics by wire key, rounded to four decimals; `nil` when not asked for.
  package let metrics: [String: Double]?
  /// What was decided from the data and why, a line each, without personal data.
  package let log: [String]
  /// The lists the metrics are of, where they are of lists.
  package var evaluation: HeldOutEvaluation?
}

/// How far a training has come.
package struct TrainingProgress: Sendable, Equatable {
  /// From 0 to 1, never decreasing.
  package let fraction: Double
  /// What is being done, such as `evaluating`.
  package let stage: String
}

/// Trains a recipe on data.
///
/// The model is the same for equal data, configuration and seed, whatever the number of threads.
/// - Parameters:
///   - name: a name of the catalogue, such as `aws-sims`.
///   - data: all data of the dataset group.
///   - configuration: what the solution asks for.
///   - seed: decides the held-out users and every random start.
///   - threads: the most threads to use.
///   - progress: called now and then, on the calling thread.
/// - Returns: the model trained on everything, and the metrics of one trained without the held-out
///   interactions; where metrics are all it is for, the model is the one they are of.
/// - Throws: ``TrainingError`` before any work when recipe, data or parameters do not fit.
package func train(
  recipe name: String, data: TrainingData, configuration: TrainingConfiguration, seed: UInt64,
  threads: Int, progress: (TrainingProgress) -> Void = { _ in }
) throws(TrainingError) -> TrainedModel {
  guard let recipe = RecipeCatalogue.recipe(named: name) else { throw .unknownRecipe(name) }
  guard recipe.isAvailable else { throw .recipeNotAvailable(name) }
  let values = try HyperparameterValues(recipe, configuration)
  var configuration = configuration
  // A use case counts its own type of event, whatever is asked; the users' activity is judged
  // on all they did.
  let ownType = recipe.capabilities.eventType
  if let ownType { configuration.eventType = ownType }
  var selected = data.selecting(
    eventType: configuration.eventType, eventValueThreshold: configuration.eventValueThreshold)
  if !recipe.capabilities.supportsEventWeights { configuration.eventWeights = nil }
  if let weights = configuration.eventWeights {
    (selected, configuration.eventWeights) = selected.weighted(by: weights)
  }
  // Texts need no interactions.
  if recipe.algorithm != .texts {
    try selected.check(
      configuration.minimums, eventType: configuration.eventType,
      activityIn: ownType == nil ? nil : data)
  }
  let isValidation = configuration.purpose == .validation
  let trainer = Trainer(
    recipe: recipe,
    data: isValidation ? Evaluation.withoutHeldOut(selected, seed: seed) : selected,
    configuration: configuration, values: values,
    seed: isValidation ? Evaluation.validationSeed(seed) : seed, threads: max(threads, 1))
  return try trainer.run(progress)
}
