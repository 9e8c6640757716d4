import Glibc

/// How much an interaction counts by its age: what is wanted now may differ from what was.
struct Recency: Sendable {
  /// One weight a row of the training data, newest near 1; the mean over all is 1.
  let weights: [Float]

  /// The shortest half-life, a day in seconds.
  private static let shortest = 86_400.0
  /// The half-life as a share of the time the data span.
  private static let share = 0.125
  /// What the oldest interactions keep, so that rules seen long ago are not forgotten.
  private static let floor: Float = 0.5

  init(timestamps: [Int64]) {
    let newest = Double(timestamps.max() ?? 0)
    let span = newest - Double(timestamps.min() ?? 0)
    let halfLife = max(Self.shortest, span * Self.share)
    let raw = timestamps.map { Float(exp2((Double($0) - newest) / halfLife)) }
    let mean = raw.reduce(0.0) { $0 + Double($1) } / Double(max(raw.count, 1))
    weights = raw.map { $0 / Float(mean) }
  }

  /// What each row counts as the start of a rule: milder than in popularity.
  var ruleWeights: [Float] {
    let highest = weights.max() ?? 1
    return weights.map { Self.floor + (1 - Self.floor) * $0 / highest }
  }

  /// The weighted number of interactions in view by item.
  func counts(_ sequences: Sequences) -> [Float] {
    var counts = [Double](repeating: 0, count: sequences.itemCount)
    for user in 0..<sequences.userCount {
      for row in sequences.range(ofUser: user) {
        counts[Int(sequences.items[row])] += Double(weights[row] * sequences.weight(at: row))
      }
    }
    return counts.map { Float($0) }
  }
}
