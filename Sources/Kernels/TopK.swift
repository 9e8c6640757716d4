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

    /// Whether this entry ranks behind `other`.
    @inline(__always)
    func isWorse(than other: Entry) -> Bool {
      score < other.score || (score == other.score && index > other.index)
    }
  }

  private let capacity: Int
  private var heap: [Entry] = []

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
    return heap[0].isWorse(than: Entry(index: index, score: score)) && !score.isNaN
  }

  /// Keeps the entry if it ranks among the best so far; NaN is refused.
  package mutating func offer(index: UInt32, score: Float) {
    guard wouldKeep(index: index, score: score) else { return }
    let entry = Entry(index: index, score: score)
    if heap.count < capacity {
      heap.append(entry)
      siftUp(from: heap.count - 1)
    } else {
      heap[0] = entry
      siftDown(from: 0, count: heap.count)
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
    var worst = heap[0].score
    // Later indices lose ties, so only a strictly better score can enter.
    while index < scores.count {
      if scores[index] > worst, isAllowed(index) {
        offer(index: UInt32(truncatingIfNeeded: index), score: scores[index])
        worst = heap[0].score
      }
      index += 1
    }
  }

  /// Everything kept, best first.
  package consuming func sorted() -> [Entry] {
    var entries = heap
    entries.sort { $1.isWorse(than: $0) }
    return entries
  }

  private mutating func siftUp(from start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].isWorse(than: heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown(from start: Int, count: Int) {
    var parent = start
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < count && heap[child].isWorse(than: heap[worst]) {
        worst = child
      }
      guard worst != parent else { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
