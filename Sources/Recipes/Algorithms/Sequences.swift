/// Each user's items in time order: a view of the training data that can leave the newest out.
struct Sequences: Sendable {
  /// All item numbers, user after user.
  let items: [UInt32]
  /// Where each user's part starts and ends; rows from there to the next start are held out.
  private(set) var starts: [Int]
  private(set) var ends: [Int]
  let itemCount: Int
  /// What each interaction counts; empty where all count alike.
  let weights: [Float]

  init(_ data: TrainingData) {
    items = data.itemIDs
    starts = Array(data.userOffsets.dropLast())
    ends = Array(data.userOffsets.dropFirst())
    itemCount = data.items.count
    weights = data.rowWeights
  }

  var userCount: Int { starts.count }

  /// The number of interactions in view.
  var count: Int {
    var count = 0
    for user in 0..<userCount { count += ends[user] - starts[user] }
    return count
  }

  /// What an interaction counts.
  @inline(__always)
  func weight(at row: Int) -> Float { weights.isEmpty ? 1 : weights[row] }

  func range(ofUser user: Int) -> Range<Int> { starts[user]..<ends[user] }

  func length(ofUser user: Int) -> Int { ends[user] - starts[user] }

  /// The weighted number of interactions in view by item.
  func totals() -> [Float] {
    var totals = [Float](repeating: 0, count: itemCount)
    for user in 0..<userCount {
      for row in range(ofUser: user) { totals[Int(items[row])] += weight(at: row) }
    }
    return totals
  }

  /// Leaves the newest `number` interactions of a user out of view.
  mutating func holdOut(newest number: Int, ofUser user: Int) {
    ends[user] = max(starts[user], ends[user] - number)
  }

  /// Leaves out users whose history is shorter or longer than the percentiles say.
  ///
  /// Percentiles are of the lengths of all users with a history, 0 to 1, both bounds included.
  mutating func keepUsers(fromPercentile low: Double, toPercentile high: Double) {
    guard low > 0 || high < 1 else { return }
    let lengths = (0..<userCount).map { length(ofUser: $0) }
    guard let bounds = Percentiles.bounds(of: lengths.filter { $0 > 0 }, from: low, to: high) else {
      return
    }
    for user in 0..<userCount where !bounds.contains(lengths[user]) { ends[user] = starts[user] }
  }
}

/// Bounds between two percentiles of a list of counts.
enum Percentiles {
  /// The values at both percentiles (nearest rank); `nil` when the list is empty.
  static func bounds(of counts: [Int], from low: Double, to high: Double) -> ClosedRange<Int>? {
    let sorted = counts.sorted()
    guard !sorted.isEmpty else { return nil }
    func value(at share: Double) -> Int {
      let clamped = min(max(share.isNaN ? 0 : share, 0), 1)
      return sorted[min(Int((Double(sorted.count - 1) * clamped).rounded()), sorted.count - 1)]
    }
    let lower = value(at: low)
    return lower...max(lower, value(at: high))
  }
}
