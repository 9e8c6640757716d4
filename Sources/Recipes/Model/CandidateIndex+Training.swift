import Kernels

/// Builds the index of a trained blend, and finds out how far it must look.
extension CandidateIndex {
  /// The share of the exhaustive lists that must be found, on the profiles tried.
  static let wantedRecall = 0.98

  /// - Parameters:
  ///   - blend: trained, and complete but for the index.
  ///   - profiles: of some users, to find out how many clusters must be scored.
  ///   - seed: of the clusters' random start.
  ///   - threads: the most to use.
  ///   - limit: up to so many items are scored as a whole.
  /// - Returns: the index, and the recall on the profiles; `nil` for catalogues that are scored as a
  ///   whole, and where scoring all is the only way.
  static func train(
    _ blend: Blend, profiles: [Blend.Profile], seed: UInt64, threads: Int,
    limit: Int = exhaustiveLimit
  ) -> (index: CandidateIndex, recall: Double)? {
    guard blend.itemCount > limit, blend.weights.members.isSubset(of: members),
      blend.objective.isEmpty, !profiles.isEmpty
    else { return nil }
    var index = CandidateIndex(blend, seed: seed, threads: threads)
    let exhaustive = lists(profiles, threads: threads) { profile in
      Set(best(of: profile, in: blend))
    }
    var recall = 0.0
    index.probes = min(4, index.clusterCount)
    while true {
      let search = CandidateSearch(blend, index)
      let found = lists(profiles, threads: threads) { profile in
        Set(search.recommend(profile, limit: depth, givesScores: false).map { UInt32($0.item) })
      }
      let hits = zip(exhaustive, found).reduce(0) { $0 + $1.0.intersection($1.1).count }
      recall = Double(hits) / Double(max(exhaustive.reduce(0) { $0 + $1.count }, 1))
      if recall >= wantedRecall || index.probes >= index.clusterCount { break }
      index.probes = min(index.probes + max(index.probes / 2, 1), index.clusterCount)
    }
    // To score most clusters costs more than to score all items in one sweep.
    return index.probes > index.clusterCount / 3 ? nil : (index, recall)
  }

  private static func best(of profile: Blend.Profile, in blend: Blend) -> [UInt32] {
    // Sound: one element an item, all written before they are read.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: blend.itemCount) { logits in
      guard let base = logits.baseAddress else { return [] }
      logits.initialize(repeating: 0)
      blend.score(profile, into: base)
      var best = TopK(capacity: depth)
      best.offer(UnsafeBufferPointer(logits)) { _ in true }
      return best.sorted().map(\.index)
    }
  }

  private static func lists(
    _ profiles: [Blend.Profile], threads: Int, _ list: (Blend.Profile) -> Set<UInt32>
  ) -> [Set<UInt32>] {
    var lists = [Set<UInt32>](repeating: [], count: profiles.count)
    lists.withUnsafeMutableBufferPointer { lists in
      // Sound: each profile has a slot of its own.
      nonisolated(unsafe) let slots = lists
      Parallel.forEachBlock(count: profiles.count, blockSize: 1, threads: threads) { number, _ in
        slots[number] = list(profiles[number])
      }
    }
    return lists
  }

  /// Clusters the items with factors, the others behind them.
  private init(_ blend: Blend, seed: UInt64, threads: Int) {
    let dimension = blend.taste.dimension
    let factors = blend.taste.values
    let prior = blend.prior
    // Where the popular are what users least want, the least popular come first.
    let sign: Float = blend.weights[.prior] < 0 ? -1 : 1
    var known: [UInt32] = []
    var others: [UInt32] = []
    for item in 0..<blend.itemCount {
      let hasFactors =
        blend.taste.itemCount > item
        && factors[item * dimension..<(item + 1) * dimension].contains { abs($0) > 1e-9 }
      if hasFactors { known.append(UInt32(item)) } else { others.append(UInt32(item)) }
    }
    others.sort { (sign * prior[Int($1)], $0) < (sign * prior[Int($0)], $1) }
    let groups = Clustering(factors, dimension: dimension).groups(
      of: known, count: Self.clusterCount(known.count), seed: seed, threads: threads)
    var offsets: [UInt32] = [0]
    var (centroids, priors, spreads): ([Float], [Float], [Float]) = ([], [], [])
    for group in groups {
      offsets.append(offsets[offsets.count - 1] + UInt32(group.count))
      let (mean, spread) = Clustering(factors, dimension: dimension).moments(of: group)
      centroids += mean
      spreads.append(spread)
      priors.append(group.reduce(0) { $0 + prior[Int($1)] } / Float(group.count))
    }
    var head = TopK(capacity: Self.headSize)
    for item in prior.indices { head.offer(index: UInt32(item), score: sign * prior[item]) }
    self.init(
      order: groups.flatMap { $0 } + others, offsets: offsets, centroids: centroids,
      priors: priors, spreads: spreads, head: head.sorted().map(\.index), probes: 0)
  }

  /// Twice the root of the number of items, to the power of 2 above.
  private static func clusterCount(_ items: Int) -> Int {
    var count = 1
    while count * count < 4 * items { count *= 2 }
    return min(count, max(items / 16, 1))
  }
}
