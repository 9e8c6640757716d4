import Glibc
import Kernels

/// Trains the members of a blend and decides what the data decide.
struct BlendTraining: Sendable {
  let rules: SequentialRules.Options
  let neighbours: CoOccurrence.Options
  let taste: ImplicitFactors.Options
  let decay: Blend.Decay
  /// Whether the data decide how fast profiles forget.
  let fitsDecay: Bool
  let lowPercentile: Double
  let highPercentile: Double
  /// What each row counts as the start of a rule; empty for all alike.
  var ruleWeights: [Float] = []
  /// What popularity is counted by.
  var recency = Recency.none
  /// What else popularity may be counted by.
  private var recencies: [Recency]
  private let timestamps: [Int64]
  let seed: UInt64
  let threads: Int

  /// Share of repeated interactions below which seen items are not recommended again.
  static let repeatThreshold = 0.01
  /// The most users whose newest interactions weights are fitted on.
  static let maxCases = 1500
  /// The most interactions held out of one user.
  static let horizon = 5
  /// What keeps seen items behind all others: more than any sum of z-scores.
  static let behind: Float = -60

  /// Takes the hyperparameters in their meaning here.
  ///
  /// `hidden_dimension` 149 stands for 64 factors and others in proportion; `bptt` 32 for rules
  /// over 20 steps and profiles of 50; with `recency_mask` the data decide how fast profiles forget,
  /// without it they are long and the taste forgets slowly. Use cases, which have none of them, get
  /// the defaults.
  init(
    _ values: HyperparameterValues, itemCount: Int, timestamps: [Int64], seed: UInt64, threads: Int
  ) {
    let count = timestamps.count
    self.timestamps = timestamps
    // Recipes without the flag let the data decide; with it they start from a bias or have none.
    recencies = Recency.candidates(timestamps)
    if values.flag("apply_recency_bias", default: false) {
      recency = Recency.bias(timestamps)
      ruleWeights = recency.ruleWeights(timestamps)
    } else if values.text("apply_recency_bias") != nil {
      recencies = []
    }
    let hidden = values.integer("hidden_dimension", default: 149)
    taste = ImplicitFactors.Options(dimension: max(8, (hidden * 64 / 149 + 4) / 8 * 8))
    let steps = values.integer("bptt", default: 32)
    rules = SequentialRules.Options(
      window: max(1, (steps * 20 + 16) / 32),
      maxPerRow: min(256, max(32, 4 * count / max(itemCount, 1))))
    neighbours = CoOccurrence.Options(
      window: rules.window, maxPerRow: rules.maxPerRow, order: .byColumn)
    fitsDecay = values.flag("recency_mask", default: true)
    var decay = fitsDecay ? Blend.Decay() : Blend.Decay(rules: 5, taste: 40, maxEvents: 200)
    decay.maxEvents = max(2, decay.maxEvents * steps / 32)
    self.decay = decay
    lowPercentile = values.double("min_user_history_length_percentile", default: 0)
    highPercentile = values.double("max_user_history_length_percentile", default: 0.99)
    self.seed = seed
    self.threads = threads
  }

  /// Trains members on all sequences in view.
  /// - Parameters:
  ///   - sequences: what to learn from.
  ///   - weights: the blend's; members of weight 0 are left out, unless `all` are wanted.
  ///   - earlier: a blend of nearly the same data, to start from.
  ///   - progress: receives a stage and the share done of all.
  func members(
    _ sequences: Sequences, weights: Blend.Weights, all: Bool, from earlier: Blend? = nil,
    progress: (String, Double) -> Void
  ) -> Blend {
    var kept = sequences
    kept.keepUsers(fromPercentile: lowPercentile, toPercentile: highPercentile)
    let occurrences = Occurrences(kept)
    var rows = SparseRows.empty
    if all || weights[.rules] != 0 {
      rows = SequentialRules.train(
        kept, occurrences, weights: ruleWeights, options: rules, threads: threads)
    }
    progress("counting", 0.3)
    var near = SparseRows.empty
    if all || weights[.neighbours] != 0 {
      near = CoOccurrence.train(kept, occurrences, options: neighbours, threads: threads)
    }
    progress("counting", 0.4)
    var factors = ImplicitFactors.empty
    if all || weights[.taste] != 0 {
      factors = ImplicitFactors.train(
        kept, occurrences, options: taste, from: earlier?.taste, seed: seed, threads: threads
      ) { progress("factorizing", 0.4 + 0.6 * $0) }
    }
    return Blend(
      rules: rows, neighbours: near, taste: factors, prior: FlatArray(prior(kept)),
      weights: weights,
      decay: earlier?.decay ?? decay)
  }

