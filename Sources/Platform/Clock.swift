import Glibc
import Synchronization

/// The one source of the time of day; everything below `Server` is handed one.
///
/// A running clock follows the system's and may be moved forwards; a stopped clock stands still
/// until it is moved, which is how tests make a week pass at once.
package final class Clock: Sendable {
  private let stoppedAt: Int64?
  private let offset = Atomic<Int64>(0)
  private let observers = Mutex<[@Sendable () -> Void]>([])

  private init(stoppedAt: Int64?) {
    self.stoppedAt = stoppedAt
  }

  /// A clock that follows the system's.
  package static func running() -> Clock { Clock(stoppedAt: nil) }

  /// A clock that stands still at `timestamp`.
  package static func stopped(at timestamp: Timestamp) -> Clock {
    Clock(stoppedAt: timestamp.milliseconds)
  }

  package func now() -> Timestamp {
    let base = stoppedAt ?? Self.systemMilliseconds()
    return Timestamp(milliseconds: base).adding(
      milliseconds: offset.load(ordering: .relaxed))
  }

  /// How far the clock is ahead of where it would be had it not been moved.
  package var offsetMilliseconds: Int64 { offset.load(ordering: .relaxed) }

  /// The furthest a clock may be moved in all: a hundred years.
  package static let largestOffsetMilliseconds: Int64 = 100 * 365 * 86_400_000

  /// Moves the clock forwards by a whole number of milliseconds, and tells those who wait.
  ///
  /// - Returns: whether it was moved: moves backwards, and beyond the largest offset, are not made.
  @discardableResult
  package func advance(milliseconds: Int64) -> Bool {
    guard (1...Self.largestOffsetMilliseconds).contains(milliseconds) else {
      return milliseconds == 0
    }
    var current = offset.load(ordering: .relaxed)
    repeat {
      guard current + milliseconds <= Self.largestOffsetMilliseconds else { return false }
      let (moved, seen) = offset.compareExchange(
        expected: current, desired: current + milliseconds, ordering: .relaxed)
      if moved { break }
      current = seen
    } while true
    for observer in observers.withLock({ $0 }) { observer() }
    return true
  }

  /// Calls `observer` after each move, on the thread that made it.
  package func onAdvance(_ observer: @escaping @Sendable () -> Void) {
    observers.withLock { $0.append(observer) }
  }

  private static func systemMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Nanoseconds that never go backwards, for measuring how long something took.
  package static func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
