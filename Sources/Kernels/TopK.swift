/// Keeps the best `capacity` of the scores offered: a bounded heap with the worst on top.
///
/// Equal scores rank by ascending index, so the outcome does not depend on the order of offers.
/// Offering costs O(1) when the score is too low, else O(log capacity).
package struct TopK: Sendable {
  /// An index and the score it was offered with.
  package struct Entry: Sendable, Equatable {
    package let index: UInt32
    package let score: Float

    package init(index: UInt32, score: Float) {
      self.index = index
      self.score = score
    }
  }

  private let capacity: Int
  /// Ranks as numbers, the worst on top: comparing them takes no branch.
  private var heap: [UInt64] = []

  /// - Parameter capacity: how many to keep; nothing is kept when it is not positive.
  package init(capacity: Int) {
    self.capacity = max(capacity, 0)
    heap.reserveCapacity(min(self.capacity, 1024))
  }

  /// The number of entries kept so far.
  package var count: Int { heap.count }

  /// Whether an entry would be kept; NaN never is.
  package func wouldKeep(index: UInt32, score: Float) -> Bool {
    guard heap.count == capacity else { return !score.isNaN }
    guard capacity > 0 else { return false }
    return heap[0] < Self.rank(index, score) && !score.isNaN
  }

  /// Keeps the entry if it ranks among the best so far; NaN is refused.
  package mutating func offer(index: UInt32, score: Float) {
    guard wouldKeep(index: index, score: score) else { return }
    let rank = Self.rank(index, score)
    if heap.count < capacity {
      heap.append(rank)
      siftUp()
    } else {
      replaceWorst(with: rank)
    }
  }

  /// Offers every score whose index passes the predicate, asked only about scores good enough.
  package mutating func offer(
    _ scores: UnsafeBufferPointer<Float>, where isAllowed: (Int) -> Bool
  ) {
    guard capacity > 0 else { return }
    var index = 0
    while index < scores.count, heap.count < capacity {
      if !scores[index].isNaN, isAllowed(index) {
        offer(index: UInt32(truncatingIfNeeded: index), score: scores[index])
      }
      index += 1
    }
    guard index < scores.count else { return }
    var worst = Self.entry(heap[0]).score
    // Later indices lose ties, so only a strictly better score can enter.
    while index < scores.count {
      if scores[index] > worst, isAllowed(index) {
        replaceWorst(with: Self.rank(UInt32(truncatingIfNeeded: index), scores[index]))
        worst = Self.entry(heap[0]).score
      }
      index += 1
    }
  }

  /// Everything kept, best first.
  package consuming func sorted() -> [Entry] {
    var ranks = heap
    ranks.sort(by: >)
    return ranks.map(Self.entry)
  }

  /// Higher for higher scores, of equal scores for lower indices.
  @inline(__always)
  private static func rank(_ index: UInt32, _ score: Float) -> UInt64 {
    // Adding 0 makes both zeros one; negative floats order backwards by their bits.
    let bits = (score + 0).bitPattern
    let ordered = bits ^ (UInt32(bitPattern: Int32(bitPattern: bits) >> 31) | 0x8000_0000)
    return UInt64(ordered) << 32 | UInt64(~index)
  }

  @inline(__always)
  private static func entry(_ rank: UInt64) -> Entry {
    let ordered = UInt32(truncatingIfNeeded: rank >> 32)
    let bits = ordered ^ (~UInt32(bitPattern: Int32(bitPattern: ordered) >> 31) | 0x8000_0000)
    return Entry(
      index: ~UInt32(truncatingIfNeeded: rank), score: Float(bitPattern: bits))
  }

  private mutating func siftUp() {
    var child = heap.count - 1
    let rank = heap[child]
    while child > 0, heap[(child - 1) / 2] > rank {
      heap[child] = heap[(child - 1) / 2]
      child = (child - 1) / 2
    }
    heap[child] = rank
  }

  private mutating func replaceWorst(with rank: UInt64) {
    heap.withUnsafeMutableBufferPointer { heap in
      var parent = 0
      var child = 1
      // Sound: child is checked against the count, child + 1 with it.
      while child < heap.count {
        if child + 1 < heap.count { child += heap[child + 1] < heap[child] ? 1 : 0 }
        guard heap[child] < rank else { break }
        heap[parent] = heap[child]
        parent = child
        child = 2 * parent + 1
      }
      heap[parent] = rank
    }
  }
}
