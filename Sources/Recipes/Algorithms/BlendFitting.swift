import Glibc
import Kernels

/// Finds a blend's weights on interactions that its members have not seen.
///
/// The shares are those that rank the held-out items highest (mean of 1/log2(1 + rank), one weight
/// after the other over a few values); the scale is the one that makes them most probable. Of
/// shares that are not clearly different, the one nearest to the start is taken.
enum BlendFitting {
  /// Newest interactions of one user, held out.
  struct Case: Sendable {
    /// The user before them.
    let profile: Blend.Profile
    let targets: [UInt32]
    /// What the targets count on average.
    var weight = 1.0
  }

  /// How many (case, item) pairs are scored at most.
  static let maxPairs = 200_000_000
  /// Fewer cases than this say too little: the start is kept.
  static let minCases = 20
  /// Fewer cases than this say too little of decays.
  private static let minDecayCases = 100
  /// How often all weights are gone through.
  private static let maxRounds = 2
  /// What a decay is multiplied or divided by, step by step.
  private static let decayFactor: Float = 2.5
  /// The steps a decay may go either way.
  private static let decaySteps = 2

  private static let ruleShares: [Float] = [
    0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98,
  ]
  private static let additions: [Float] = [0, 0.1, 0.2, 0.35, 0.5, 0.8]
  private static let priors: [Float] = [-0.3, -0.15, 0, 0.15, 0.3, 0.6, 1]
  private static let seenWeights: [Float] = [BlendTraining.behind, -2, -0.5, 0, 0.5, 1, 2, 4, 8]
  private static let ownWeights: [Float] = [0, 0.25, 0.5, 1, 2, -0.25]

  /// - Parameters:
  ///   - blend: trained members; its weights are the start.
  ///   - cases: held-out interactions.
  ///   - fitsSeen: whether the weight of seen items is free; else it stays as it is.
  ///   - fitsDecay: whether the decays are free.
  ///   - threads: the most to use.
  /// - Returns: the best weights and decays, or the start when there are too few cases.
  static func fit(
    _ blend: Blend, cases: [Case], fitsSeen: Bool, fitsDecay: Bool, threads: Int
  ) -> (weights: Blend.Weights, decay: Blend.Decay) {
    let count = min(cases.count, max(maxPairs / max(blend.itemCount, 1), minCases))
    guard count >= minCases else { return (blend.weights, blend.decay) }
    let cases = Array(cases.prefix(count))
    var members: Set<Blend.Member> = [.rules, .taste, .prior, .seen]
    if blend.neighbours.rowCount > 0 { members.insert(.neighbours) }
    if fitsSeen { members.insert(.own) }
    let fitsDecay = fitsDecay && cases.count >= minDecayCases
    var fit = Fit(blend: blend, members: members, threads: threads)
    var features = BlendFeatures(blend, cases: cases, members: members, threads: threads)
    if fitsDecay, fit.chooseDecays(features, alone: true) { features = fit.features(cases) }
    fit.chooseWeights(features, fitsSeen: fitsSeen)
    // The decays that suit the start's weights may not suit these.
    if fitsDecay, fit.chooseDecays(features, alone: false) {
      features = fit.features(cases)
      fit.chooseWeights(features, fitsSeen: fitsSeen)
    }
    let weights = fit.blend.weights
    return (scaled(weights, by: bestScale(features, weights, threads)), fit.blend.decay)
  }

  /// Weights and decays on their way from the start to the best.
  private struct Fit {
    var blend: Blend
    let members: Set<Blend.Member>
    let threads: Int

    func features(_ cases: [Case]) -> BlendFeatures {
      BlendFeatures(blend, cases: cases, members: members, threads: threads)
    }

    /// Takes the weights that rank best, one after the other.
    mutating func chooseWeights(_ features: BlendFeatures, fitsSeen: Bool) {
      var weights = blend.weights
      func choose(_ candidates: [Blend.Weights]) {
        weights = best(of: candidates, start: weights) { features.gains($0, threads: threads) }
      }
      func choose(_ member: Blend.Member, _ values: [Float]) {
        guard members.contains(member) else { return }
        choose(values.map { weights.with(member, $0) })
      }
      for _ in 0..<maxRounds {
        let before = weights
        if fitsSeen {
          choose(.seen, seenWeights)
          choose(.own, ownWeights)
        }
        let both = weights[.rules] + weights[.taste]
        choose(
          ruleShares.map { weights.with(.rules, $0 * both).with(.taste, both - $0 * both) })
        choose(.neighbours, additions)
        choose(.prior, priors)
        if weights == before { break }
      }
      blend.weights = weights
    }

    /// Takes the decays that rank best with the weights as they are, or each member alone.
    /// - Returns: whether they are others than before.
    mutating func chooseDecays(_ features: BlendFeatures, alone: Bool) -> Bool {
      let start = blend.decay
      var features = features
      let paths: [(WritableKeyPath<Blend.Decay, Float>, Set<Blend.Member>)] = [
        (\.rules, [.rules, .neighbours]), (\.taste, [.taste]),
      ]
      for (path, concerned) in paths where concerned.contains(where: { blend.weights[$0] != 0 }) {
        var weights = blend.weights
        if alone {
          for member in [Blend.Member.rules, .taste] where !concerned.contains(member) {
            weights[member] = 0
          }
        }
        var gains = features.gains(weights, threads: threads)
        for factor in [1 / decayFactor, decayFactor] {
          for _ in 0..<decaySteps {
            var trial = blend
            trial.decay[keyPath: path] *= factor
            let rescored = features.rescored(
              by: trial, members: concerned.intersection(members), threads: threads)
            let found = rescored.gains(weights, threads: threads)
            guard !isAsGood(gains, as: found, errors: 0.5) else { break }
            (blend, features, gains) = (trial, rescored, found)
          }
        }
      }
      return blend.decay != start
    }
  }

  /// For each case the mean log-probability of its targets under a softmax of the prior alone.
  static func logLikelihoods(_ prior: [Float], _ cases: [Case]) -> [Double] {
    let total = log(prior.reduce(0.0) { $0 + exp(Double($1)) })
    return cases.map { one in
      let sum = one.targets.reduce(0.0) { $0 + Double(prior[Int($1)]) }
      return sum / Double(max(one.targets.count, 1)) - total
    }
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
    let near = trials.filter { isAsGood($0.gains, as: winner.gains, errors: 0.5) }
      .min { distance($0.weights, start) < distance($1.weights, start) }
    return (near ?? winner).weights
  }

  /// Whether the mean paired difference is within some standard errors.
  static func isAsGood(
    _ gains: [Double], as best: [Double], errors: Double
  ) -> Bool {
    let differences = zip(best, gains).map { $0 - $1 }
    let count = Double(differences.count)
    let mean = differences.reduce(0, +) / count
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return mean <= errors * (variance / count).squareRoot()
  }

  private static func distance(_ one: Blend.Weights, _ other: Blend.Weights) -> Float {
    zip(one.values, other.values).reduce(0) { $0 + min(abs($1.0 - $1.1), 5) }
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
    var scaled = weights
    for member in Blend.Member.allCases {
      if member == .seen, weights[.seen] <= BlendTraining.behind { continue }
      scaled[member] *= factor
    }
    return scaled
  }
}
