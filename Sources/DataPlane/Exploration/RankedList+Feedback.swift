import Kernels
import Synchronization

extension RankedList {
  /// The counts of its candidates that a list is right for: those of a version of the feedback, and
  /// those with a digest.
  ///
  /// Either may be replaced by another the list is found to be right for.
  final class Feedback: Sendable {
    let version: Atomic<Int>
    let digest: Atomic<UInt64>

    init(version: Int = 0, digest: UInt64 = 0) {
      self.version = Atomic(version)
      self.digest = Atomic(digest)
    }

    /// A hash of counts.
    static func digest(_ counts: [ItemFeedback.Counts]) -> UInt64 {
      counts.reduce(0) { digest, counts in
        SeededRandom.mixed(digest ^ counts.word) &+ 1
      }
    }
  }
}
