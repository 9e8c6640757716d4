import Kernels

/// One training of one recipe: evaluation first, then the model for use.
struct Trainer {
  let recipe: Recipe
  let data: TrainingData
  let configuration: TrainingConfiguration
  let values: HyperparameterValues
  let seed: UInt64
  let threads: Int

  func run(_ progress: (TrainingProgress) -> Void) throws(TrainingError) -> TrainedModel {
    switch recipe.algorithm {
    case .blend:
      let sequences = Sequences(data)
      if let base = configuration.base, !configuration.measures,
        let continued = continuing(base, sequences, progress)
      {
        return continued
      }
      return runBlend(sequences, progress)
    case .texts: return try runSemantic(progress)
    case .actions: return try runActions(progress)
    case .itemAffinity, .attributeAffinity: return try runSegments(progress)
    case .userCount, .interactionCount, .trend, .coOccurrence, .baskets, .similarItems, nil:
      return runPlain(Sequences(data), progress)
    }
  }

  /// Two trainings: without the held-out interactions, for weights and metrics, then with all.
  private func runBlend(
    _ sequences: Sequences, _ progress: (TrainingProgress) -> Void
  ) -> TrainedModel {
    var training = BlendTraining(
      values, itemCount: sequences.itemCount, timestamps: data.timestamps, seed: seed,
      threads: threads)
    let repeatShare = BlendTraining.repeatShare(sequences)
    let start = training.startingWeights(repeatShare: repeatShare)
    let fitsSeen = repeatShare >= BlendTraining.repeatThreshold
    let split = configuration.measures ? makeSplit(sequences) : nil
    var visible = split?.sequences ?? sequences
    let cases = training.holdOutCases(&visible, except: Set(split?.testUsers ?? []))
    var trial = training.members(visible, weights: start, all: true) {
      progress(TrainingProgress(fraction: 0.5 * $1, stage: "\($0) for evaluation"))
    }
    trial.prior = FlatArray(training.chooseRecency(visible, cases))
    progress(TrainingProgress(fraction: 0.5, stage: "fitting weights"))
    (trial.weights, trial.decay) = BlendFitting.fit(
      trial, cases: cases, fitsSeen: fitsSeen, fitsDecay: training.fitsDecay, threads: threads)
    let weights = trial.weights
    progress(TrainingProgress(fraction: 0.6, stage: "fitting weights"))
    let attributes = attributeTraining
    let attributeWeights = attributes.fit(
      trial, visible: visible, all: split?.sequences ?? sequences)
    let (worth, strength) = objective(trial, cases)
    progress(TrainingProgress(fraction: 0.62, stage: "evaluating"))
    var evaluation: HeldOutEvaluation?
    if let split {
      trial.attributes = attributes.train(split.sequences, attributeWeights)
      trial.cold = borrowing(split.sequences)
      trial.objective = worth
      trial.candidates = candidates(trial, split.sequences)?.index
      let model = makeModel(split.sequences, .blend(trial))
      let measured = measure(model, split)
      guard configuration.purpose == .model else {
        return TrainedModel(
          model: model, metrics: measured.metrics, log: [], evaluation: measured)
      }
      evaluation = measured
    }
    var final = training.members(sequences, weights: weights, all: false, from: trial) {
      progress(TrainingProgress(fraction: 0.65 + 0.3 * $1, stage: $0))
    }
    final.attributes = attributes.train(sequences, attributeWeights)
    final.cold = borrowing(sequences)
    final.objective = worth
    let candidates = candidates(final, sequences)
    final.candidates = candidates?.index
    let model = makeModel(sequences, .blend(final))
    progress(TrainingProgress(fraction: 1, stage: "done"))
    var log = [
      "\(Evaluation.rounded(repeatShare * 100)) % of the interactions repeat an item: "
        + (fitsSeen
          ? "seen items stay in the lists, weighted \(Evaluation.rounded(Double(weights[.seen])))"
          : "seen items follow after all others"),
      "weights from \(cases.count) held-out histories: \(weights)",
      "profiles forget: rules after \(Evaluation.rounded(Double(final.decay.rules))) steps, "
        + "taste after \(Evaluation.rounded(Double(final.decay.taste)))",
      training.recency.halfLife.isFinite
        ? "popularity halves in \(Int(training.recency.halfLife)) seconds"
        : "popularity counts all times alike",
    ]
    if let candidates {
      log.append(
        "lists come from \(candidates.index.probes) of \(candidates.index.clusterCount) clusters, "
          + "which hold \(Evaluation.rounded(candidates.recall * 100)) % of the best 25 items")
    }
    return TrainedModel(
      model: model, metrics: evaluation?.metrics,
      log: log + attributes.log(attributeWeights)
        + (worth.isEmpty
          ? [] : ["strength of the objective: \(Evaluation.rounded(Double(strength)))"]),
      evaluation: evaluation)
  }

