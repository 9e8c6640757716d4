/// Work to do later, soonest first: a binary heap.
struct TimerQueue {
  private struct Entry {
    let deadline: Int64
    let order: UInt64
    let work: @Sendable () -> Void

    func precedes(_ other: Entry) -> Bool {
      (deadline, order) < (other.deadline, other.order)
    }
  }

  private var heap: [Entry] = []
  private var added: UInt64 = 0

  var nextDeadline: Int64? { heap.first?.deadline }

  /// Adds work; what is due at the same time runs in the order it was added.
  mutating func add(deadline: Int64, _ work: @escaping @Sendable () -> Void) {
    added &+= 1
    heap.append(Entry(deadline: deadline, order: added, work: work))
    var child = heap.count - 1
    while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the first work that is due.
  mutating func takeDue(now: Int64) -> (@Sendable () -> Void)? {
    guard let first = heap.first, first.deadline <= now else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].precedes(heap[least]) {
        least = child
      }
      guard least != parent else { break }
      heap.swapAt(least, parent)
      parent = least
    }
    return first.work
  }
}
