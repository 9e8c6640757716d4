import Platform

/// The people whose rows are to go: by their ids, or by hash where the ids are not known any more.
///
/// Ids are compared by their bytes: two that look alike are two people. Made for 1 to 1,000,000
/// people, and to be handed to worker processes.
package struct ErasureSubjects: Codable, Sendable, Equatable {
  /// User ids as they were sent.
  package private(set) var ids: [String]
  /// ``SubjectHash`` in hexadecimal digits, of people whose ids are to be found by hashing every id
  /// met, as when erasures are applied again to a restored backup.
  package private(set) var hashes: [String]
  /// The key of the hashes; only there with them.
  private var key: [UInt8]?

  package init(ids: [String]) {
    self.ids = ids
    hashes = []
  }

  package init(hashes: [SubjectHash], key: SubjectKey) {
    ids = []
    self.hashes = hashes.map(\.description)
    self.key = key.bytes
  }

  package var isEmpty: Bool { ids.isEmpty && hashes.isEmpty }

  /// Recognises an id by its hash; `nil` when there are no hashes.
  var hashMatcher: ((String) -> Bool)? {
    guard let key, !hashes.isEmpty else { return nil }
    let (subjectKey, wanted) = (SubjectKey(bytes: key), Set(hashes))
    return { wanted.contains(subjectKey.hash(of: $0).description) }
  }

  /// The people by ids alone: those given, and those whose hashes occur in a dataset group.
  ///
  /// A person whose id occurs nowhere has nothing there to erase.
  /// - Parameter groupDirectory: the group's folder, which holds `data.sqlite`.
  package func resolved(groupDirectory: String) throws -> ErasureSubjects {
    guard let hashMatcher else { return self }
    var found = Set(ids.map { ExactText($0) })
    var all = ids
    try GroupIdentifiers(directory: groupDirectory).forEach { text in
      guard hashMatcher(text), found.insert(ExactText(text)).inserted else { return }
      all.append(text)
    }
    return ErasureSubjects(ids: all)
  }
}
