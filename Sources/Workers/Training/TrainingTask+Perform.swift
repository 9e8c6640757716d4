import Platform
import Recipes
import Store

extension TrainingTask {
  /// Reads the data, trains, evaluates, writes the model file.
  func perform(progress: (WorkerProgress) -> Void) -> WorkerResult {
    let start = Clock.monotonicNanoseconds()
    do {
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
      return .trained(
        TrainingReport(
          metrics: trained.metrics ?? [:],
          trainingHours: Self.hours(nanoseconds: nanoseconds, threads: threads),
          bounds: snapshot.bounds))
    } catch {
      return .failed(reason: "\(error)")
    }
  }

  var configuration: TrainingConfiguration {
    var configuration = TrainingConfiguration(
      eventType: eventType, eventValueThreshold: eventValueThreshold,
      algorithmHyperparameters: algorithmHyperparameters,
      featureTransformationParameters: featureTransformationParameters,
      minimums: isRelaxed ? .relaxed : .service, evaluates: evaluates)
    configuration.purpose = purpose
    configuration.eventWeights = eventWeights.flatMap { $0.isEmpty ? nil : EventWeights($0) }
    configuration.objective = objective
    configuration.currentTime = time
    // A model that cannot be read has nothing to be carried on: then all is learnt anew.
    configuration.base = basePath.flatMap { try? Model(mapping: $0) }
    return configuration
  }

  /// Hours of computing, as `trainingHours` counts them: to three decimals, at least the least.
  private static func hours(nanoseconds: Double, threads: Int) -> Double {
    let hours = nanoseconds * Double(max(threads, 1)) / 3.6e12
    return max((hours * 1000).rounded() / 1000, 0.001)
  }
}
