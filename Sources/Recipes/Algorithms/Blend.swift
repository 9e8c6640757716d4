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

  var itemCount: Int { prior.count }

  /// Writes every item's logit.
  /// - Parameters:
  ///   - profile: the user's items, newest first; the newest `decay.maxEvents` say what is wanted,
  ///     all of them what was seen.
  ///   - logits: `itemCount` elements.
  func score(profile: [UInt32], into logits: UnsafeMutablePointer<Float>) {
    guard !profile.isEmpty else {
      prior.withUnsafeBufferPointer { prior in
        for item in 0..<itemCount { logits[item] = prior[item] }
      }
      return
    }
    // Sound: the buffers have itemCount elements, and every item number is below itemCount.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: itemCount) { member in
      guard let member = member.baseAddress else { return }
      logits.update(repeating: 0, count: itemCount)
      member.initialize(repeating: 0, count: itemCount)
      addRules(profile, to: member)
      combine(member, weights.rules, into: logits)
      addTaste(profile, to: member)
      combine(member, weights.taste, into: logits)
    }
    prior.withUnsafeBufferPointer { prior in
      guard let prior = prior.baseAddress else { return }
      Vector.axpy(weights.prior, prior, logits, itemCount)
    }
    addSeen(profile, to: logits)
  }

  /// Adds the decayed rules of a profile.
  func addRules(_ profile: [UInt32], to scores: UnsafeMutablePointer<Float>) {
    for (age, item) in profile.prefix(decay.maxEvents).enumerated() {
      rules.add(row: Int(item), times: expf(-Float(age) / decay.rules), to: scores)
    }
  }

  /// Writes the decayed taste of a profile.
  func addTaste(_ profile: [UInt32], to scores: UnsafeMutablePointer<Float>) {
    let weighted = profile.prefix(decay.maxEvents).enumerated().map { age, item in
      (item: Int(item), weight: expf(-Float(age) / decay.taste))
    }
    taste.score(taste.fold(weighted), into: scores)
  }

  /// Adds `weight` times the z-scores of a member.
  private func combine(
    _ member: UnsafePointer<Float>, _ weight: Float, into logits: UnsafeMutablePointer<Float>
  ) {
    let (mean, deviation) = Self.standard(member, itemCount)
    guard deviation > 0, weight != 0 else { return }
    let factor = weight / deviation
    Vector.axpy(factor, member, logits, itemCount)
    let shift = -factor * mean
    for item in 0..<itemCount { logits[item] += shift }
  }

  private func addSeen(_ seen: [UInt32], to logits: UnsafeMutablePointer<Float>) {
    guard weights.seen != 0 else { return }
    var marked = Set<UInt32>()
    for item in seen where marked.insert(item).inserted { logits[Int(item)] += weights.seen }
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
