/// A trained model: immutable, so any number of threads may ask it at once.
package final class Model: Sendable {
  /// The recipe it was trained by.
  package let recipe: Recipe
  /// All items known to it, those without interactions too.
  package let items: IdentifierTable
  /// All users known to it.
  package let users: IdentifierTable
  /// The time of the newest interaction trained on, epoch seconds.
  package let newestTimestamp: Int64
  /// The event type it was trained on, or `nil` for all.
  package let eventType: String?
  /// The least event value it was trained on, or `nil` for all.
  package let eventValueThreshold: Double?

  init(recipe: Recipe, items: IdentifierTable, users: IdentifierTable) {
    self.recipe = recipe
    self.items = items
    self.users = users
    newestTimestamp = 0
    eventType = nil
    eventValueThreshold = nil
  }

  /// The number of an item, or `nil` when the model does not know it.
  package func itemIndex(_ id: String) -> Int? { items.index(of: id) }

  /// The number of a user, or `nil` when the model does not know them.
  package func userIndex(_ id: String) -> Int? { users.index(of: id) }

  /// Whether a live event has the type and value this model learns from.
  package func counts(eventType: String?, value: Double?) -> Bool { true }

  /// How many interactions of the training data an item has.
  package func interactionCount(ofItem item: Int) -> Int { 0 }

  /// When an item was created, or first interacted with; `nil` when neither is known.
  package func creationTime(ofItem item: Int) -> Int64? { nil }

  /// The best items for a query, best first; fewer when fewer are allowed.
  ///
  /// Deterministic. The list for a limit starts with the list for a smaller one, so it can be
  /// cached once (for 500, say) for equal queries. The seed item is never in it.
  /// - Parameters:
  ///   - query: for whom or like what; unknown users and seeds get popular items.
  ///   - limit: the most items to return.
  ///   - isAllowed: asked about item numbers, only those good enough to be returned.
  package func recommend(
    _ query: Query, limit: Int, where isAllowed: (Int) -> Bool = { _ in true }
  ) -> [ScoredItem] { [] }

  /// The given items in the order of a user's interest.
  ///
  /// Items with interactions come first with scores that sum to 1, best first; items the model
  /// has seen no interactions of follow in input order, without score. Repeated items count once.
  package func rank(_ query: Query, items: [Int]) -> [ScoredItem] { [] }

  /// The most popular items, by the number of different users, without scores.
  package func popular(
    limit: Int, where isAllowed: (Int) -> Bool = { _ in true }
  ) -> [ScoredItem] { [] }

  /// The model as bytes: versioned, checksummed sections, aligned to 64 bytes.
  package func encoded() -> [UInt8] { [] }

  /// Reads what ``encoded()`` wrote; bytes that are not exactly that are refused.
  package convenience init(decoding bytes: [UInt8]) throws(ModelFileError) {
    throw .notAModel
  }
}

/// Why bytes are not a model this version can read.
package enum ModelFileError: Error, Sendable, Equatable {
  /// The bytes do not start as a model does.
  case notAModel
  /// Written by a version with another layout.
  case unsupportedVersion(UInt32)
  /// Cut short, changed, or inconsistent; names the part.
  case damaged(String)
}
