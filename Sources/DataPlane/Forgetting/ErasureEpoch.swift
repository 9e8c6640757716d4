import Synchronization

/// Counts the erasures of a dataset group, so that nothing made before one is kept after it.
final class ErasureEpoch: Sendable {
  private let count = Atomic<Int>(0)

  /// To be read before anything of people is: what is kept later names it.
  var current: Int { count.load(ordering: .acquiring) }

  /// To be called before what is kept is erased.
  func advance() { count.add(1, ordering: .acquiringAndReleasing) }
}
