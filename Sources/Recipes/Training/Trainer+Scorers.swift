import Glibc
import Kernels

/// The algorithms that are the same for every user.
extension Trainer {
  func scorer(_ sequences: Sequences) -> Scorer {
    switch recipe.algorithm {
    case .trend:
      return .trend(
        Trend(sequences, timestamps: data.timestamps, window: trendWindow))
    case .baskets:
      var options = Baskets.Options()
      options.maxPerRow = neighbourLimit(sequences)
      return .neighbours(
        Baskets.train(
          sequences, Occurrences(sequences), timestamps: data.timestamps, options: options,
          threads: threads))
    case .coOccurrence, .similarItems:
      return .neighbours(neighbours(sequences))
    case .userCount, .interactionCount, .blend, .texts, .actions, .itemAffinity,
      .attributeAffinity, nil:
      return .popularity
    }
  }

  /// Of what grew most in the newest window, the share that the windows before foretold.
  ///
  /// The growth of the items listed first by the growth of the items that truly grew most, both
  /// up to 25.
  func trendAccuracy(_ sequences: Sequences) -> Double {
    let newest = data.timestamps.max() ?? 0
    var earlier = sequences
    for user in 0..<sequences.userCount {
      let late = sequences.range(ofUser: user).reversed()
        .prefix { data.timestamps[$0] > newest &- trendWindow }
      earlier.holdOut(newest: late.count, ofUser: user)
    }
    let trend = Trend(sequences, timestamps: data.timestamps, window: trendWindow)
    let growth = trend.counts([], until: newest, itemCount: data.items.count)
      .map { Double(max($0.increase, 0)) }
    let best = growth.sorted(by: >).prefix(Evaluation.depth).reduce(0, +)
    let list = makeModel(earlier, scorer(earlier))
      .recommend(Query(time: newest &- trendWindow), limit: Evaluation.depth)
    let foretold = list.reduce(0) { $0 + growth[$1.item] }
    return best > 0 ? Evaluation.rounded(foretold / best) : 0
  }

  private var trendWindow: Int64 { Trend.seconds(values.text("trend_discovery_frequency")) }

  private func neighbours(_ sequences: Sequences) -> SparseRows {
    let options = coOccurrenceOptions(sequences)
    var kept = sequences
    kept.keepUsers(
      fromPercentile: values.double("min_user_history_length_percentile", default: 0),
      toPercentile: values.double("max_user_history_length_percentile", default: 1))
    let rows = CoOccurrence.train(kept, Occurrences(kept), options: options, threads: threads)
    guard recipe.algorithm == .similarItems else { return rows }
    let statistics = ItemStatistics(data, sequences)
    return SimilarItems.join(
      rows, metadataSimilarity(statistics), counts: Array(statistics.interactionCounts),
      limit: options.maxPerRow, threads: threads)
  }

  /// What cold items borrow from others, where the recipe looks at metadata.
  ///
  /// Items that nobody has met always do, others only by the parameters of cold start.
  func borrowing(_ sequences: Sequences) -> ColdStart.Borrowing {
    guard recipe.capabilities.usesMetadata, !data.itemMetadata.columns.isEmpty else {
      return .none
    }
    let statistics = ItemStatistics(data, sequences)
    var options = ColdStart.Options.unmet
    var cost: Float?
    if values.text("cold_start_max_interactions") != nil {
      let isNow = values.text("cold_start_relative_from") == "currentTime"
      options.maxInteractions = values.integer("cold_start_max_interactions", default: 15)
      options.maxAge = values.double("cold_start_max_duration", default: 5) * 86_400
      options.time = isNow ? configuration.currentTime : nil
    } else {
      let unmet = statistics.interactionCounts.count { $0 == 0 }
      let met = statistics.interactionCounts.count - unmet
      guard unmet > 0, met > 0 else { return .none }
      cost = log1pf(Float(unmet) / Float(met))
    }
    return ColdStart.Borrowing(
      rows: ColdStart.neighbours(
        metadataSimilarity(statistics), statistics, options: options, threads: threads),
      cost: cost)
  }

  /// Trains what attributes and circumstances add, where the recipe uses them.
  var attributeTraining: AttributeTraining {
    let capabilities = recipe.capabilities
    return AttributeTraining(
      rows: AttributeRows(
        data, usesMetadata: capabilities.usesMetadata, usesContext: capabilities.usesContext),
      weights: [], seed: seed, threads: threads)
  }

  private func metadataSimilarity(_ statistics: ItemStatistics) -> MetadataSimilarity {
    MetadataSimilarity(data.itemMetadata, popularity: Array(statistics.popularOrder))
  }

  private func coOccurrenceOptions(_ sequences: Sequences) -> CoOccurrence.Options {
    var options = CoOccurrence.Options()
    options.maxPerRow = neighbourLimit(sequences)
    guard recipe.name == "aws-sims" else {
      // 0 means no discount beyond the cosine's own.
      let discount = values.double("popularity_discount_factor", default: 0)
      options.popularityDiscount = Float(0.5 + discount / 2)
      return options
    }
    options.popularityDiscount = Float(values.double("popularity_discount_factor", default: 0.5))
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

  private func neighbourLimit(_ sequences: Sequences) -> Int {
    min(200, max(50, 4 * sequences.count / max(sequences.itemCount, 1)))
  }
}
