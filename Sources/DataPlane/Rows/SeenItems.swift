import Filters
import PersonalizeAPI
import Platform
import Store
import Synchronization

/// The items of each user's latest interactions of one event type, or of each type.
///
/// For the use cases that drop what a user has bought or watched, and for filters.
final class SeenItems: Sendable {
  private let eventType: String?
  private let rows = LoadedRows<SeenTable>()
  /// Events committed while the rows are being read; `nil` at other times.
  private let arrivals = Mutex<[StreamedEvent]?>(nil)

  /// - Parameter eventType: compared without case; `nil` for all types.
  init(eventType: String?) {
    self.eventType = eventType?.lowercased()
  }

  func noteChange() { rows.noteChange() }

  /// Takes in events that have just been committed, in the order of their commits.
  func add(_ events: [StreamedEvent]) {
    arrivals.withLock { $0?.append(contentsOf: events) }
    rows.update { table in
      for event in events { table.add(event) }
    }
  }

  /// A user's or session's items; `nil` when finding out would take the disk.
  func items(of key: String) -> Set<ExactText>? { rows.read { $0.items(of: key) } }

  /// A user's or session's interactions as filters see them; `nil` when finding out would take the
  /// disk.
  ///
  /// - Parameter entity: the number of an item, `nil` for one that is of no interest.
  func filterEvents(of key: String, _ entity: (String) -> Int?) -> FilterEvents? {
    rows.read { $0.filterEvents(of: key, entity) }
  }

  /// Everybody's interactions as filters of users see them; `nil` when finding out would take the
  /// disk.
  ///
  /// - Parameter user: the number of a user, `nil` for one that is of no interest.
  func filterEvents(ofUsers user: (String) -> Int?) -> FilterEvents? {
    rows.read { $0.filterEvents(ofUsers: user) }
  }

  /// How many interactions of these people are in memory.
  func count(of people: ForgottenPeople) -> Int { rows.inspect { $0.count(of: people) } ?? 0 }

  /// Drops these people's interactions.
  ///
  /// - Returns: the sessions that have changed.
  func forget(_ people: ForgottenPeople) -> [ExactText] { rows.forget { $0.forget(people) } ?? [] }

  /// Tells apart what was read at different times, events since then aside; `nil` when finding out
  /// would take the disk.
  var generation: Int? { rows.currentGeneration }

  /// Sees to it that the items are in memory; reads the disk.
  func load(_ group: TenantScoped, from store: Store) throws {
    defer { arrivals.withLock { $0 = nil } }
    try rows.refresh(
      stamp: { try RowStamp(of: .interactions, in: group, store) },
      load: { _ in
        arrivals.withLock { $0 = [] }
        return try table(of: try store.tenant(group.tenant).group(named: group.name))
      },
      finish: { table in
        arrivals.withLock { arrivals in
          for event in arrivals ?? [] { table.add(event) }
          arrivals = nil
        }
      })
  }

  private func table(of store: GroupStore) throws -> SeenTable {
    var table = SeenTable(eventType: eventType)
    let reader = try store.reader()
    try reader.snapshot {
      for segment in try reader.segments(of: DatasetType.interactions.rawValue) {
        try table.add(InteractionSegmentReader(path: segment.path))
      }
      try reader.events { table.add($0) }
    }
    return table
  }
}
