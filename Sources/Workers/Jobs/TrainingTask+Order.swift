import PersonalizeAPI
import Platform
import Recipes
import Store

extension TrainingTask {
  /// One for all trainings, so that equal data and settings give equal models.
  static let seed: UInt64 = 20_190_610

  /// What a worker is told to train for a solution version or recommender.
  init(_ order: TrainingOrder, of subject: Resource, in context: JobContext) throws {
    let known = RecipeCatalogue.recipe(named: order.recipe)
    func accepted(_ given: [String: String], _ kind: Hyperparameter.Kind) -> [String: String] {
      // A recipe that was chosen among several need not have the parameters of the others.
      given.filter { name, _ in known?.hyperparameters(kind).contains { $0.name == name } ?? true }
    }
    let later = try LaterColumns.of(subject, context.database)
    self.init(
      groupDirectory: try context.group(of: subject).directory,
      schemas: try context.schemas(inGroupOf: subject), recipe: order.recipe,
      eventType: order.eventType,
      eventValueThreshold: order.config?.eventValueThreshold.flatMap { Double($0) },
      algorithmHyperparameters: accepted(order.parameters, .algorithm),
      featureTransformationParameters: accepted(
        order.config?.featureTransformationParameters ?? [:], .featureTransformation),
      excludedColumns: (order.columns?.excludedDatasetColumns ?? [:])
        .merging(order.learnsLaterColumns ? [:] : later) { $0 + $1 },
      includedColumns: order.columns?.includedDatasetColumns ?? [:],
      evaluates: order.evaluates, isRelaxed: context.options.relaxedLimits, seed: Self.seed,
      threads: context.options.trainingThreads, path: "")
    eventWeights = order.config?.eventsConfig?.eventParametersList?.compactMap { entry in
      entry.eventType.map {
        EventWeights.Entry(
          eventType: $0, threshold: entry.eventValueThreshold, weight: entry.weight ?? 1)
      }
    }
    if let wanted = order.config?.optimizationObjective, let attribute = wanted.itemAttribute {
      objective = Objective(
        itemAttribute: attribute,
        sensitivity: wanted.objectiveSensitivity.flatMap { .init(rawValue: $0.rawValue) } ?? .off)
    }
    time = context.now.seconds
  }
}
