import Synchronization

/// A fixed number of 64-bit words that any thread may read and write without waiting.
///
/// Each word is read and written whole; nothing is said about the order of different words.
package final class AtomicWords: @unchecked Sendable {
  package let count: Int
  // Sound: allocated and initialized for `count` words until the object goes, and reached only as
  // atomics at places below `count`.
  private let words: UnsafeMutablePointer<Atomic<UInt64>>

  /// All words are zero.
  package init(count: Int) {
    precondition(count >= 0, "a number of words is not negative")
    self.count = count
    words = .allocate(capacity: count)
    for place in 0..<count { (words + place).initialize(to: Atomic(0)) }
  }

  deinit {
    words.deinitialize(count: count)
    words.deallocate()
  }

  /// - Parameter place: below `count`.
  package subscript(place: Int) -> UInt64 {
    get {
      precondition(place >= 0 && place < count, "a word beyond the last")
      return words[place].load(ordering: .relaxed)
    }
    set {
      precondition(place >= 0 && place < count, "a word beyond the last")
      words[place].store(newValue, ordering: .relaxed)
    }
  }
}
