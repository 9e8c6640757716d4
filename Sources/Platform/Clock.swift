import Glibc
import Synchronization

/// The one source of the time of day; everything below `Server` is handed one.
///
/// A running clock follows the system's and may be moved forwards; a stopped clock stands still
/// until it is moved, which is how tests make a week pass at once.
package final class Clock: Sendable {
  private let stoppedAt: Int64?
  private let offset = Atomic<Int64>(0)

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

  /// Moves the clock forwards by a whole number of milliseconds; negative moves are ignored.
  package func advance(milliseconds: Int64) {
    guard milliseconds > 0 else { return }
    offset.add(milliseconds, ordering: .relaxed)
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
