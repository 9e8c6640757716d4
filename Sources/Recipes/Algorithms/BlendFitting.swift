import Glibc
import Kernels

/// Finds a blend's weights on interactions that its members have not seen.
///
/// A multinomial logit: the weights that make the held-out items most probable, by Newton's method
/// with backtracking on a concave likelihood and a weak normal prior around the start.
enum BlendFitting {
  /// One held-out interaction.
  struct Case: Sendable {
    /// The user's items before it, newest first.
    let profile: [UInt32]
    let target: UInt32
  }

  /// How many (case, item) pairs are looked at at most.
  static let maxPairs = 16_000_000
  /// Fewer cases than this say too little: the start is kept.
  static let minCases = 20
  private static let weightCount = 4

  /// - Parameters:
  ///   - blend: trained members; its weights are the start.
  ///   - cases: held-out interactions.
  ///   - fitsSeen: whether the weight of seen items is free; else it stays as it is.
  ///   - threads: the most to use.
  /// - Returns: the best weights, or the start when there are too few cases.
  static func fit(
    _ blend: Blend, cases: [Case], fitsSeen: Bool, threads: Int
  ) -> Blend.Weights {
    let count = min(cases.count, max(maxPairs / max(blend.itemCount, 1), minCases))
    guard count >= minCases else { return blend.weights }
    let features = BlendFeatures(blend, cases: Array(cases.prefix(count)), threads: threads)
    let start = vector(blend.weights)
    let free = [true, true, true, fitsSeen]
    var weights = start
    var current = features.objective(weights, start: start, threads: threads)
    for _ in 0..<20 {
      guard let step = newtonStep(current, free: free) else { break }
      var scale = 1.0
      var improved = false
      while scale > 1e-3, !improved {
        let candidate = zip(weights, step).map { $0 + scale * $1 }
        let next = features.objective(candidate, start: start, threads: threads)
        if next.value > current.value {
          improved = next.value - current.value > 1e-6 * Double(count)
          (weights, current) = (candidate, next)
          if !improved { break }
        }
        scale /= 2
      }
      guard improved else { break }
    }
    return Blend.Weights(
      rules: max(Float(weights[0]), 0.05), taste: max(Float(weights[1]), 0.05),
      prior: Float(weights[2]), seen: Float(weights[3]))
  }

  static func vector(_ weights: Blend.Weights) -> [Double] {
    [Double(weights.rules), Double(weights.taste), Double(weights.prior), Double(weights.seen)]
  }

  /// Solves the 4 x 4 Newton system over the free weights by elimination.
  private static func newtonStep(_ objective: BlendFeatures.Objective, free: [Bool]) -> [Double]? {
    var matrix = objective.information
    var step = objective.gradient
    for index in 0..<weightCount where !free[index] {
      for other in 0..<weightCount {
        matrix[index * weightCount + other] = 0
        matrix[other * weightCount + index] = 0
      }
      matrix[index * weightCount + index] = 1
      step[index] = 0
    }
    for pivot in 0..<weightCount {
      guard matrix[pivot * weightCount + pivot] > 1e-12 else { return nil }
      for row in pivot + 1..<weightCount {
        let factor = matrix[row * weightCount + pivot] / matrix[pivot * weightCount + pivot]
        for column in pivot..<weightCount {
          matrix[row * weightCount + column] -= factor * matrix[pivot * weightCount + column]
        }
        step[row] -= factor * step[pivot]
      }
    }
    for row in stride(from: weightCount - 1, through: 0, by: -1) {
      for column in row + 1..<max(weightCount, row + 1) {
        step[row] -= matrix[row * weightCount + column] * step[column]
      }
      step[row] /= matrix[row * weightCount + row]
    }
    return step.allSatisfy(\.isFinite) ? step : nil
  }
}

/// The members' z-scores for each case, and the likelihood of weights over them.
struct BlendFeatures: Sendable {
  /// The value, gradient and information matrix of the log-likelihood at some weights.
  struct Objective: Sendable {
    var value = 0.0
    var gradient = [Double](repeating: 0, count: 4)
    var information = [Double](repeating: 0, count: 16)
  }

  private let itemCount: Int
  private let cases: [BlendFitting.Case]
  private let prior: [Float]
  /// Rules, then taste, a case after the other.
  private var scores: [Float]

