import Filters
import Platform
import Synchronization

/// What one filter lets pass with values that were asked for lately, for whomever.
///
/// A shop asks for the same few categories again and again; so the values are read, and the items
/// found out, once.
final class BoundFilters: Sendable {
  /// The most memory they may take, in bytes; when it is reached, all go.
  private static let byteLimit = 512 << 10

  private let contents = Mutex(Contents())

  private struct Contents {
    var predicates: [ExactText: FilterPredicate] = [:]
    var byteCount = 0
  }

  /// - Parameter values: the key of a request's values.
  func predicate(for values: String) -> FilterPredicate? {
    contents.withLock { $0.predicates[ExactText(values)] }
  }

  /// Keeps a predicate about so many items, unless it is too large.
  func keep(_ predicate: FilterPredicate, for values: String, itemCount: Int) {
    // What is made of the values takes about as much again.
    let size = 1024 + 4 * values.utf8.count + itemCount / 8
    guard size <= Self.byteLimit else { return }
    var predicate = predicate
    predicate.isKept = true
    contents.withLock { [predicate] contents in
      if contents.byteCount + size > Self.byteLimit { contents = Contents() }
      if contents.predicates.updateValue(predicate, forKey: ExactText(values)) == nil {
        contents.byteCount += size
      }
    }
  }

  func removeAll() { contents.withLock { $0 = Contents() } }
}
