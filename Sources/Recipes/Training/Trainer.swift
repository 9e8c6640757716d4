import Kernels

/// One training of one recipe: evaluation first, then the model for use.
struct Trainer {
  let recipe: Recipe
  let data: TrainingData
  let configuration: TrainingConfiguration
  let values: HyperparameterValues
  let seed: UInt64
  let threads: Int

  func run(_ progress: (TrainingProgress) -> Void) -> TrainedModel {
    let sequences = Sequences(data)
    switch recipe.type {
    case .userPersonalization, .personalizedRanking:
      return runBlend(sequences, progress)
    default:
      return runPlain(sequences, progress)
    }
  }

  /// Two trainings: without the held-out interactions, for weights and metrics, then with all.
  private func runBlend(
    _ sequences: Sequences, _ progress: (TrainingProgress) -> Void
  ) -> TrainedModel {
    let training = BlendTraining(
      values, itemCount: sequences.itemCount, count: sequences.count, seed: seed, threads: threads)
    let repeatShare = BlendTraining.repeatShare(sequences)
    var weights = training.startingWeights(repeatShare: repeatShare)
    let fitsSeen = repeatShare >= BlendTraining.repeatThreshold
    let split = configuration.evaluates ? makeSplit(sequences) : nil
    var visible = split?.sequences ?? sequences
    let cases = training.holdOutCases(&visible, except: Set(split?.testUsers ?? []))
    var trial = training.members(visible, weights: weights) {
      progress(TrainingProgress(fraction: 0.45 * $0, stage: "training for evaluation"))
    }
    weights = BlendFitting.fit(trial, cases: cases, fitsSeen: fitsSeen, threads: threads)
    trial.weights = weights
    progress(TrainingProgress(fraction: 0.5, stage: "evaluating"))
    let metrics = split.map { split in
      measure(makeModel(split.sequences, .blend(trial)), split)
    }
    let final = training.members(sequences, weights: weights) {
      progress(TrainingProgress(fraction: 0.55 + 0.4 * $0, stage: "training"))
    }
    let model = makeModel(sequences, .blend(final))
    progress(TrainingProgress(fraction: 1, stage: "done"))
    let log = [
      "\(Evaluation.rounded(repeatShare * 100)) % of the interactions repeat an item: "
        + (fitsSeen
          ? "seen items stay in the lists, weighted \(Evaluation.rounded(Double(weights.seen)))"
          : "seen items follow after all others"),
      "weights from \(cases.count) held-out interactions: rules "
        + "\(Evaluation.rounded(Double(weights.rules))), taste "
        + "\(Evaluation.rounded(Double(weights.taste))), popularity "
        + "\(Evaluation.rounded(Double(weights.prior)))",
    ]
    return TrainedModel(model: model, metrics: metrics, log: log)
  }

  private func runPlain(
    _ sequences: Sequences, _ progress: (TrainingProgress) -> Void
  ) -> TrainedModel {
    var metrics: [String: Double]?
    if configuration.evaluates {
      progress(TrainingProgress(fraction: 0.05, stage: "training for evaluation"))
      let split = makeSplit(sequences)
      let trial = makeModel(split.sequences, scorer(split.sequences))
      progress(TrainingProgress(fraction: 0.45, stage: "evaluating"))
      metrics = measure(trial, split)
    }
    progress(TrainingProgress(fraction: 0.5, stage: "training"))
    let model = makeModel(sequences, scorer(sequences))
    progress(TrainingProgress(fraction: 1, stage: "done"))
    return TrainedModel(model: model, metrics: metrics, log: [])
  }

  private func scorer(_ sequences: Sequences) -> Scorer {
    guard recipe.type == .relatedItems else { return .popularity }
    let options = coOccurrenceOptions(sequences)
    var kept = sequences
    kept.keepUsers(
      fromPercentile: values.double("min_user_history_length_percentile", default: 0),
      toPercentile: values.double("max_user_history_length_percentile", default: 1))
    let rows = CoOccurrence.train(kept, Occurrences(kept), options: options, threads: threads)
    guard recipe.name == "aws-similar-items" else { return .neighbours(rows) }
    let statistics = ItemStatistics(data, sequences)
    let metadata = MetadataSimilarity(
      data.itemMetadata, excluding: configuration.excludedItemColumns,
      popularity: statistics.popularOrder)
    return .neighbours(
      SimilarItems.join(
        rows, metadata, counts: statistics.interactionCounts, limit: options.maxPerRow,
        threads: threads))
  }

  private func coOccurrenceOptions(_ sequences: Sequences) -> CoOccurrence.Options {
    var options = CoOccurrence.Options()
    options.maxPerRow = min(200, max(50, 4 * sequences.count / max(sequences.itemCount, 1)))
    let discount = values.double("popularity_discount_factor", default: 0.5)
    guard recipe.name == "aws-sims" else {
      // 0 means no discount beyond the cosine's own.
      options.popularityDiscount = Float(0.5 + discount / 2)
      return options
    }
    options.popularityDiscount = Float(discount)
    options.minCount = values.integer("min_cointeraction_count", default: 3)
    let counts = Occurrences(sequences)
    let bounds = Percentiles.bounds(
      of: (0..<sequences.itemCount).map(counts.count(ofItem:)).filter { $0 > 0 },
      from: values.double("min_item_interaction_count_percentile", default: 0),
      to: values.double("max_item_interaction_count_percentile", default: 1))
    options.minItemCount = bounds?.lowerBound ?? 0
    options.maxItemCount = bounds?.upperBound ?? .max
    return options
  }

  private func makeSplit(_ sequences: Sequences) -> Evaluation.Split {
    Evaluation.split(sequences, users: data.users, seed: seed)
  }

  /// The metrics of what the model would answer; related items are asked for the newest item.
  private func measure(_ model: Model, _ split: Evaluation.Split) -> [String: Double] {
    Evaluation.metrics(split, itemCount: model.items.count, threads: threads) { user in
      var query = Query(user: user)
      if recipe.type == .relatedItems {
        let newest = split.sequences.range(ofUser: user).last
        query.seedItem = newest.map { Int(split.sequences.items[$0]) }
      }
      return model.recommend(query, limit: Evaluation.depth).map(\.item)
    }
  }

  private func makeModel(_ sequences: Sequences, _ scorer: Scorer) -> Model {
    let keepsUsers = recipe.type == .userPersonalization || recipe.type == .personalizedRanking
    return Model(
      recipe: recipe, items: data.items, users: keepsUsers ? data.users : IdentifierTable(),
      newestTimestamp: data.timestamps.max() ?? 0, eventType: configuration.eventType,
      eventValueThreshold: configuration.eventValueThreshold,
      statistics: ItemStatistics(data, sequences),
      histories: keepsUsers ? UserHistories(sequences) : .none, scorer: scorer)
  }
}