  private func runPlain(
    _ sequences: Sequences, _ progress: (TrainingProgress) -> Void
  ) -> TrainedModel {
    var evaluation: HeldOutEvaluation?
    if configuration.measures {
      progress(TrainingProgress(fraction: 0.05, stage: "training for evaluation"))
      let split = makeSplit(sequences)
      let trial = makeModel(split.sequences, scorer(split.sequences))
      progress(TrainingProgress(fraction: 0.45, stage: "evaluating"))
      var measured = measure(trial, split)
      if recipe.domain == nil, recipe.algorithm == .trend {
        measured.metrics["trend_prediction_accuracy"] = trendAccuracy(sequences)
      }
      guard configuration.purpose == .model else {
        return TrainedModel(
          model: trial, metrics: measured.metrics, log: [], evaluation: measured)
      }
      evaluation = measured
    }
    progress(TrainingProgress(fraction: 0.5, stage: "training"))
    let model = makeModel(sequences, scorer(sequences))
    progress(TrainingProgress(fraction: 1, stage: "done"))
    return TrainedModel(
      model: model, metrics: evaluation?.metrics, log: [], evaluation: evaluation)
  }

  /// What answers come from where the catalogue is large: evaluated is what a campaign will answer,
  /// and in a time that does not grow with users times items.
  private func candidates(
    _ blend: Blend, _ sequences: Sequences
  ) -> (index: CandidateIndex, recall: Double)? {
    CandidateIndex.train(
      blend, profiles: someProfiles(sequences), seed: seed, threads: threads)
  }

  /// The profiles of up to 96 users, evenly chosen.
  private func someProfiles(_ sequences: Sequences) -> [Blend.Profile] {
    let users = (0..<sequences.userCount).filter { sequences.length(ofUser: $0) > 0 }
    let count = min(users.count, 96)
    return (0..<count).map { number in
      let range = sequences.range(ofUser: users[number * users.count / count])
      return Blend.Profile(
        items: sequences.items[range.suffix(UserHistories.maxLength)].reversed())
    }
  }

  func makeSplit(_ sequences: Sequences) -> Evaluation.Split {
    Evaluation.split(sequences, users: data.users, seed: seed)
  }

  /// What the model answers, and its metrics; related items are asked for the newest item.
  func measure(_ model: Model, _ split: Evaluation.Split) -> HeldOutEvaluation {
    let lists = Evaluation.lists(split, threads: threads) { user in
      var query = Query(user: user)
      if recipe.type == .relatedItems {
        let newest = split.sequences.range(ofUser: user).last
        query.seedItem = newest.map { Int(split.sequences.items[$0]) }
      }
      return model.recommend(query, limit: Evaluation.depth, givesScores: false).map(\.item)
    }
    return HeldOutEvaluation(
      data, split, lists: lists,
      metrics: Evaluation.metrics(of: lists, split, itemCount: model.items.count)
        .merging(weightedMetrics(lists, split)) { $1 })
  }

  func makeModel(_ sequences: Sequences, _ scorer: Scorer) -> Model {
    let keepsUsers = recipe.isAboutUsers
    let counts = recipe.algorithm == .interactionCount
    return Model(
      recipe: recipe, items: data.items, users: keepsUsers ? data.users : IdentifierTable(),
      newestTimestamp: data.timestamps.max() ?? 0, eventType: configuration.eventType,
      eventValueThreshold: configuration.eventValueThreshold,
      eventWeights: configuration.eventWeights,
      statistics: ItemStatistics(
        data, sequences, popularity: counts ? .interactions : .users),
      histories: keepsUsers ? UserHistories(sequences) : .none, scorer: scorer)
  }
}

extension Recipe {
  /// Whether its models know the users one by one.
  fileprivate var isAboutUsers: Bool {
    switch algorithm {
    case .blend, .actions, .itemAffinity, .attributeAffinity: true
    case .userCount, .interactionCount, .trend, .coOccurrence, .baskets, .similarItems, .texts, nil:
      false
    }
  }
}
