import Platform
import Recipes
import Store

extension TrainingTask {
  /// Reads the data, trains, evaluates, writes the model file.
  func perform(progress: (WorkerProgress) -> Void) -> WorkerResult {
    do {
      return .trained(try train(progress: progress))
    } catch {
      return .failed(reason: "\(error)")
    }
  }

  /// The same.
  ///
  /// - Throws: `TrainingError` when the data do not do; whatever reading and writing throws.
  func train(progress: (WorkerProgress) -> Void) throws -> TrainingReport {
    let start = Clock.monotonicNanoseconds()
    progress(WorkerProgress(stage: "reading", fraction: 0))
    let snapshot = try TrainingSnapshot.read(
      groupDirectory: groupDirectory, columns: TrainingColumns(self), bounds: bounds)
    let trained = try Recipes.train(
      recipe: recipe, data: snapshot.data, configuration: configuration, seed: seed,
      threads: threads
    ) { state in
      // Reading before and writing after take a share as well.
      progress(
        WorkerProgress(
          stage: state.stage, fraction: 0.1 + 0.85 * state.fraction,
          rows: Int64(snapshot.data.count)))
    }
    if purpose == .model {
      progress(WorkerProgress(stage: "writing", fraction: 0.95))
      try Files.replace(path) { try trained.model.write(to: $0) }
    }
    let nanoseconds = Double(Clock.monotonicNanoseconds() &- start)
    return TrainingReport(
      metrics: trained.metrics ?? [:],
      trainingHours: Self.hours(nanoseconds: nanoseconds, threads: threads),
      bounds: snapshot.bounds)
  }

  var configuration: TrainingConfiguration {
    var configuration = TrainingConfiguration(
      eventType: eventType, eventValueThreshold: eventValueThreshold,
      algorithmHyperparameters: algorithmHyperparameters,
      featureTransformationParameters: featureTransformationParameters,
      minimums: minimums, evaluates: evaluates)
    configuration.purpose = purpose
    configuration.eventWeights = eventWeights.flatMap { $0.isEmpty ? nil : EventWeights($0) }
    configuration.objective = objective
    configuration.currentTime = time
    // A model that cannot be read has nothing to be carried on: then all is learnt anew.
    configuration.base = basePath.flatMap { try? Model(mapping: $0) }
    return configuration
  }

  private var minimums: TrainingConfiguration.Minimums {
    guard acceptsFewerRows == true else { return isRelaxed ? .relaxed : .service }
    var minimums = TrainingConfiguration.Minimums.relaxed
    // Whether an action's scores count is part of the model.
    minimums.actionResponses =
      (isRelaxed ? TrainingConfiguration.Minimums.relaxed : .service).actionResponses
    return minimums
  }

  /// Hours of computing, as `trainingHours` counts them: to three decimals, at least the least.
  private static func hours(nanoseconds: Double, threads: Int) -> Double {
    let hours = nanoseconds * Double(max(threads, 1)) / 3.6e12
    return max((hours * 1000).rounded() / 1000, 0.001)
  }
}