  init(_ blend: Blend, cases: [BlendFitting.Case], threads: Int) {
    itemCount = blend.itemCount
    self.cases = cases
    prior = blend.prior
    scores = [Float](repeating: 0, count: cases.count * blend.itemCount * 2)
    let itemCount = blend.itemCount
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

  /// The mean is taken over blocks in order, so it does not depend on the number of threads.
  func objective(_ weights: [Double], start: [Double], threads: Int) -> Objective {
    var parts = [Objective](repeating: Objective(), count: cases.count)
    parts.withUnsafeMutableBufferPointer { parts in
      // Sound: each case writes its own slot.
      nonisolated(unsafe) let parts = parts
      Parallel.forEachBlock(count: cases.count, blockSize: 4, threads: threads) { _, range in
        var logits = [Float](repeating: 0, count: itemCount)
        for index in range { parts[index] = likelihood(of: index, weights, &logits) }
      }
    }
    var total = Objective()
    for part in parts {
      total.value += part.value
      for index in 0..<4 { total.gradient[index] += part.gradient[index] }
      for index in 0..<16 { total.information[index] += part.information[index] }
    }
    // A prior as weak as one observation with unit variance.
    for index in 0..<4 {
      let distance = weights[index] - start[index]
      total.value -= distance * distance / 2
      total.gradient[index] -= distance
      total.information[index * 4 + index] += 1
    }
    return total
  }

  private func likelihood(
    of index: Int, _ weights: [Double], _ logits: inout [Float]
  ) -> Objective {
    let target = Int(cases[index].target)
    let seen = Set(cases[index].profile)
    return scores.withUnsafeBufferPointer { scores in
      prior.withUnsafeBufferPointer { prior in
        let rules = UnsafeBufferPointer(
          rebasing: scores[index * 2 * itemCount..<(index * 2 + 1) * itemCount])
        let taste = UnsafeBufferPointer(
          rebasing: scores[(index * 2 + 1) * itemCount..<(index * 2 + 2) * itemCount])
        let single = weights.map { Float($0) }
        for item in 0..<itemCount {
          logits[item] =
            single[0] * rules[item] + single[1] * taste[item] + single[2] * prior[item]
        }
        for item in seen { logits[Int(item)] += single[3] }
        let isSeen = seen.contains(UInt32(target))
        let atTarget = [
          Double(rules[target]), Double(taste[target]), Double(prior[target]), isSeen ? 1 : 0,
        ]
        return Self.moments(logits, rules, taste, prior, seen, target: target, atTarget)
      }
    }
  }

  private static func moments(
    _ logits: [Float], _ rules: UnsafeBufferPointer<Float>, _ taste: UnsafeBufferPointer<Float>,
    _ prior: UnsafeBufferPointer<Float>, _ seen: Set<UInt32>, target: Int, _ atTarget: [Double]
  ) -> Objective {
    let highest = logits.reduce(-Float.infinity) { max($0, $1) }
    var sum = 0.0
    var first = SIMD4<Double>.zero
    var seconds = [SIMD4<Double>](repeating: .zero, count: 4)
    for item in logits.indices {
      let mass = Double(expf(logits[item] - highest))
      guard mass > 1e-9 else { continue }
      let feature = SIMD4(Double(rules[item]), Double(taste[item]), Double(prior[item]), 0)
      let weighted = feature * mass
      sum += mass
      first += weighted
      seconds[0] += weighted * feature.x
      seconds[1] += weighted * feature.y
      seconds[2] += weighted * feature.z
    }
    for item in seen.sorted() {
      let mass = Double(expf(logits[Int(item)] - highest))
      let feature = SIMD4(
        Double(rules[Int(item)]), Double(taste[Int(item)]), Double(prior[Int(item)]), 1)
      first.w += mass
      seconds[3] += feature * mass
      for row in 0..<3 { seconds[row].w += feature[row] * mass }
    }
    var objective = Objective()
    objective.value = Double(logits[target] - highest) - log(sum)
    for row in 0..<4 {
      objective.gradient[row] = atTarget[row] - first[row] / sum
      for column in 0..<4 {
        objective.information[row * 4 + column] =
          seconds[row][column] / sum - first[row] * first[column] / (sum * sum)
      }
    }
    return objective
  }

  private static func standardize(_ values: UnsafeMutablePointer<Float>, _ count: Int) {
    let (mean, deviation) = Blend.standard(values, count)
    let factor = deviation > 0 ? 1 / deviation : 0
    for index in 0..<count { values[index] = (values[index] - mean) * factor }
  }
}
