import Glibc
import Kernels

/// The sequence-aware scorer: its members' scores on a common scale, added up.
///
/// A user's logit for an item is the weighted sum of the members' scores, those over all items as
/// z-scores; its softmax over all items is the score.
struct Blend: Sendable, Equatable {
  /// How fast a profile forgets: the k-th newest event weighs exp(-k/decay).
  struct Decay: Sendable, Equatable {
    var rules: Float = 5
    var taste: Float = 8
    /// The most events a profile uses.
    var maxEvents = 50
  }

  let rules: SparseRows
  let neighbours: SparseRows
  let taste: ImplicitFactors
  /// Log-popularity by item.
  var prior: FlatArray<Float>
  var weights: Weights
  var decay: Decay
  /// What cold items borrow from others.
  var cold = ColdStart.Borrowing.none
  /// What users' attributes and circumstances add.
  var attributes = BlendAttributes.none
  /// Added to the items' logits for what they are worth; empty without an objective.
  var objective: [Float] = []
  /// Where to look first in a large catalogue; `nil` where all of it is scored.
  var candidates: CandidateIndex?

  var itemCount: Int { prior.count }

  /// Writes every item's logit.
  /// - Parameters:
  ///   - profile: whom for.
  ///   - logits: `itemCount` elements.
  func score(_ profile: Profile, into logits: UnsafeMutablePointer<Float>) {
    logits.update(repeating: 0, count: itemCount)
    guard !profile.items.isEmpty else {
      addScores(of: .prior, profile, to: logits)
      attributes.add(profile.features, events: 0, to: logits)
      cold.lift(logits)
      addObjective(to: logits)
      return
    }
    let scale = addSparse(profile, to: logits)
    if weights[.taste] != 0 {
      taste.addScores(tasteVector(profile), keeping: scale, to: logits)
    } else if scale != 1 {
      Vector.axpy(scale - 1, logits, logits, itemCount)
    }
    if weights[.prior] != 0 {
      prior.withUnsafeBufferPointer { prior in
        guard let prior = prior.baseAddress else { return }
        Vector.axpy(weights[.prior], prior, logits, itemCount)
      }
    }
    attributes.add(profile.features, events: profile.items.count, to: logits)
    cold.lift(logits)
    addObjective(to: logits)
    forEachOwn(profile) { logits[$0] += $1 }
  }

  /// The logits of the given items: the taste's products are made for these alone, and in large
  /// catalogues nothing is done for others.
  /// - Parameters:
  ///   - profile: whom for.
  ///   - items: numbers below `itemCount`.
  /// - Returns: one logit an item.
  func score(_ profile: Profile, items: [Int]) -> [Float] {
    if itemCount > CandidateIndex.exhaustiveLimit {
      let scores = ProfileScores(self, profile)
      return items.map { scores.logit(UInt32($0)) }
    }
    let isPlain =
      profile.features.isEmpty && objective.isEmpty && !items.contains(where: cold.concerns)
    guard !profile.items.isEmpty || !isPlain else { return items.map { prior[$0] } }
    // Sound: one element an item, all set before scores are added up in them.
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: itemCount) { scratch in
      scratch.initialize(repeating: 0)
      guard let base = scratch.baseAddress else { return [] }
      if !isPlain {
        score(profile, into: base)
        return items.map { base[$0] }
      }
      let scale = addSparse(profile, to: base)
      let vector = tasteVector(profile)
      var logits = items.map {
        scale * base[$0] + taste.score($0, vector) + weights[.prior] * prior[$0]
      }
      for item in items { base[item] = 0 }
      forEachOwn(profile) { base[$0] = $1 }
      for (index, item) in items.enumerated() { logits[index] += base[item] }
      return logits
    }
  }

  private func addObjective(to logits: UnsafeMutablePointer<Float>) {
    guard objective.count == itemCount else { return }
    objective.withUnsafeBufferPointer { objective in
      guard let objective = objective.baseAddress else { return }
      Vector.axpy(1, objective, logits, itemCount)
    }
  }

  /// Adds the sparse members to zeros; the sums are still to be multiplied by what is returned.
  private func addSparse(
    _ profile: Profile, to sums: UnsafeMutablePointer<Float>
  ) -> Float {
    // The means of the z-scores shift all items alike, so they are left out.
    var scale: Float = 1
    var isFirst = true
    for member in [Member.rules, .neighbours] where weights[member] != 0 {
      if isFirst {
        addScores(of: member, profile, to: sums)
        let deviation = Self.standard(sums, itemCount).deviation
        guard deviation > 0 else { continue }
        scale = weights[member] / deviation
        isFirst = false
      } else {
        // Sound: one element an item.
        withUnsafeTemporaryAllocation(of: Float.self, capacity: itemCount) { scratch in
          scratch.initialize(repeating: 0)
          guard let scores = scratch.baseAddress else { return }
          addScores(of: member, profile, to: scores)
          let deviation = Self.standard(scores, itemCount).deviation
          guard deviation > 0 else { return }
          Vector.axpy(weights[member] / (deviation * scale), scores, sums, itemCount)
        }
      }
    }
    return scale
  }

  /// The profile's factors, scaled so that their products are weighted z-scores but for the mean.
  func tasteVector(_ profile: Profile) -> [Float] {
    let vector = taste.fold(tasteProfile(profile))
    let deviation = taste.deviation(vector)
    let scale = deviation > 0 ? weights[.taste] / deviation : 0
    return vector.map { $0 * scale }
  }

  /// Calls `body` with each of the profile's items and what it gets for being one.
  func forEachOwn(_ profile: Profile, _ body: (Int, Float) -> Void) {
    let (own, seen) = (weights[.own], weights[.seen])
    if own != 0 {
      for (item, activation) in Self.activations(profile) {
        body(Int(item), seen + own * activation)
      }
    } else if seen != 0 {
      forEachSeen(profile) { body($0, seen) }
    }
  }

  /// Mean and standard deviation over all items.
  static func standard(
    _ values: UnsafePointer<Float>, _ count: Int
  ) -> (mean: Float, deviation: Float) {
    guard count > 0 else { return (0, 0) }
    let (sum, squares) = Vector.moments(values, count)
    let mean = sum / Double(count)
    let variance = squares / Double(count) - mean * mean
    return (Float(mean), variance > 1e-20 ? Float(variance.squareRoot()) : 0)
  }
}
