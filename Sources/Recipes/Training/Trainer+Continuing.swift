/// Trainings that carry an older model on.
extension Trainer {
  /// Trains the members of a blend on all data of now and joins them by the weights that were
  /// fitted for an older model.
  ///
  /// Nothing is held out and nothing fitted, so it costs one training of the members.
  /// - Returns: `nil` when the older model has no such weights.
  func continuing(
    _ base: Model, _ sequences: Sequences, _ progress: (TrainingProgress) -> Void
  ) -> TrainedModel? {
    guard base.recipe.name == recipe.name, case .blend(let older) = base.scorer else { return nil }
    let training = BlendTraining(
      values, itemCount: sequences.itemCount, timestamps: data.timestamps, seed: seed,
      threads: threads)
    var blend = training.members(sequences, weights: older.weights, all: false) {
      progress(TrainingProgress(fraction: 0.95 * $1, stage: $0))
    }
    blend.decay = older.decay
    let attributes = attributeTraining
    blend.attributes = attributes.train(
      sequences, older.attributes.weights(for: attributes.rows.encoding))
    blend.cold = borrowing(sequences)
    blend.objective = objective(like: older.objective)
    progress(TrainingProgress(fraction: 1, stage: "done"))
    return TrainedModel(
      model: makeModel(sequences, .blend(blend)), metrics: nil,
      log: ["the fitted weights of the model it carries on were kept"])
  }
}
