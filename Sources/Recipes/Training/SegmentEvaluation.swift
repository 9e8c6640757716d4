import Kernels

/// The split and the metrics of user segments: the newest fifth of every user is held out.
struct SegmentEvaluation: Sendable {
  /// A segment to be made, and the users who turned out to belong to it.
  struct Case: Sendable {
    /// The items asked for; one for item affinity.
    let items: [Int]
    let isSingle: Bool
    let truth: Set<Int>
  }

  /// The most segments that are made to judge a model by.
  static let maxCases = 500

  let sequences: Sequences
  private let heldOut: [[UInt32]]
  private let seed: UInt64

  init(_ all: Sequences, seed: UInt64) {
    var known = all
    var heldOut = [[UInt32]](repeating: [], count: all.userCount)
    for user in 0..<all.userCount where all.length(ofUser: user) >= 2 {
      let number = max(1, all.length(ofUser: user) / 5)
      heldOut[user] = Array(all.items[all.range(ofUser: user).suffix(number)])
      known.holdOut(newest: number, ofUser: user)
    }
    sequences = known
    self.heldOut = heldOut
    self.seed = seed
  }

  /// A case for each item that was held out for anyone, `maxCases` of them by a seeded hash.
  func itemCases() -> [Case] {
    var users = [Set<Int>](repeating: [], count: sequences.itemCount)
    for user in heldOut.indices {
      for item in heldOut[user] { users[Int(item)].insert(user) }
    }
    return chosen(
      users.indices.filter { !users[$0].isEmpty }.map {
        Case(items: [$0], isSingle: true, truth: users[$0])
      })
  }

  /// A case for items of one attribute; `nil` when nobody had one of them in the held-out part.
  func attributeCase(_ items: [Int]) -> Case? {
    let wanted = Set(items.map { UInt32($0) })
    let truth = heldOut.indices.filter { user in heldOut[user].contains { wanted.contains($0) } }
    return truth.isEmpty ? nil : Case(items: items, isSingle: false, truth: Set(truth))
  }

  /// Two sets of cases: one to choose weights by, one to judge by.
  func halves(of cases: [Case]) -> (tuning: [Case], judging: [Case]) {
    let cases = chosen(cases)
    let tuning = cases.indices.filter { $0 % 2 == 0 }.map { cases[$0] }
    let judging = cases.indices.filter { $0 % 2 == 1 }.map { cases[$0] }
    return (tuning, judging)
  }

  private func chosen(_ cases: [Case]) -> [Case] {
    guard cases.count > Self.maxCases else { return cases }
    return cases.indices.map { (SeededRandom.mixed(seed ^ UInt64($0) &* 0x9E37_79B9), $0) }
      .sorted { $0 < $1 }
      .prefix(Self.maxCases)
      .map { cases[$0.1] }
  }

  /// The weights that find most of the right users, one after the other over a few values.
  func bestWeights(
    _ affinity: UserAffinity, _ cases: [Case], _ histories: UserHistories, threads: Int
  ) -> UserAffinity.Weights {
    var best = affinity.weights
    guard cases.count >= BlendFitting.minCases else { return best }
    let cases = Array(cases.prefix(60))
    func gain(_ weights: UserAffinity.Weights) -> Double {
      var trial = affinity
      trial.weights = weights
      return averages(trial, cases, histories, threads: threads).gain
    }
    var highest = gain(best)
    func consider(_ change: (inout UserAffinity.Weights) -> Void) {
      var weights = best
      change(&weights)
      let value = gain(weights)
      if value > highest * 1.01 { (best, highest) = (weights, value) }
    }
    let start = best
    for value: Float in [0, 0.5, 2] { consider { $0.history = value * start.history } }
    for value: Float in [0, 0.5, 2] { consider { $0.taste = value * start.taste } }
    for value: Float in [0, 1, 1.5] { consider { $0.activity = value } }
    return best
  }

  /// Hits and recall among the top per cent of the users, and how many users appear at all.
  func metrics(
    _ affinity: UserAffinity, _ cases: [Case], _ histories: UserHistories, threads: Int
  ) -> [String: Double] {
    let averages = averages(affinity, cases, histories, threads: threads)
    return [
      "coverage": Evaluation.rounded(averages.coverage),
      "hits_at_1_percent": Evaluation.rounded(averages.hits),
      "recall_at_1_percent": Evaluation.rounded(averages.recall),
    ]
  }

  private struct Averages {
    var hits = 0.0
    var recall = 0.0
    /// Share of the right users among as many first ones as there are right users.
    var gain = 0.0
    var coverage = 0.0
  }

  private func averages(
    _ affinity: UserAffinity, _ cases: [Case], _ histories: UserHistories, threads: Int
  ) -> Averages {
    guard !cases.isEmpty else { return Averages() }
    let userCount = histories.userCount
    let share = max(1, userCount / 100)
    var lists = [[UInt32]](repeating: [], count: cases.count)
    lists.withUnsafeMutableBufferPointer { lists in
      // Sound: each case's list goes into its own slot.
      nonisolated(unsafe) let lists = lists
      Parallel.forEachBlock(count: cases.count, blockSize: 4, threads: threads) { _, range in
        for index in range {
          let item = cases[index]
          let logits =
            item.isSingle
            ? affinity.logits(forItem: item.items[0], histories)
            : affinity.logits(forItems: item.items, histories)
          var best = TopK(capacity: max(share, item.truth.count))
          logits.withUnsafeBufferPointer { best.offer($0) { _ in true } }
          lists[index] = best.sorted().map(\.index)
        }
      }
    }
    var sums = Averages()
    var covered = Set<UInt32>()
    for (list, item) in zip(lists, cases) {
      let top = list.prefix(share)
      let hits = top.count { item.truth.contains(Int($0)) }
      let right = list.prefix(item.truth.count).count { item.truth.contains(Int($0)) }
      sums.hits += Double(hits)
      sums.recall += Double(hits) / Double(item.truth.count)
      sums.gain += Double(right) / Double(item.truth.count)
      covered.formUnion(top)
    }
    let count = Double(cases.count)
    return Averages(
      hits: sums.hits / count, recall: sums.recall / count, gain: sums.gain / count,
      coverage: Double(covered.count) / Double(max(userCount, 1)))
  }
}
