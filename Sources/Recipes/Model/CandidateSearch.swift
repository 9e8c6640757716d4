import Glibc
import Kernels

/// Finds a user's best items by an index, and scores no more than it must.
///
/// Every item looked at gets the very logit that scoring the whole catalogue gives it. The sum under
/// the softmax is exact for those; the others are estimated from a fixed sample of 8,192 items,
/// taken evenly from the clusters. Scores are then within 5 % of the exact ones, but where taste
/// alone decides, which spreads the sum over many items: there within a third.
struct CandidateSearch: Sendable {
  private let blend: Blend
  private let index: CandidateIndex
  /// The items of the sample, with their clusters; one behind the last for those without factors.
  private let sample: [(item: UInt32, cluster: Int)]
  private let sampleFactors: [Float]
  /// By item, the cold ones that borrow from it.
  private let borrowers: SparseRows

  init(_ blend: Blend, _ index: CandidateIndex) {
    self.blend = blend
    self.index = index
    let size = min(CandidateIndex.sampleSize, index.order.count)
    var cluster = 0
    sample = (0..<size).map { number in
      let place = (2 * number + 1) * index.order.count / (2 * size)
      while cluster < index.clusterCount, place >= index.offsets[cluster + 1] { cluster += 1 }
      return (index.order[place], cluster)
    }
    let (taste, dimension) = (blend.taste, blend.taste.dimension)
    sampleFactors = sample.flatMap { (item, _) -> Slice<FlatArray<Float>> in
      let first = taste.itemCount == 0 ? 0 : Int(item) * dimension
      return taste.values[first..<(taste.itemCount == 0 ? 0 : first + dimension)]
    }
    borrowers = blend.cold.rows.transposed(columnCount: blend.itemCount)
  }

  /// Whether the search costs less for a profile than scoring all: an attribute that says something
  /// of most items is cheaper added to all.
  func pays(for profile: Blend.Profile) -> Bool {
    guard !profile.items.isEmpty else { return false }
    let named = blend.attributes.factors(profile.features, events: profile.items.count)
      .reduce(0) { $0 + blend.attributes.lifts.range(ofRow: $1.feature).count }
    return named <= blend.itemCount / 8
  }

  /// The best items, best first.
  func recommend(_ profile: Blend.Profile, limit: Int, givesScores: Bool) -> [ScoredItem] {
    recommend(profile, limit: limit, givesScores: givesScores, sampling: []) { _ in true }.list
  }

  /// The best of the items that are allowed, best first, and the logits of a sample of items, in
  /// its order.
  ///
  /// The fewer are allowed, the more clusters are looked at; where hardly any are, all items are
  /// asked about, and just the allowed ones scored.
  func recommend(
    _ profile: Blend.Profile, limit: Int, givesScores: Bool, sampling sample: [Int],
    where isAllowed: (Int) -> Bool
  ) -> (list: [ScoredItem], sampled: [Float]) {
    var scores = ProfileScores(blend, profile, room: index.head.count)
    for item in index.head { scores.include(item) }
    let share = allowedShare(isAllowed)
    let depth = Int(Double(limit) / max(share, Self.leastShare))
    let clusters = index.nearest(
      scores.vector, prior: blend.weights[.prior],
      count: min(index.probes * Self.factor(depth), index.clusterCount))
    var found = Found(capacity: scores.table.count + clusters.count * 512 + limit)
    let counted = look(at: clusters, scores, limit, depth, &found, isAllowed)
    let sampled = sample.map { scores.logit(UInt32($0)) }
    var entries = found.best(limit, where: isAllowed)
    if share < 1, share < Self.leastShare || entries.count < limit {
      entries = allowed(scores, limit, isAllowed)
    }
    guard givesScores else {
      return (entries.map { ScoredItem(item: Int($0.index), score: nil) }, sampled)
    }
    let highest = found.best(1) { _ in true }.first?.score ?? 0
    var sum = found.exponentials(counted, shift: highest)
    sum += rest(beyond: clusters, scores.vector, shift: highest, scores.table)
    let list = entries.map {
      ScoredItem(item: Int($0.index), score: min(exp(Double($0.score - highest)) / sum, 1))
    }
    return (list, sampled)
  }

  /// Where fewer are allowed, all items are asked about.
  private static let leastShare = 0.05

  /// How many times the usual clusters hold the best items of a list so long.
  private static func factor(_ depth: Int) -> Int {
    depth <= CandidateIndex.depth ? 1 : depth <= 100 ? 2 : depth <= 500 ? 3 : 6
  }

  /// The share of the items that are allowed, by a sample.
  private func allowedShare(_ isAllowed: (Int) -> Bool) -> Double {
    let step = max(sample.count / 512, 1)
    let asked = stride(from: 0, to: sample.count, by: step)
    let count = asked.count { isAllowed(Int(sample[$0].item)) }
    return Double(count) / Double(max(sample.count / step, 1))
  }

  /// Finds what the table names, what is in the clusters, and what comes in by other ways.
  ///
  /// - Returns: how many of those found stand for themselves alone in the sum under the softmax.
  private func look(
    at clusters: [Int], _ scores: borrowing ProfileScores, _ limit: Int, _ depth: Int,
    _ found: inout Found, _ isAllowed: (Int) -> Bool
  ) -> Int {
    for number in 0..<scores.table.count {
      let entry = scores.table[number]
      found.add(entry.item, scores.logit(entry), own: entry.own)
    }
    for cluster in clusters {
      for place in Int(index.offsets[cluster])..<Int(index.offsets[cluster + 1]) {
        let item = index.order[place]
        if scores.table.number(of: item) == nil { found.add(item, scores.base(item)) }
      }
    }
    let counted = found.items.count
    addUnfactored(limit, to: &found, scores.table, isAllowed)
    if borrowers.rowCount > 0 { lift(depth, &found, scores) }
    return counted
  }

