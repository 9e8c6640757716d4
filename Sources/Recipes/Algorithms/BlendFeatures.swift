import Glibc
import Kernels

/// The members' scores of the items that matter in held-out cases, and how well weights do there.
///
/// Of a large catalogue a case keeps the targets, the profile's items, each member's best and a
/// sample of the rest, which stands for all the rest; so a case costs the same for any catalogue.
struct BlendFeatures: Sendable {
  /// The most items a case keeps.
  static let maxItems = 512
  /// The best items of a member that a case keeps.
  private static let best = 80

  /// The gain of the last place that counts.
  private static let leastGain = 1 / log2(1 + 100.0)

  private let memberCount = Blend.Member.allCases.count
  let cases: [BlendFitting.Case]
  /// Items a case: the same number for all.
  private let width: Int
  /// Case after case, member after member, `width` scores; the targets' come first.
  private var scores: [Float]
  /// Case after case, the items that the scores are of.
  private var items: [UInt32]
  /// By case: the items before this one stand for themselves.
  private var certain: [Int]
  /// By case: how many items each of the others stands for.
  private var share: [Float]

  init(_ blend: Blend, cases: [BlendFitting.Case], members: Set<Blend.Member>, threads: Int) {
    self.cases = cases
    width = min(blend.itemCount, Self.maxItems)
    scores = [Float](repeating: 0, count: cases.count * width * memberCount)
    items = [UInt32](repeating: 0, count: cases.count * width)
    certain = [Int](repeating: 0, count: cases.count)
    share = [Float](repeating: 1, count: cases.count)
    let (width, memberCount) = (width, memberCount)
    let ordered = Blend.Member.allCases.filter(members.contains)
    // Sound: each case writes its own scores and its own slots.
    scores.withUnsafeMutableBufferPointer { scores in
      items.withUnsafeMutableBufferPointer { items in
        certain.withUnsafeMutableBufferPointer { certain in
          share.withUnsafeMutableBufferPointer { share in
            guard let scores = scores.baseAddress, let items = items.baseAddress else { return }
            nonisolated(unsafe) let (certain, share) = (certain, share)
            Parallel.forEachBlock(
              count: cases.count, blockSize: 16, threads: threads
            ) { _, range in
              var builder = CaseBuilder(blend, ordered, width: width, best: Self.best)
              for index in range {
                (certain[index], share[index]) = builder.fill(
                  cases[index], scores + index * width * memberCount, seed: UInt64(index))
                builder.copyChosen(to: items + index * width)
              }
            }
          }
        }
      }
    }
  }

  /// The same items and cases with some members' scores as another blend gives them.
  func rescored(
    by blend: Blend, members: Set<Blend.Member>, threads: Int
  ) -> BlendFeatures {
    var copy = self
    let (width, memberCount, cases, items) = (width, memberCount, cases, items)
    let ordered = Blend.Member.allCases.filter(members.contains)
    // Sound: each case writes its own scores.
    copy.scores.withUnsafeMutableBufferPointer { scores in
      guard let scores = scores.baseAddress else { return }
      Parallel.forEachBlock(count: cases.count, blockSize: 16, threads: threads) { _, range in
        var builder = CaseBuilder(blend, ordered, width: width, best: Self.best)
        for index in range {
          builder.fill(
            cases[index], items[index * width..<(index + 1) * width],
            scores + index * width * memberCount)
        }
      }
    }
    return copy
  }

  /// For each case the mean over its targets of 1/log2(1 + rank) among all items but targets.
  ///
  /// Less what the hundredth place gets and not below zero: nobody sees the places behind.
  /// The k-th target counts 1/k: what comes next more than what comes later.
  func gains(_ weights: Blend.Weights, threads: Int) -> [Double] {
    forEachCase(weights, threads: threads) { logits, index in
      let targets = cases[index].targets.count
      var (sum, total) = (0.0, 0.0)
      for target in 0..<targets {
        let bound = logits[target]
        var better: Int32 = 0
        for item in targets..<max(certain[index], targets) {
          better &+= logits[item] > bound ? 1 : 0
        }
        var others: Int32 = 0
        for item in max(certain[index], targets)..<width {
          others &+= logits[item] > bound ? 1 : 0
        }
        let weight = 1 / Double(target + 1)
        let rank = Double(better) + Double(others) * Double(share[index]) + 1
        sum += weight * max(1 / log2(1 + rank) - Self.leastGain, 0)
        total += weight
      }
      return sum / total
    }
  }

  /// The sum over the cases of the targets' mean log-probability.
  func logLikelihood(_ weights: Blend.Weights, threads: Int) -> Double {
    let logs = forEachCase(weights, threads: threads) { logits, index in
      let highest = Vector.maximum(logits, width)
      let first = certain[index]
      let sum =
        Exponential.sum(logits, first, shift: highest)
        + Double(share[index]) * Exponential.sum(logits + first, width - first, shift: highest)
      let targets = cases[index].targets.count
      let mean = (0..<targets).reduce(0.0) { $0 + Double(logits[$1]) } / Double(targets)
      return mean - Double(highest) - log(sum)
    }
    return logs.reduce(0, +)
  }

