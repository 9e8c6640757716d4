import Platform
import Recipes
import Store

extension EvaluationTask {
  /// Reads the data, trains without the held-out interactions, and measures.
  func perform(progress: (WorkerProgress) -> Void) -> WorkerResult {
    do {
      progress(WorkerProgress(stage: "reading", fraction: 0))
      let snapshot = try TrainingSnapshot.read(
        groupDirectory: training.groupDirectory, columns: TrainingColumns(training),
        bounds: training.bounds)
      var configuration = training.configuration
      configuration.purpose = .evaluation
      let trained = try train(training.recipe, snapshot.data, configuration) {
        progress(WorkerProgress(stage: $0.stage, fraction: 0.1 + 0.8 * $0.fraction))
      }
      var report = EvaluationReport(
        metrics: trained.metrics ?? [:], interactions: snapshot.data.count, isIntact: true)
      if let bounds = training.bounds {
        let reader = try GroupReader(directory: training.groupDirectory)
        report.isIntact = try bounds.areIntact(in: reader)
      }
      if let evaluation = trained.evaluation {
        report.testUsers = evaluation.users.count
        report.bias = PopularityBias(evaluation)
        report.popularity = try popularity(snapshot.data, configuration)
        if let exportDirectory {
          progress(WorkerProgress(stage: "exporting", fraction: 0.95))
          try EvaluationExport(evaluation).write(to: exportDirectory)
        }
      }
      return .evaluated(report)
    } catch {
      return .failed(reason: "\(error)")
    }
  }

  private func train(
    _ recipe: String, _ data: TrainingData, _ configuration: TrainingConfiguration,
    progress: (TrainingProgress) -> Void = { _ in }
  ) throws -> TrainedModel {
    try Recipes.train(
      recipe: recipe, data: data, configuration: configuration, seed: training.seed,
      threads: training.threads, progress: progress)
  }

  /// The metrics of recommending the same popular items to everybody, on the same split.
  private func popularity(
    _ data: TrainingData, _ configuration: TrainingConfiguration
  ) throws -> [String: Double]? {
    var plain = configuration
    plain.algorithmHyperparameters = [:]
    plain.featureTransformationParameters = [:]
    let recipe = RecipeCatalogue.recipe(named: training.recipe)
    plain.eventType = recipe?.capabilities.eventType ?? plain.eventType
    return try train("aws-popularity-count", data, plain).metrics
  }
}
