import Glibc
import Kernels

/// The sequence-aware scorer: rules and taste on a common scale, over a popularity prior.
///
/// A user's logit for an item is the weighted sum of the z-score of the decayed rules, the z-score
/// of the decayed taste and the log-popularity; its softmax over all items is the score.
struct Blend: Sendable, Equatable {
  /// How much each member counts; found on held-out interactions.
  struct Weights: Sendable, Equatable {
    var rules: Float = 1
    var taste: Float = 1
    var prior: Float = 0
    /// Added for an item the user already interacted with.
    var seen: Float = 0
  }

  /// How fast a profile forgets: the k-th newest event weighs exp(-k/decay).
  struct Decay: Sendable, Equatable {
    var rules: Float = 5
    var taste: Float = 8
    /// The most events a profile uses.
    var maxEvents = 50
  }

  let rules: SparseRows
  let taste: ImplicitFactors
  /// Log-popularity by item.
  let prior: [Float]
  var weights: Weights
  let decay: Decay
  /// What cold items borrow from others.
  var cold = ColdStart.Borrowing.none
  /// What users' attributes and circumstances add.
  var attributes = BlendAttributes.none

  var itemCount: Int { prior.count }

  /// Writes every item's logit.
  /// - Parameters:
  ///   - profile: the user's items, newest first; the newest `decay.maxEvents` say what is wanted,
  ///     all of them what was seen.
  ///   - features: attributes of the user and the circumstances, numbers of `attributes`.
  ///   - logits: `itemCount` elements.
  func score(
    profile: [UInt32], features: [UInt32] = [], into logits: UnsafeMutablePointer<Float>
  ) {
    guard !profile.isEmpty else {
      prior.withUnsafeBufferPointer { prior in
        for item in 0..<itemCount { logits[item] = prior[item] }
      }
      attributes.add(features, events: 0, to: logits)
      cold.lift(logits)
      return
    }
    logits.update(repeating: 0, count: itemCount)
    let (scale, vector) = members(profile, rules: logits)
    taste.addScores(vector, keeping: scale, to: logits)
    if weights.prior != 0 {
      prior.withUnsafeBufferPointer { prior in
        guard let prior = prior.baseAddress else { return }
        Vector.axpy(weights.prior, prior, logits, itemCount)
      }
    }
    attributes.add(features, events: profile.count, to: logits)
    cold.lift(logits)
    addSeen(profile, to: logits)
  }

  /// The logits of the given items: the taste's products are made for these alone.
  /// - Parameters:
  ///   - profile: the user's items, newest first.
  ///   - features: attributes of the user and the circumstances, numbers of `attributes`.
  ///   - items: numbers below `itemCount`.
  /// - Returns: one logit an item.
  func score(profile: [UInt32], features: [UInt32] = [], items: [Int]) -> [Float] {
    let isPlain = features.isEmpty && !items.contains(where: cold.concerns)
    guard !profile.isEmpty || !isPlain else { return items.map { prior[$0] } }
    // Sound: one element an item, all set before rules are added up in them.
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: itemCount) { scratch in
      scratch.initialize(repeating: 0)
      guard let base = scratch.baseAddress else { return [] }
      if !isPlain {
        score(profile: profile, features: features, into: base)
        return items.map { base[$0] }
      }
      let (scale, vector) = members(profile, rules: base)
      var logits = items.map {
        scale * base[$0] + taste.score($0, vector) + weights.prior * prior[$0]
      }
      guard weights.seen != 0 else { return logits }
      for item in items { base[item] = 0 }
      for item in profile { base[Int(item)] = weights.seen }
      for (index, item) in items.enumerated() { logits[index] += base[item] }
      return logits
    }
  }

  /// Adds the rules to zeros; their factor, and the taste's vector times its own.
  private func members(
    _ profile: [UInt32], rules scores: UnsafeMutablePointer<Float>
  ) -> (scale: Float, vector: [Float]) {
    addRules(profile, to: scores)
    let (_, deviation) = Self.standard(scores, itemCount)
    // The means of the z-scores shift all items alike, so they are left out.
    let vector = taste.fold(tasteProfile(profile))
    let tasteDeviation = taste.deviation(vector)
    let tasteScale = tasteDeviation > 0 ? weights.taste / tasteDeviation : 0
    return (deviation > 0 ? weights.rules / deviation : 0, vector.map { $0 * tasteScale })
  }

  /// Adds the decayed rules of a profile.
  func addRules(_ profile: [UInt32], to scores: UnsafeMutablePointer<Float>) {
    for (age, item) in profile.prefix(decay.maxEvents).enumerated() {
      rules.add(row: Int(item), times: expf(-Float(age) / decay.rules), to: scores)
    }
  }

  /// Adds the decayed taste of a profile.
  func addTaste(_ profile: [UInt32], to scores: UnsafeMutablePointer<Float>) {
    taste.addScores(taste.fold(tasteProfile(profile)), keeping: 1, to: scores)
  }

  private func tasteProfile(_ profile: [UInt32]) -> [(item: Int, weight: Float)] {
    profile.prefix(decay.maxEvents).enumerated().map { age, item in
      (item: Int(item), weight: expf(-Float(age) / decay.taste))
    }
  }

  /// Adds the weight of seen items, once an item.
  private func addSeen(_ seen: [UInt32], to logits: UnsafeMutablePointer<Float>) {
    guard weights.seen != 0 else { return }
    let words = (itemCount + 63) / 64
    // Sound: one bit an item, and every item number is below itemCount.
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words) { marks in
      marks.initialize(repeating: 0)
      for item in seen {
        let bit = UInt64(1) << UInt64(item & 63)
        guard marks[Int(item) >> 6] & bit == 0 else { continue }
        marks[Int(item) >> 6] |= bit
        logits[Int(item)] += weights.seen
      }
    }
  }

  /// Mean and standard deviation over all items.
  static func standard(_ values: UnsafePointer<Float>, _ count: Int) -> (Float, Float) {
    guard count > 0 else { return (0, 0) }
    let (sum, squares) = Vector.moments(values, count)
    let mean = sum / Double(count)
    let variance = squares / Double(count) - mean * mean
    return (Float(mean), variance > 1e-20 ? Float(variance.squareRoot()) : 0)
  }
}