  /// Calls `body` with each case's logits and number; weighted results come in the order of the cases.
  private func forEachCase(
    _ weights: Blend.Weights, threads: Int, _ body: (UnsafePointer<Float>, Int) -> Double
  ) -> [Double] {
    var results = [Double](repeating: 0, count: cases.count)
    guard width > 0 else { return results }
    let members = Blend.Member.allCases.filter { weights[$0] != 0 }
    results.withUnsafeMutableBufferPointer { results in
      // Sound: each case writes its own slot, and has memberCount times width scores.
      nonisolated(unsafe) let results = results
      Parallel.forEachBlock(count: cases.count, blockSize: 64, threads: threads) { _, range in
        let logits = UnsafeMutablePointer<Float>.allocate(capacity: width)
        defer { logits.deallocate() }
        scores.withUnsafeBufferPointer { scores in
          guard let scores = scores.baseAddress else { return }
          for index in range {
            logits.initialize(repeating: 0, count: width)
            for member in members {
              let own = scores + (index * memberCount + member.rawValue) * width
              Vector.axpy(weights[member], own, logits, width)
            }
            results[index] = cases[index].weight * body(logits, index)
          }
        }
      }
    }
    return results
  }
}

/// Chooses the items of one case after the other and gathers their scores.
private struct CaseBuilder {
  let blend: Blend
  let members: [Blend.Member]
  let width: Int
  let best: Int
  /// All members' scores of all items.
  private var dense: [Float]
  private var isChosen: [Bool]
  private var chosen: [UInt32] = []

  init(_ blend: Blend, _ members: [Blend.Member], width: Int, best: Int) {
    self.blend = blend
    self.members = members
    self.width = width
    self.best = best
    dense = [Float](repeating: 0, count: blend.itemCount * members.count)
    isChosen = [Bool](repeating: false, count: blend.itemCount)
  }

  /// Writes a case's scores; how many items stand for themselves, and for how many the others do.
  mutating func fill(
    _ one: BlendFitting.Case, _ target: UnsafeMutablePointer<Float>, seed: UInt64
  ) -> (certain: Int, share: Float) {
    computeScores(one.profile)
    chosen.removeAll(keepingCapacity: true)
    for item in one.targets { choose(item) }
    let sampled: Int
    if width == blend.itemCount {
      for item in 0..<UInt32(width) { choose(item) }
      sampled = 0
    } else {
      chooseBest(one.profile)
      sampled = chooseOthers(seed)
    }
    gather(chosen[...], target)
    for item in chosen { isChosen[Int(item)] = false }
    let certain = width - sampled
    let share = sampled == 0 ? 1 : Float(blend.itemCount - certain) / Float(sampled)
    return (certain, share)
  }

  /// Writes a case's scores of items chosen before.
  mutating func fill(
    _ one: BlendFitting.Case, _ items: ArraySlice<UInt32>, _ target: UnsafeMutablePointer<Float>
  ) {
    computeScores(one.profile)
    gather(items, target)
  }

  /// Writes the items of the case filled last.
  func copyChosen(to items: UnsafeMutablePointer<UInt32>) {
    for (index, item) in chosen.enumerated() { items[index] = item }
  }

  private func gather(_ items: ArraySlice<UInt32>, _ target: UnsafeMutablePointer<Float>) {
    for (row, member) in members.enumerated() {
      let scores = target + member.rawValue * width
      for (index, item) in items.enumerated() {
        scores[index] = dense[row * blend.itemCount + Int(item)]
      }
    }
  }

  private mutating func computeScores(_ profile: Blend.Profile) {
    let itemCount = blend.itemCount
    dense.withUnsafeMutableBufferPointer { dense in
      guard let dense = dense.baseAddress else { return }
      dense.update(repeating: 0, count: itemCount * members.count)
      // Sound: a member's scores are itemCount elements.
      for (row, member) in members.enumerated() {
        let scores = dense + row * itemCount
        blend.addScores(of: member, profile, to: scores)
        guard member.isStandardized else { continue }
        let (mean, deviation) = Blend.standard(scores, itemCount)
        let factor = deviation > 0 ? 1 / deviation : 0
        for index in 0..<itemCount { scores[index] = (scores[index] - mean) * factor }
      }
    }
  }

  private mutating func choose(_ item: UInt32) {
    guard chosen.count < width, !isChosen[Int(item)] else { return }
    isChosen[Int(item)] = true
    chosen.append(item)
  }

  private mutating func chooseBest(_ profile: Blend.Profile) {
    for item in profile.items.prefix(width / 8) { choose(item) }
    for (row, member) in members.enumerated() where member != .seen && member != .own {
      var top = TopK(capacity: best)
      dense.withUnsafeBufferPointer { dense in
        let range = row * blend.itemCount..<(row + 1) * blend.itemCount
        top.offer(UnsafeBufferPointer(rebasing: dense[range])) { _ in true }
      }
      for entry in top.sorted() { choose(entry.index) }
    }
  }

  /// Fills up with random items; returns how many.
  private mutating func chooseOthers(_ seed: UInt64) -> Int {
    var random = SeededRandom(seed: seed)
    let before = chosen.count
    while chosen.count < width { choose(UInt32(random.next() % UInt64(blend.itemCount))) }
    return chosen.count - before
  }
}
