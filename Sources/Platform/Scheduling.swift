import CLinux
import Glibc

/// How the system shares out its processors between who answers and who computes.
package enum Scheduling {
  /// An answer takes a fraction of it.
  private static let shortTurnNanoseconds: UInt64 = 200_000

  /// Asks for short turns for the calling thread.
  ///
  /// When it wakes up it interrupts who computes for long, a training or a commit. Where the
  /// kernel knows no such thing (before Linux 6.12), nothing happens.
  package static func answersFast() { _ = set_time_slice(shortTurnNanoseconds) }

  /// Lets other processes go first, at the processors and at the disk.
  ///
  /// This process still gets its share of a busy machine, about a tenth of a request's: under the
  /// policy for idle times it might never come to an end there.
  package static func givesWay() {
    _ = nice(10)
    _ = set_batch_policy()
    _ = set_lowest_io_priority()
  }
}