  /// The best of all that are allowed, each of them scored.
  private func allowed(
    _ scores: borrowing ProfileScores, _ limit: Int, _ isAllowed: (Int) -> Bool
  ) -> [TopK.Entry] {
    var best = TopK(capacity: limit)
    for item in 0..<blend.itemCount where isAllowed(item) {
      best.offer(index: UInt32(item), score: scores.logit(UInt32(item)))
    }
    return best.sorted()
  }

  /// Adds the best of the items without factors: popularity is all they have.
  private func addUnfactored(
    _ limit: Int, to found: inout Found, _ table: borrowing SparseScores,
    _ isAllowed: (Int) -> Bool
  ) {
    let start = Int(index.offsets[index.clusterCount])
    var added = 0
    for item in index.order[start...] {
      guard added < limit else { return }
      guard table.number(of: item) == nil, isAllowed(Int(item)) else { continue }
      found.add(item, blend.weights[.prior] * blend.prior[Int(item)])
      added += 1
    }
  }

  /// Lifts cold items to the weighted mean of those they are like.
  ///
  /// One that gets among the best is like one that would be among them, but for having been seen.
  private func lift(_ limit: Int, _ found: inout Found, _ scores: borrowing ProfileScores) {
    let sources = found.bestUnowned(limit)
    var lifted = SparseScores(
      capacity: sources.reduce(0) { $0 + borrowers.range(ofRow: Int($1)).count })
    for source in sources {
      for entry in borrowers.range(ofRow: Int(source)) {
        let item = borrowers.columns[entry]
        guard lifted.number(of: item) == nil else { continue }
        let logit = scores.logit(item)
        lifted.update(item) { $0.own = logit }
      }
    }
    found.replace(lifted)
  }

  /// The estimated sum of the exponentials of all items that were not looked at.
  private func rest(
    beyond clusters: [Int], _ vector: [Float], shift: Float, _ table: borrowing SparseScores
  ) -> Double {
    let dimension = vector.count
    var isScored = [Bool](repeating: false, count: index.clusterCount + 1)
    for cluster in clusters { isScored[cluster] = true }
    var logits: [Float] = []
    logits.reserveCapacity(sample.count)
    // Sound: the sample has `dimension` factors an item, or none at all.
    sampleFactors.withUnsafeBufferPointer { factors in
      vector.withUnsafeBufferPointer { vector in
        guard let vector = vector.baseAddress else { return }
        for (number, entry) in sample.enumerated()
        where !isScored[entry.cluster] && table.number(of: entry.item) == nil {
          let taste =
            factors.baseAddress.map { Vector.dot($0 + number * dimension, vector, dimension) } ?? 0
          logits.append(taste + blend.weights[.prior] * blend.prior[Int(entry.item)])
        }
      }
    }
    let sum = logits.withUnsafeBufferPointer { logits in
      logits.baseAddress.map { Exponential.sum($0, logits.count, shift: shift) } ?? 0
    }
    return sum * Double(index.order.count) / Double(max(sample.count, 1))
  }
}

/// Items looked at, with their logits.
private struct Found {
  private(set) var items: [UInt32] = []
  private var logits: [Float] = []
  /// What is in the logits for being one of the profile's own.
  private var own: [Float] = []

  init(capacity: Int) {
    items.reserveCapacity(capacity)
    logits.reserveCapacity(capacity)
    own.reserveCapacity(capacity)
  }

  mutating func add(_ item: UInt32, _ logit: Float, own value: Float = 0) {
    items.append(item)
    logits.append(logit + value)
    own.append(value)
  }

  /// The best of those allowed, which is asked only of what is good enough.
  func best(_ limit: Int, where isAllowed: (Int) -> Bool) -> [TopK.Entry] {
    var best = TopK(capacity: limit)
    for (item, logit) in zip(items, logits)
    where best.wouldKeep(index: item, score: logit) && isAllowed(Int(item)) {
      best.offer(index: item, score: logit)
    }
    return best.sorted()
  }

  /// The best, as if none were the profile's own.
  func bestUnowned(_ limit: Int) -> [UInt32] {
    var best = TopK(capacity: limit)
    for place in items.indices {
      best.offer(index: items[place], score: logits[place] - own[place])
    }
    return best.sorted().map(\.index)
  }

  /// Gives items the logits that are in the table as `own`; those not there yet come last.
  mutating func replace(_ others: borrowing SparseScores) {
    guard others.count > 0 else { return }
    var isThere = [Bool](repeating: false, count: others.count)
    for place in items.indices {
      guard let number = others.number(of: items[place]) else { continue }
      logits[place] = others[number].own
      isThere[number] = true
    }
    for number in 0..<others.count where !isThere[number] {
      add(others[number].item, others[number].own)
    }
  }

  /// The sum of the exponentials of the first `count` logits less `shift`.
  func exponentials(_ count: Int, shift: Float) -> Double {
    logits.withUnsafeBufferPointer { logits in
      // Sound: count is at most the number of logits.
      logits.baseAddress.map { Exponential.sum($0, min(count, logits.count), shift: shift) } ?? 0
    }
  }
}
