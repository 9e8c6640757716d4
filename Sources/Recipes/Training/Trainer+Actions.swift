import Kernels

/// The recipe of next best actions.
extension Trainer {
  func runActions(_ progress: (TrainingProgress) -> Void) throws(TrainingError) -> TrainedModel {
    guard data.actions.actions.count > 0 else { throw .noActions }
    let sequences = Sequences(data)
    let days = values.integer("action_optimization_period", default: 14)
    let features = ActionFeatures(
      data, sequences, period: Int64(days) * 86_400, seed: seed, threads: threads)
    func training(ends: [Int]) -> ActionTraining {
      ActionTraining(
        data: data, sequences: sequences, features: features, ends: ends,
        period: Int64(days) * 86_400, minResponses: configuration.minimums.actionResponses,
        threads: threads)
    }
    let ends = (0..<data.users.count).map { data.actions.rows(ofUser: $0).upperBound }
    var metrics: [String: Double]?
    var ridge = Self.ridges[1]
    if configuration.measures {
      progress(TrainingProgress(fraction: 0.1, stage: "training for evaluation"))
      let split = ActionEvaluation(data, ends: ends, seed: seed)
      ridge = split.bestRidge(of: Self.ridges, training(ends: split.validationEnds).model)
      progress(TrainingProgress(fraction: 0.4, stage: "evaluating"))
      let trial = training(ends: split.testEnds).model(ridge: ridge)
      let model = makeModel(sequences, .actions(trial))
      metrics = split.metrics(model, trial)
      guard configuration.purpose == .model else {
        return TrainedModel(model: model, metrics: metrics, log: [])
      }
    }
    progress(TrainingProgress(fraction: 0.5, stage: "training"))
    let actions = training(ends: ends).model(ridge: ridge)
    let model = makeModel(sequences, .actions(actions))
    progress(TrainingProgress(fraction: 1, stage: "done"))
    let log = [
      "\(actions.isScored.count { $0 }) of \(actions.actions.count) actions have responses enough "
        + "to be scored; the others are explored"
    ]
    return TrainedModel(model: model, metrics: metrics, log: log)
  }

  /// How strongly an action's weights may be drawn to those of all actions.
  private static let ridges: [Float] = [1, 4, 16]
}
