import Glibc
import Kernels

/// Trains the members of a blend and decides what the data decide.
struct BlendTraining: Sendable {
  let rules: SequentialRules.Options
  let taste: ImplicitFactors.Options
  let decay: Blend.Decay
  let lowPercentile: Double
  let highPercentile: Double
  /// Given where recent interactions count more.
  var recency: Recency?
  let seed: UInt64
  let threads: Int

  /// Share of repeated interactions below which seen items are not recommended again.
  static let repeatThreshold = 0.01
  /// What keeps seen items behind all others: more than any sum of z-scores.
  static let behind: Float = -60

  /// Takes the hyperparameters in their meaning here.
  ///
  /// `hidden_dimension` 149 stands for 64 factors and others in proportion; `bptt` 32 for rules
  /// over 20 steps; without `recency_mask` the taste forgets slowly. Use cases, which have none of
  /// them, get the defaults.
  init(_ values: HyperparameterValues, itemCount: Int, count: Int, seed: UInt64, threads: Int) {
    let hidden = values.integer("hidden_dimension", default: 149)
    taste = ImplicitFactors.Options(dimension: max(8, (hidden * 64 / 149 + 4) / 8 * 8))
    let steps = values.integer("bptt", default: 32)
    rules = SequentialRules.Options(
      window: max(1, (steps * 20 + 16) / 32),
      maxPerRow: min(256, max(32, 4 * count / max(itemCount, 1))))
    decay =
      values.flag("recency_mask", default: true)
      ? Blend.Decay() : Blend.Decay(rules: 5, taste: 40, maxEvents: 200)
    lowPercentile = values.double("min_user_history_length_percentile", default: 0)
    highPercentile = values.double("max_user_history_length_percentile", default: 0.99)
    self.seed = seed
    self.threads = threads
  }

  /// Trains the members on all sequences in view.
  func members(
    _ sequences: Sequences, weights: Blend.Weights, progress: (Double) -> Void
  ) -> Blend {
    var kept = sequences
    kept.keepUsers(fromPercentile: lowPercentile, toPercentile: highPercentile)
    let occurrences = Occurrences(kept)
    let rows = SequentialRules.train(
      kept, occurrences, weights: recency?.ruleWeights ?? [], options: rules, threads: threads)
    progress(0.3)
    let factors = ImplicitFactors.train(
      kept, occurrences, options: taste, seed: seed, threads: threads
    ) { progress(0.3 + 0.7 * $0) }
    let counts =
      recency?.counts(kept)
      ?? (0..<kept.itemCount).map { Float(occurrences.count(ofItem: $0)) }
    let prior = counts.map { logf($0 + 0.5) }
    return Blend(rules: rows, taste: factors, prior: prior, weights: weights, decay: decay)
  }

  /// The weights to start from, with the treatment of seen items the data ask for.
  func startingWeights(repeatShare: Double) -> Blend.Weights {
    Blend.Weights(
      rules: 0.5, taste: 0.5, prior: 0,
      seen: repeatShare < Self.repeatThreshold ? Self.behind : 0)
  }

  /// Takes the newest interaction of some users out of view, to fit weights on.
  ///
  /// Two users in five, at most `limit`, chosen by a hash of their number and the seed.
  func holdOutCases(
    _ sequences: inout Sequences, except excluded: Set<Int>, limit: Int = 2000
  ) -> [BlendFitting.Case] {
    let candidates = (0..<sequences.userCount).filter {
      sequences.length(ofUser: $0) >= 3 && !excluded.contains($0)
    }
    let chosen = candidates.map { (SeededRandom.mixed(seed ^ UInt64($0) &* 0x9E37_79B9), $0) }
      .sorted { $0 < $1 }
      .prefix(min(limit, max(candidates.count * 2 / 5, BlendFitting.minCases)))
    return chosen.map { _, user in
      let range = sequences.range(ofUser: user)
      let target = sequences.items[range.upperBound - 1]
      sequences.holdOut(newest: 1, ofUser: user)
      let profile = Array(sequences.items[range.dropLast()].reversed())
      return BlendFitting.Case(profile: profile, target: target)
    }
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
