/// Trainings that carry an older model on.
extension Trainer {
  /// Trains the members of a blend on all data of now, from where an older model stands, and joins
  /// them by the weights that were fitted for it.
  ///
  /// Nothing is held out to measure and no weights are fitted, so it costs less than one training
  /// of the members.
  /// - Returns: `nil` when the older model has no such weights.
  func continuing(
    _ base: Model, _ sequences: Sequences, _ progress: (TrainingProgress) -> Void
  ) -> TrainedModel? {
    guard base.recipe.name == recipe.name, case .blend(let older) = base.scorer else { return nil }
    var training = BlendTraining(
      values, itemCount: sequences.itemCount, timestamps: data.timestamps, seed: seed,
      threads: threads)
    var visible = sequences
    let cases = training.holdOutCases(&visible, except: [])
    _ = training.chooseRecency(visible, cases)
    let start = Blend(
      rules: .empty, neighbours: .empty, taste: carried(older.taste, from: base.items), prior: [],
      weights: older.weights, decay: older.decay)
    var blend = training.members(sequences, weights: older.weights, all: false, from: start) {
      progress(TrainingProgress(fraction: 0.95 * $1, stage: $0))
    }
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

  /// Factors of the items of now: those an item had, zeros for new ones, which the first step
  /// replaces.
  private func carried(
    _ factors: ImplicitFactors, from items: IdentifierTable
  ) -> ImplicitFactors {
    let dimension = factors.dimension
    var values = [Float](repeating: 0, count: data.items.count * dimension)
    for item in 0..<data.items.count {
      guard let old = items.index(of: data.items[item]), old < factors.itemCount else {
        continue
      }
      for place in 0..<dimension {
        values[item * dimension + place] = factors.values[old * dimension + place]
      }
    }
    return ImplicitFactors(
      dimension: dimension, values: FlatArray(values), gram: factors.gram,
      unobserved: factors.unobserved,
      regularization: factors.regularization)
  }
}
