import Glibc
import Kernels

extension Model {
  /// The best items for a query, and apart from these the best of a sample.
  ///
  /// A pass over the catalogue gives both; where only candidates are scored, the sample is scored
  /// besides, and no other item.
  /// - Parameters:
  ///   - isAllowed: which items may be in the list; `nil` lets all in.
  ///   - sample: item numbers.
  ///   - isSampled: asked about items of the sample, only those good enough to be returned.
  /// - Returns: the list that ``recommend(_:limit:)`` gives, and at most `sampleLimit` items of the
  ///   sample, best first; these have the ratio of their probability to the first one's for a
  ///   score, none where the model knows no probabilities.
  package func recommend(
    _ query: Query, limit: Int, where isAllowed: ((Int) -> Bool)?, sampling sample: [Int],
    limit sampleLimit: Int, where isSampled: (Int) -> Bool
  ) -> (list: [ScoredItem], sampled: [ScoredItem]) {
    let givesScores = recipe.capabilities.scores != .none
    let limit = min(max(limit, 0), items.count)
    guard case .blend(let blend) = scorer, limit > 0 else {
      let list =
        isAllowed.map { recommend(query, limit: limit, where: $0) }
        ?? recommend(query, limit: limit)
      let counts = sample.map { Float(statistics.userCounts[$0]) }
      let best = Self.best(of: sample, counts, sampleLimit, where: isSampled)
      return (list, best.map { ScoredItem(item: $0.item, score: nil) })
    }
    let profile = profile(of: query, for: blend)
    if let search, search.pays(for: profile) {
      let (list, logits) = search.recommend(
        profile, limit: limit, givesScores: givesScores, sampling: sample
      ) { isAllowed?($0) ?? true }
      return (list, Self.best(of: sample, logits, sampleLimit, where: isSampled))
    }
    return withLogits(of: profile, blend) { logits in
      let list = self.list(of: logits, limit, givesScores: givesScores) { isAllowed?($0) ?? true }
      let sampled = sample.map { logits[$0] }
      return (list, Self.best(of: sample, sampled, sampleLimit, where: isSampled))
    }
  }

  /// The items with the highest logits, and the ratios of their probabilities to the first one's.
  private static func best(
    of items: [Int], _ logits: [Float], _ limit: Int, where isAllowed: (Int) -> Bool
  ) -> [ScoredItem] {
    var best = TopK(capacity: limit)
    for (item, logit) in zip(items, logits) {
      let index = UInt32(truncatingIfNeeded: item)
      if best.wouldKeep(index: index, score: logit), isAllowed(item) {
        best.offer(index: index, score: logit)
      }
    }
    let entries = best.sorted()
    let highest = entries.first?.score ?? 0
    return entries.map {
      ScoredItem(item: Int($0.index), score: exp(Double($0.score - highest)))
    }
  }
}
