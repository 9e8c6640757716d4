import Glibc
import Kernels

/// The service's held-out split and its metrics.
enum Evaluation {
  /// How deep lists are looked at.
  static let depth = 25

  /// Users whose newest interactions are held out, and the sequences without those.
  struct Split: Sendable {
    let sequences: Sequences
    let testUsers: [Int]
    /// The held-out items of each test user.
    let truths: [[UInt32]]
  }

  /// Ten per cent of the users, by a seeded hash of their id.
  ///
  /// The newest tenth of each is held out, at least one interaction. Users with a single
  /// interaction cannot be test users.
  static func split(_ sequences: Sequences, users: IdentifierTable, seed: UInt64) -> Split {
    let candidates = (0..<sequences.userCount).filter { sequences.length(ofUser: $0) >= 2 }
    let chosen = candidates.map { (SeededRandom.hash(users.utf8(at: $0), seed: seed), $0) }
      .sorted { $0 < $1 }
      .prefix(max(1, candidates.count / 10))
      .map(\.1)
    var known = sequences
    var truths: [[UInt32]] = []
    for user in chosen {
      let number = max(1, sequences.length(ofUser: user) / 10)
      truths.append(Array(sequences.items[sequences.range(ofUser: user).suffix(number)]))
      known.holdOut(newest: number, ofUser: user)
    }
    return Split(sequences: known, testUsers: chosen, truths: truths)
  }

  /// The best items for each test user, best first, `depth` at most.
  static func lists(_ split: Split, threads: Int, list: (Int) -> [Int]) -> [[Int]] {
    var lists = [[Int]](repeating: [], count: split.testUsers.count)
    lists.withUnsafeMutableBufferPointer { lists in
      // Sound: each user's list goes into its own slot.
      nonisolated(unsafe) let lists = lists
      Parallel.forEachBlock(count: lists.count, blockSize: 8, threads: threads) { _, range in
        for index in range { lists[index] = list(split.testUsers[index]) }
      }
    }
    return lists
  }

  /// The eight metrics of the service, averaged over the test users, rounded to four decimals.
  /// - Parameters:
  ///   - lists: a list for each test user, best first.
  ///   - split: what was held out.
  ///   - itemCount: the size of the catalogue, for the coverage.
  /// - Returns: values by wire key.
  static func metrics(of lists: [[Int]], _ split: Split, itemCount: Int) -> [String: Double] {
    var sums: [String: Double] = [:]
    for (list, truth) in zip(lists, split.truths) {
      for (key, value) in scores(of: list, truth: Set(truth.map(Int.init))) {
        sums[key, default: 0] += value
      }
    }
    var metrics = sums.mapValues { rounded($0 / Double(max(lists.count, 1))) }
    let distinct = Set(lists.joined()).count
    metrics["coverage"] = rounded(Double(distinct) / Double(max(itemCount, 1)))
    return metrics
  }

  /// The metrics of one list.
  static func scores(of list: [Int], truth: Set<Int>) -> [String: Double] {
    let hits = list.prefix(depth).map(truth.contains)
    var scores = [
      "mean_reciprocal_rank_at_25": hits.firstIndex(of: true).map { 1 / Double($0 + 1) } ?? 0
    ]
    for depth in [5, 10, 25] {
      let top = hits.prefix(depth)
      let gain = top.indices.reduce(0.0) { $0 + (top[$1] ? 1 / log2(Double($1) + 2) : 0) }
      let ideal = (0..<min(depth, truth.count)).reduce(0.0) { $0 + 1 / log2(Double($1) + 2) }
      scores["normalized_discounted_cumulative_gain_at_\(depth)"] = ideal > 0 ? gain / ideal : 0
      scores["precision_at_\(depth)"] = Double(top.count { $0 }) / Double(depth)
    }
    return scores
  }

  static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
