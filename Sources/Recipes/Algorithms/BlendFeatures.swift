import Glibc
import Kernels

/// The members' z-scores for held-out cases, and how well weights over them do.
struct BlendFeatures: Sendable {
  private let itemCount: Int
  private let cases: [BlendFitting.Case]
  private let prior: [Float]
  /// Rules, then taste, `itemCount` each, a case after the other.
  private var scores: [Float]

  init(_ blend: Blend, cases: [BlendFitting.Case], threads: Int) {
    let itemCount = blend.itemCount
    self.itemCount = itemCount
    self.cases = cases
    prior = blend.prior
    scores = [Float](repeating: 0, count: cases.count * itemCount * 2)
    // Sound: each case writes its own two vectors.
    scores.withUnsafeMutableBufferPointer { scores in
      guard let scores = scores.baseAddress else { return }
      Parallel.forEachBlock(count: cases.count, blockSize: 4, threads: threads) { _, range in
        for index in range {
          let rules = scores + index * 2 * itemCount
          blend.addRules(cases[index].profile, to: rules)
          Self.standardize(rules, itemCount)
          blend.addTaste(cases[index].profile, to: rules + itemCount)
          Self.standardize(rules + itemCount, itemCount)
        }
      }
    }
  }

  /// For each case 1/log2(1 + rank) of the target among all items.
  func gains(_ weights: Blend.Weights, threads: Int) -> [Double] {
    forEachCase(weights, threads: threads) { logits, target in
      var better = 0
      let bound = logits[target]
      for item in 0..<itemCount { better += logits[item] > bound ? 1 : 0 }
      return 1 / log2(Double(better) + 2)
    }
  }

  /// The sum of the targets' log-probabilities.
  func logLikelihood(_ weights: Blend.Weights, threads: Int) -> Double {
    let logs = forEachCase(weights, threads: threads) { logits, target in
      let highest = Vector.maximum(logits, itemCount)
      return Double(logits[target] - highest)
        - log(Exponential.sum(logits, itemCount, shift: highest))
    }
    return logs.reduce(0, +)
  }

  /// Calls `body` with each case's logits and target; results are in the order of the cases.
  private func forEachCase(
    _ weights: Blend.Weights, threads: Int, _ body: (UnsafePointer<Float>, Int) -> Double
  ) -> [Double] {
    var results = [Double](repeating: 0, count: cases.count)
    guard itemCount > 0 else { return results }
    results.withUnsafeMutableBufferPointer { results in
      // Sound: each case writes its own slot.
      nonisolated(unsafe) let results = results
      Parallel.forEachBlock(count: cases.count, blockSize: 4, threads: threads) { _, range in
        let logits = UnsafeMutablePointer<Float>.allocate(capacity: itemCount)
        defer { logits.deallocate() }
        for index in range {
          fill(logits, index, weights)
          results[index] = body(logits, Int(cases[index].target))
        }
      }
    }
    return results
  }

  private func fill(
    _ logits: UnsafeMutablePointer<Float>, _ index: Int, _ weights: Blend.Weights
  ) {
    // Sound: a case's vectors have itemCount elements each, as has the prior.
    logits.initialize(repeating: 0, count: itemCount)
    scores.withUnsafeBufferPointer { scores in
      prior.withUnsafeBufferPointer { prior in
        guard let base = scores.baseAddress, let prior = prior.baseAddress else { return }
        let rules = base + index * 2 * itemCount
        Vector.axpy(weights.rules, rules, logits, itemCount)
        Vector.axpy(weights.taste, rules + itemCount, logits, itemCount)
        if weights.prior != 0 { Vector.axpy(weights.prior, prior, logits, itemCount) }
      }
    }
    for item in Set(cases[index].profile) { logits[Int(item)] += weights.seen }
  }

  private static func standardize(_ values: UnsafeMutablePointer<Float>, _ count: Int) {
    let (mean, deviation) = Blend.standard(values, count)
    let factor = deviation > 0 ? 1 / deviation : 0
    for index in 0..<count { values[index] = (values[index] - mean) * factor }
  }
}
