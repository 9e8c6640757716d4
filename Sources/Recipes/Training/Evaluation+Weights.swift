import Glibc

/// Metrics of trainings that weigh events or have an objective.
extension Evaluation {
  /// Normalised discounted cumulative gains in which a hit counts what its interaction does.
  static func weightedGains(_ lists: [[Int]], _ split: Split) -> [String: Double] {
    guard !split.sequences.weights.isEmpty else { return [:] }
    var sums: [Int: Double] = [:]
    for (index, user) in split.testUsers.enumerated() {
      let start = split.sequences.range(ofUser: user).upperBound
      var weights: [Int: Double] = [:]
      for (step, item) in split.truths[index].enumerated() {
        let weight = Double(split.sequences.weights[start + step])
        weights[Int(item)] = max(weights[Int(item)] ?? 0, weight)
      }
      let best = weights.values.sorted(by: >)
      for depth in [5, 10, 25] {
        let gain = lists[index].prefix(depth).enumerated().reduce(0.0) {
          $0 + (weights[$1.element] ?? 0) / log2(Double($1.offset) + 2)
        }
        let ideal = best.prefix(depth).enumerated().reduce(0.0) {
          $0 + $1.element / log2(Double($1.offset) + 2)
        }
        sums[depth, default: 0] += ideal > 0 ? gain / ideal : 0
      }
    }
    var metrics: [String: Double] = [:]
    for (depth, sum) in sums {
      metrics["normalized_discounted_cumulative_gain_with_event_weights_at_\(depth)"] = rounded(
        sum / Double(max(split.testUsers.count, 1)))
    }
    return metrics
  }

  /// The share of the reward of all held-out items that the lists' hits bring, averaged over the
  /// users who had any reward to bring.
  static func averageRewards(
    _ lists: [[Int]], _ split: Split, values: [Float]
  ) -> [String: Double] {
    let highest = values.reduce(Float(0)) { $1.isNaN ? $0 : max($0, $1) }
    guard highest > 0 else { return [:] }
    func reward(_ item: Int) -> Double {
      values[item].isNaN ? 0 : Double(max(values[item], 0) / highest)
    }
    var (sum, count) = (0.0, 0)
    for (list, truth) in zip(lists, split.truths) {
      let items = Set(truth.map(Int.init))
      let possible = items.reduce(0.0) { $0 + reward($1) }
      guard possible > 0 else { continue }
      let brought = Set(list.prefix(depth)).intersection(items).reduce(0.0) { $0 + reward($1) }
      sum += brought / possible
      count += 1
    }
    return ["average_rewards_at_k": rounded(sum / Double(max(count, 1)))]
  }
}
