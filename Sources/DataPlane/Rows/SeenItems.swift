import PersonalizeAPI
import Platform
import Store
import Synchronization

/// The items of each user's latest interactions of one event type.
///
/// For the use cases that drop what a user has bought or watched.
final class SeenItems: Sendable {
  private let eventType: String
  private let rows = LoadedRows<SeenTable>()
  /// Events committed while the rows are being read; `nil` at other times.
  private let arrivals = Mutex<[StreamedEvent]?>(nil)

  /// - Parameter eventType: compared without case.
  init(eventType: String) {
    self.eventType = eventType.lowercased()
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
  func items(of key: String) -> Set<String>? { rows.read { $0.items(of: key) } }

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

/// The latest interactions of one type by user and by session.
struct SeenTable: Sendable {
  /// How many interactions of a user count.
  static let limit = 100

  private let eventType: String
  private var rows: [String: [Entry]] = [:]
  private var items: [String: UInt32] = [:]
  private var names: [String] = []
  /// The newest event taken in.
  private var newest: Int64 = 0

  private struct Entry {
    /// Epoch milliseconds.
    let time: Int64
    let item: UInt32
    /// Whether it came in a session that belongs to nobody yet.
    var isUnclaimed = false
  }

  /// - Parameter eventType: in lower case.
  init(eventType: String) {
    self.eventType = eventType
  }

  func items(of key: String) -> Set<String> {
    guard let entries = rows[key] else { return [] }
    return Set(entries.map { names[Int($0.item)] })
  }

  /// Takes in a streamed event, once.
  mutating func add(_ event: StreamedEvent) {
    guard event.sequence > newest else { return }
    newest = event.sequence
    let session = event.sessionID
    if event.claimsSession, let user = event.userID, user != session { claim(session, for: user) }
    guard event.eventType.lowercased() == eventType else { return }
    let entry = Entry(
      time: event.timestamp.milliseconds, item: number(of: event.itemID),
      isUnclaimed: event.person == nil)
    insert(entry, for: session)
    if let person = event.person, person != session { insert(entry, for: person) }
  }

  /// Takes in bulk rows.
  mutating func add(_ segment: InteractionSegmentReader) throws {
    func position(_ name: String) -> Int? {
      segment.columns.firstIndex { $0.name.uppercased() == name }
    }
    guard let user = position("USER_ID"), let item = position("ITEM_ID"),
      let time = position("TIMESTAMP"), let type = position("EVENT_TYPE")
    else { return }
    var wanted: Set<UInt32> = []
    for (index, name) in try segment.strings(of: type).enumerated()
    where name.lowercased() == eventType {
      wanted.insert(UInt32(index + 1))
    }
    if wanted.isEmpty { return }
    let users = try segment.strings(of: user)
    let numbers = try segment.strings(of: item).map { number(of: $0) }
    try segment.forEachBlock { chunks in
      guard case .codes(let userCodes) = chunks[user], case .codes(let itemCodes) = chunks[item],
        case .codes(let typeCodes) = chunks[type], case .integers(let times) = chunks[time]
      else { return }
      for row in typeCodes.indices where wanted.contains(typeCodes[row]) {
        let (user, item) = (Int(userCodes[row]) - 1, Int(itemCodes[row]) - 1)
        guard users.indices.contains(user), numbers.indices.contains(item) else { continue }
        insert(Entry(time: times[row] &* 1000, item: numbers[item]), for: users[user])
      }
    }
  }

  private mutating func claim(_ session: String, for user: String) {
    for (index, entry) in (rows[session] ?? []).enumerated() where entry.isUnclaimed {
      rows[session]?[index].isUnclaimed = false
      insert(Entry(time: entry.time, item: entry.item), for: user)
    }
  }

  /// Puts an entry where its time belongs; the oldest gives way when there are too many.
  private mutating func insert(_ entry: Entry, for key: String) {
    var entries = rows.removeValue(forKey: key) ?? []
    var place = entries.count
    while place > 0, entries[place - 1].time > entry.time { place -= 1 }
    if entries.count < Self.limit {
      entries.insert(entry, at: place)
    } else if place > 0 {
      entries.removeFirst()
      entries.insert(entry, at: place - 1)
    }
    rows[key] = entries
  }

  private mutating func number(of item: String) -> UInt32 {
    if let number = items[item] { return number }
    let number = UInt32(names.count)
    items[item] = number
    names.append(item)
    return number
  }
}
