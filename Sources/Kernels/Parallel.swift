import Dispatch
import Glibc
import Synchronization

/// Work spread over a number of threads, cut so that results never depend on that number.
package enum Parallel {
  /// Calls `body` once for each block of `0..<count`, blocks being taken in order by free threads.
  ///
  /// The cuts depend on `count` and `blockSize` alone. `body` must write only what belongs to its
  /// block, or to the slot of its block's number. Blocks the caller until all is done.
  /// - Parameters:
  ///   - count: the number of elements; nothing happens when it is not positive.
  ///   - blockSize: elements a block, at least 1.
  ///   - threads: the most threads to use, the caller's included.
  ///   - body: receives the block's number and its range.
  package static func forEachBlock(
    count: Int, blockSize: Int, threads: Int, _ body: (_ block: Int, _ range: Range<Int>) -> Void
  ) {
    guard count > 0 else { return }
    let size = max(blockSize, 1)
    let blocks = (count - 1) / size + 1
    let workers = min(max(threads, 1), blocks)
    guard workers > 1 else {
      for block in 0..<blocks {
        body(block, block * size..<min((block + 1) * size, count))
      }
      return
    }
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
      // Sound: concurrentPerform returns only when every call has, and `body` promises that
      // different blocks write different memory.
      nonisolated(unsafe) let shared = body
      let niceness = Niceness.current
      DispatchQueue.concurrentPerform(iterations: workers) { _ in
        niceness.adopt()
        while true {
          let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard block < blocks else { return }
          shared(block, block * size..<min((block + 1) * size, count))
        }
      }
    }
  }
}

/// How much a thread lets others go first.
///
/// Dispatch gives its threads the usual priority, also in a process that asked for a lower one.
private struct Niceness {
  /// Asks about, or changes, the calling thread alone.
  private static let ofThread = __priority_which_t(PRIO_PROCESS.rawValue)

  private let value: Int32

  /// The calling thread's.
  static var current: Niceness { Niceness(value: getpriority(ofThread, 0)) }

  /// Gives it to the calling thread; a higher priority than it has is not for everybody to take.
  func adopt() {
    if getpriority(Self.ofThread, 0) < value { _ = setpriority(Self.ofThread, 0, value) }
  }
}