  /// The log-popularity of all items.
  private func prior(_ sequences: Sequences) -> [Float] {
    recency.counts(sequences, timestamps: timestamps).map { logf($0 + 0.5) }
  }

  /// Chooses the half-life of popularity under which the cases' targets are most probable.
  /// - Returns: the prior of it.
  mutating func chooseRecency(_ sequences: Sequences, _ cases: [BlendFitting.Case]) -> [Float] {
    var best = prior(sequences)
    guard cases.count >= BlendFitting.minCases else { return best }
    var logs = BlendFitting.logLikelihoods(best, cases)
    for candidate in recencies {
      var trial = self
      trial.recency = candidate
      let prior = trial.prior(sequences)
      let found = BlendFitting.logLikelihoods(prior, cases)
      if !BlendFitting.isAsGood(logs, as: found, errors: 2) {
        (self, best, logs) = (trial, prior, found)
      }
    }
    return best
  }

  /// The weights to start from, with the treatment of seen items the data ask for.
  func startingWeights(repeatShare: Double) -> Blend.Weights {
    Blend.Weights().with(.rules, 0.5).with(.taste, 0.5)
      .with(.seen, repeatShare < Self.repeatThreshold ? Self.behind : 0)
  }

  /// Takes the newest interactions of some users out of view, to fit weights on.
  ///
  /// A tenth of a user's, one to `horizon`; of as many users, chosen by a hash of their number and
  /// the seed, as give a twentieth of all interactions, or up to 200 of few.
  func holdOutCases(
    _ sequences: inout Sequences, except excluded: Set<Int>
  ) -> [BlendFitting.Case] {
    let candidates = (0..<sequences.userCount).filter {
      sequences.length(ofUser: $0) >= 2 && !excluded.contains($0)
    }
    let chosen = candidates.map { (SeededRandom.mixed(seed ^ UInt64($0) &* 0x9E37_79B9), $0) }
      .sorted { $0 < $1 }
    let count = sequences.count
    var budget = max(count / 20, min(200, count / 5))
    var cases: [BlendFitting.Case] = []
    for (_, user) in chosen.prefix(Self.maxCases) {
      let range = sequences.range(ofUser: user)
      let held = min(max(range.count / 10, 1), Self.horizon)
      guard budget >= held else { break }
      budget -= held
      sequences.holdOut(newest: held, ofUser: user)
      let profile = Array(sequences.items[range.dropLast(held)].reversed())
      cases.append(
        BlendFitting.Case(
          profile: Blend.Profile(
            items: profile,
            weights: sequences.weights.isEmpty
              ? [] : sequences.weights[range.dropLast(held)].reversed()),
          targets: Array(sequences.items[range.suffix(held)]),
          weight: range.suffix(held).reduce(0.0) { $0 + Double(sequences.weight(at: $1)) }
            / Double(held)))
    }
    return cases
  }

  /// The share of interactions with an item the user had before.
  static func repeatShare(_ sequences: Sequences) -> Double {
    var lastUser = [Int](repeating: -1, count: sequences.itemCount)
    var repeated = 0
    var total = 0
    for user in 0..<sequences.userCount {
      for row in sequences.range(ofUser: user) {
        let item = Int(sequences.items[row])
        if lastUser[item] == user { repeated += 1 }
        lastUser[item] = user
        total += 1
      }
    }
    return total == 0 ? 0 : Double(repeated) / Double(total)
  }
}
