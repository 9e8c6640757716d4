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
    return recipe.algorithm == .blend
      ? runBlend(sequences, progress) : runPlain(sequences, progress)
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
    let split = configuration.evaluates ? makeSplit(sequences) : nil
    var visible = split?.sequences ?? sequences
    let cases = training.holdOutCases(&visible, except: Set(split?.testUsers ?? []))
    var trial = training.members(visible, weights: start, all: true) {
      progress(TrainingProgress(fraction: 0.5 * $1, stage: "\($0) for evaluation"))
    }
    trial.prior = training.chooseRecency(visible, cases)
    (trial.weights, trial.decay) = BlendFitting.fit(
      trial, cases: cases, fitsSeen: fitsSeen, fitsDecay: training.fitsDecay, threads: threads)
    let weights = trial.weights
    if let split { trial.cold = coldNeighbours(split.sequences) }
    progress(TrainingProgress(fraction: 0.6, stage: "fitting weights"))
    let metrics = split.map { split in
      measure(makeModel(split.sequences, .blend(trial)), split)
    }
    progress(TrainingProgress(fraction: 0.65, stage: "evaluating"))
    var final = training.members(sequences, weights: weights, all: false, from: trial) {
      progress(TrainingProgress(fraction: 0.65 + 0.3 * $1, stage: $0))
    }
    final.cold = coldNeighbours(sequences)
    let candidates = CandidateIndex.train(
      final, profiles: someProfiles(sequences), seed: seed, threads: threads)
    final.candidates = candidates?.index
    let model = makeModel(sequences, .blend(final))
    progress(TrainingProgress(fraction: 1, stage: "done"))
    var log = [
      "\(Evaluation.rounded(repeatShare * 100)) % of the interactions repeat an item: "
        + (fitsSeen
          ? "seen items stay in the lists, weighted \(Evaluation.rounded(Double(weights[.seen])))"
          : "seen items follow after all others"),
      "weights from \(cases.count) held-out histories: \(weights)",
      "profiles forget: rules after \(final.decay.rules) steps, taste after \(final.decay.taste)",
      training.recency.halfLife.isFinite
        ? "popularity halves in \(Int(training.recency.halfLife)) seconds"
        : "popularity counts all times alike",
    ]
    if let candidates {
      log.append(
        "lists come from \(candidates.index.probes) of \(candidates.index.clusterCount) clusters, "
          + "which hold \(Evaluation.rounded(candidates.recall * 100)) % of the best 25 items")
    }
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
      if recipe.domain == nil, recipe.algorithm == .trend {
        metrics?["trend_prediction_accuracy"] = trendAccuracy(sequences)
      }
    }
    progress(TrainingProgress(fraction: 0.5, stage: "training"))
    let model = makeModel(sequences, scorer(sequences))
    progress(TrainingProgress(fraction: 1, stage: "done"))
    return TrainedModel(model: model, metrics: metrics, log: [])
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
      return model.recommend(query, limit: Evaluation.depth, givesScores: false).map(\.item)
    }
  }

  func makeModel(_ sequences: Sequences, _ scorer: Scorer) -> Model {
    let keepsUsers = recipe.algorithm == .blend
    let counts = recipe.algorithm == .interactionCount
    return Model(
      recipe: recipe, items: data.items, users: keepsUsers ? data.users : IdentifierTable(),
      newestTimestamp: data.timestamps.max() ?? 0, eventType: configuration.eventType,
      eventValueThreshold: configuration.eventValueThreshold,
      statistics: ItemStatistics(
        data, sequences, popularity: counts ? .interactions : .users),
      histories: keepsUsers ? UserHistories(sequences) : .none, scorer: scorer)
  }
}
