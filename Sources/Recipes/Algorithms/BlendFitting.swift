import Glibc
import Kernels

/// Finds a blend's weights on interactions that its members have not seen.
///
/// The shares are those that rank the held-out items highest (mean of 1/log2(1 + rank), one weight
/// after the other over a few values); the scale is the one that makes them most probable. Of
/// shares that are not clearly different, the one nearest to the start is taken.
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

  private static let ruleShares: [Float] = [0.05, 0.15, 0.25, 0.4, 0.5, 0.6, 0.75, 0.85, 0.95]
  private static let priors: [Float] = [-0.3, -0.15, 0, 0.15, 0.3]
  private static let seenWeights: [Float] = [BlendTraining.behind, -2, -0.5, 0, 0.5, 1, 2]

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
    var weights = blend.weights
    func choose(_ candidates: [Blend.Weights]) {
      weights = best(of: candidates, start: weights) { features.gains($0, threads: threads) }
    }
    func chooseSeen() { choose(seenWeights.map { weights.with(seen: $0) }) }
    if fitsSeen { chooseSeen() }
    choose(ruleShares.map { weights.with(rules: $0, taste: 1 - $0) })
    choose(priors.map { weights.with(prior: $0) })
    if fitsSeen { chooseSeen() }
    return scaled(weights, by: bestScale(features, weights, threads))
  }

  /// The candidate with the highest mean gain, unless one nearer to the start is as good.
  private static func best(
    of candidates: [Blend.Weights], start: Blend.Weights,
    gains: (Blend.Weights) -> [Double]
  ) -> Blend.Weights {
    let trials = candidates.map { (weights: $0, gains: gains($0)) }
    guard
      let winner = trials.max(by: { $0.gains.reduce(0, +) < $1.gains.reduce(0, +) })
    else { return start }
    let near = trials.filter { isAsGood($0.gains, as: winner.gains) }
      .min { distance($0.weights, start) < distance($1.weights, start) }
    return (near ?? winner).weights
  }

  /// Whether the mean paired difference is within half its standard error.
  private static func isAsGood(_ gains: [Double], as best: [Double]) -> Bool {
    let differences = zip(best, gains).map { $0 - $1 }
    let count = Double(differences.count)
    let mean = differences.reduce(0, +) / count
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return mean <= 0.5 * (variance / count).squareRoot()
  }

  private static func distance(_ one: Blend.Weights, _ other: Blend.Weights) -> Float {
    abs(one.rules - other.rules) + abs(one.prior - other.prior)
      + min(abs(one.seen - other.seen), 5)
  }

  /// Golden-section search for the most probable scale, between 1/8 and 16.
  private static func bestScale(
    _ features: BlendFeatures, _ weights: Blend.Weights, _ threads: Int
  ) -> Float {
    func likelihood(_ exponent: Float) -> Double {
      features.logLikelihood(scaled(weights, by: exp2f(exponent)), threads: threads)
    }
    let ratio: Float = 0.618_034
    var (low, high): (Float, Float) = (-3, 4)
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (atLeft, atRight) = (likelihood(left), likelihood(right))
    for _ in 0..<10 {
      if atLeft > atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - ratio * (high - low)
        atLeft = likelihood(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + ratio * (high - low)
        atRight = likelihood(right)
      }
    }
    return exp2f((low + high) / 2)
  }

  /// All weights times a factor; what is behind all others stays there.
  private static func scaled(_ weights: Blend.Weights, by factor: Float) -> Blend.Weights {
    Blend.Weights(
      rules: weights.rules * factor, taste: weights.taste * factor,
      prior: weights.prior * factor,
      seen: weights.seen <= BlendTraining.behind ? weights.seen : weights.seen * factor)
  }
}

extension Blend.Weights {
  /// A copy with some weights replaced.
  fileprivate func with(
    rules: Float? = nil, taste: Float? = nil, prior: Float? = nil, seen: Float? = nil
  ) -> Self {
    Self(
      rules: rules ?? self.rules, taste: taste ?? self.taste, prior: prior ?? self.prior,
      seen: seen ?? self.seen)
  }
}
