import Kernels

/// The recipes of user segments.
extension Trainer {
  func runSegments(_ progress: (TrainingProgress) -> Void) throws(TrainingError) -> TrainedModel {
    let sequences = Sequences(data)
    guard let first = data.timestamps.first, data.timestamps.contains(where: { $0 != first }) else {
      throw .equalTimestamps
    }
    var metrics: [String: Double]?
    var weights = UserAffinity.Weights()
    let repeatShare = BlendTraining.repeatShare(sequences)
    weights.seen = repeatShare < BlendTraining.repeatThreshold ? BlendTraining.behind : 0
    if configuration.measures {
      progress(TrainingProgress(fraction: 0.05, stage: "training for evaluation"))
      let split = SegmentEvaluation(sequences, seed: seed)
      var trial = affinity(split.sequences, weights)
      let cases = segmentCases(split, trial)
      progress(TrainingProgress(fraction: 0.45, stage: "evaluating"))
      let histories = UserHistories(split.sequences)
      let (tuning, judging) = split.halves(of: cases)
      weights = split.bestWeights(trial, tuning, histories, threads: threads)
      trial.weights = weights
      metrics = split.metrics(
        trial, judging.isEmpty ? cases : judging, histories, threads: threads)
      guard configuration.purpose == .model else {
        return TrainedModel(
          model: makeModel(split.sequences, .affinity(trial)), metrics: metrics, log: [])
      }
    }
    progress(TrainingProgress(fraction: 0.5, stage: "training"))
    let model = makeModel(sequences, .affinity(affinity(sequences, weights)))
    progress(TrainingProgress(fraction: 1, stage: "done"))
    let log = [
      "weights of the segments: history \(Evaluation.rounded(Double(weights.history))), taste "
        + "\(Evaluation.rounded(Double(weights.taste))), activity "
        + "\(Evaluation.rounded(Double(weights.activity)))",
      weights.seen == 0
        ? "users who already had an item are ranked like others"
        : "users who already had an item follow after all others: hardly anyone repeats",
    ]
    return TrainedModel(model: model, metrics: metrics, log: log)
  }

  private func affinity(_ sequences: Sequences, _ weights: UserAffinity.Weights) -> UserAffinity {
    let occurrences = Occurrences(sequences)
    let hidden = values.integer("hidden_dimension", default: 149)
    let taste = ImplicitFactors.train(
      sequences, occurrences,
      options: ImplicitFactors.Options(dimension: max(8, (hidden * 64 / 149 + 4) / 8 * 8)),
      seed: seed, threads: threads)
    let statistics = ItemStatistics(data, sequences)
    let pairs = CoOccurrence.train(
      sequences, occurrences, options: CoOccurrence.Options(maxPerRow: 100), threads: threads)
    let metadata = MetadataSimilarity(
      data.itemMetadata, popularity: Array(statistics.popularOrder))
    let neighbours = SimilarItems.join(
      pairs, metadata, counts: Array(statistics.interactionCounts), limit: 100, threads: threads)
    return UserAffinity(
      neighbours: neighbours, taste: taste, userFactors: FlatArray(userFactors(sequences, taste)),
      attributes: ItemAttributes(data.itemMetadata, itemCount: data.items.count), weights: weights)
  }

  /// Every user's factors, folded in from the newest items of their history.
  private func userFactors(_ sequences: Sequences, _ taste: ImplicitFactors) -> [Float] {
    let dimension = taste.dimension
    var factors = [Float](repeating: 0, count: sequences.userCount * dimension)
    factors.withUnsafeMutableBufferPointer { factors in
      // Sound: each user's row is written by the block that has the user.
      nonisolated(unsafe) let factors = factors
      Parallel.forEachBlock(
        count: sequences.userCount, blockSize: 64, threads: threads
      ) { _, range in
        for user in range {
          let items = sequences.items[sequences.range(ofUser: user)].suffix(UserAffinity.maxEvents)
          let folded = taste.fold(items.map { (item: Int($0), weight: 1) })
          for index in 0..<dimension { factors[user * dimension + index] = folded[index] }
        }
      }
    }
    return factors
  }

  /// What held-out interactions ask of the recipe: items, or values of a column.
  private func segmentCases(
    _ split: SegmentEvaluation, _ affinity: UserAffinity
  ) -> [SegmentEvaluation.Case] {
    if recipe.algorithm == .itemAffinity { return split.itemCases() }
    return affinity.attributes.columns.flatMap { column -> [SegmentEvaluation.Case] in
      guard !column.isNumeric else { return [] }
      var items = [[Int]](repeating: [], count: column.vocabulary.count)
      for item in 0..<data.items.count {
        for code in Set(column.codes[Int(column.offsets[item])..<Int(column.offsets[item + 1])]) {
          items[Int(code)].append(item)
        }
      }
      return items.compactMap { split.attributeCase($0) }
    }
  }
}
