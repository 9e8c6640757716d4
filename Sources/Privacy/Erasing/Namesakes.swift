import Platform
import Store

/// Which of the people have ids that items or actions of the dataset group have as well.
///
/// Ids of users, items and actions are three namespaces: user 1001 and item 1001 have nothing to do
/// with each other, or an item may be a person's profile. Nothing in the data tells, so items and
/// actions are left alone, and who answers for the erasure can be told of them.
package struct Namesakes: Sendable {
  private let ids: Set<ExactText>

  /// Looks through bulk and streamed rows.
  ///
  /// - Parameter groupDirectory: the group's folder, which holds `data.sqlite`.
  package init(of matcher: SubjectMatcher, groupDirectory: String) throws {
    var ids: Set<ExactText> = []
    func note(_ id: String) { if matcher.matches(id) { ids.insert(ExactText(id)) } }
    let reader = try GroupReader(directory: groupDirectory)
    try reader.snapshot {
      for type in [DatasetType.interactions, .actionInteractions] {
        for segment in try reader.segments(of: type.rawValue) {
          let rows = try InteractionSegmentReader(path: segment.path)
          for (position, column) in rows.columns.enumerated()
          where ["ITEM_ID", "ACTION_ID"].contains(column.name.uppercased()) {
            try rows.forEachString(of: position) { _, text in note(text) }
          }
        }
      }
      for type in [DatasetType.items, .actions] {
        for segment in try reader.segments(of: type.rawValue) {
          try RecordSegmentReader(path: segment.path).forEachRecord { id, _ in note(id) }
        }
        try reader.records(of: type.rawValue) { id, _, _ in note(id) }
      }
      try reader.events { note($0.itemID) }
      try reader.actionEvents { note($0.actionID) }
    }
    self.ids = ids
  }

  /// How many there are.
  package var count: Int { ids.count }

  package func contains(_ id: String) -> Bool { ids.contains(ExactText(id)) }
}
