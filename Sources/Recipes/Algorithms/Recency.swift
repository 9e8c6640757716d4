import Glibc

/// How much an interaction counts by its age: what is wanted now may differ from what was.
struct Recency: Sendable, Equatable {
  /// Seconds after which an interaction counts half; infinite where age does not matter.
  var halfLife: Double

  /// All interactions count the same.
  static let none = Recency(halfLife: .infinity)

  /// The shortest half-life, an hour in seconds.
  private static let shortest = 3600.0
  /// The half-lives to choose from, as shares of the time the data span.
  private static let shares = [0.25, 0.0625, 0.0156]
  /// What an interaction of any age keeps.
  private static let floor = 0.05

  /// The half-life where late interactions are to count more: an eighth of the time, at least a day.
  static func bias(_ timestamps: [Int64]) -> Recency {
    let span = Double(timestamps.max() ?? 0) - Double(timestamps.min() ?? 0)
    return Recency(halfLife: max(86_400, span * 0.125))
  }

  /// Half-lives that suit the time the data span, the longest first; none when it is a moment.
  static func candidates(_ timestamps: [Int64]) -> [Recency] {
    guard let newest = timestamps.max(), let oldest = timestamps.min() else { return [] }
    let span = Double(newest) - Double(oldest)
    return shares.map { Recency(halfLife: span * $0) }.filter { $0.halfLife >= shortest }
  }

  /// The weighted number of interactions in view by item; as many in all as there are.
  func counts(_ sequences: Sequences, timestamps: [Int64]) -> [Float] {
    guard halfLife.isFinite else { return Self.counts(sequences) { _ in 1 } }
    let newest = Double(timestamps.max() ?? 0)
    let weighted = Self.counts(sequences) {
      Self.floor + exp2((Double(timestamps[$0]) - newest) / halfLife)
    }
    let total = weighted.reduce(0) { $0 + Double($1) }
    let factor = total > 0 ? Float(Double(sequences.count) / total) : 0
    return weighted.map { $0 * factor }
  }

  private static func counts(_ sequences: Sequences, _ weight: (Int) -> Double) -> [Float] {
    var counts = [Double](repeating: 0, count: sequences.itemCount)
    for user in 0..<sequences.userCount {
      for row in sequences.range(ofUser: user) {
        counts[Int(sequences.items[row])] += weight(row) * Double(sequences.weight(at: row))
      }
    }
    return counts.map { Float($0) }
  }
}

extension Recency {
  /// What each row counts as the start of a rule, one half to 1: rules seen long ago still hold.
  func ruleWeights(_ timestamps: [Int64]) -> [Float] {
    let newest = Double(timestamps.max() ?? 0)
    return timestamps.map { 0.5 + 0.5 * Float(exp2((Double($0) - newest) / halfLife)) }
  }
}
