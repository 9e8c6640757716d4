import Filters
import Platform
import Store

/// The latest interactions of one type, or of each type, by user and by session.
struct SeenTable: Sendable {
  /// How many interactions of a user count, of each type.
  static let limit = FilterEvents.perTypeMax

  private let eventType: String?
  private var rows: [ExactText: [Entry]] = [:]
  private var items: [ExactText: UInt32] = [:]
  private var names: [ExactText] = []
  private var types = FilterEventTypes()
  /// The newest event taken in.
  private var newest: Int64 = 0

  private struct Entry {
    /// Epoch milliseconds.
    let time: Int64
    let item: UInt32
    /// -1 for an interaction without a type.
    let type: Int32
    /// Whether it came in a session that belongs to nobody yet.
    var isUnclaimed = false
  }

  /// - Parameter eventType: in lower case; `nil` for all types.
  init(eventType: String?) {
    self.eventType = eventType
  }

  func items(of key: String) -> Set<ExactText> {
    guard let entries = rows[ExactText(key)] else { return [] }
    return Set(entries.map { names[Int($0.item)] })
  }

  /// What filters see of a user's or session's interactions, the newest first.
  func filterEvents(of key: String, _ entity: (String) -> Int?) -> FilterEvents {
    var events = FilterEvents(types: types)
    for entry in (rows[ExactText(key)] ?? []).reversed() {
      guard let entity = entity(names[Int(entry.item)].text) else { continue }
      events.insert(type: entry.type < 0 ? nil : entry.type, entity: entity)
    }
    return events
  }

  /// Takes in a streamed event, once.
  mutating func add(_ event: StreamedEvent) {
    guard event.sequence > newest else { return }
    newest = event.sequence
    let session = ExactText(event.sessionID)
    let person = event.person.map { ExactText($0) }
    if event.claimsSession, let user = event.userID.map({ ExactText($0) }), user != session {
      claim(session, for: user)
    }
    guard isWanted(event.eventType) else { return }
    let entry = Entry(
      time: event.timestamp.milliseconds, item: number(of: event.itemID),
      type: types.code(adding: event.eventType), isUnclaimed: person == nil)
    insert(entry, for: session)
    if let person, person != session { insert(entry, for: person) }
  }

  private func isWanted(_ type: String) -> Bool {
    eventType == nil || type.lowercased() == eventType
  }

  /// Takes in bulk rows.
  mutating func add(_ segment: InteractionSegmentReader) throws {
    func position(_ name: String) -> Int? {
      segment.columns.firstIndex { $0.name.uppercased() == name }
    }
    guard let user = position("USER_ID"), let item = position("ITEM_ID"),
      let time = position("TIMESTAMP")
    else { return }
    let type = position("EVENT_TYPE")
    // By the segment's code, 0 for null; without a number for the types that are not wanted.
    var typeNumbers: [Int32?] = [eventType == nil ? -1 : nil]
    for name in try type.map({ try segment.strings(of: $0) }) ?? [] {
      typeNumbers.append(isWanted(name) ? types.code(adding: name) : nil)
    }
    if typeNumbers.allSatisfy({ $0 == nil }) { return }
    let users = try segment.strings(of: user).map { ExactText($0) }
    let numbers = try segment.strings(of: item).map { number(of: $0) }
    try segment.forEachBlock { chunks in
      guard case .codes(let userCodes) = chunks[user], case .codes(let itemCodes) = chunks[item],
        case .integers(let times) = chunks[time]
      else { return }
      var typeCodes: [UInt32] = []
      if let type, case .codes(let codes) = chunks[type] { typeCodes = codes }
      for row in times.indices {
        let code = typeCodes.indices.contains(row) ? Int(typeCodes[row]) : 0
        guard typeNumbers.indices.contains(code), let type = typeNumbers[code] else { continue }
        let (user, item) = (Int(userCodes[row]) - 1, Int(itemCodes[row]) - 1)
        guard users.indices.contains(user), numbers.indices.contains(item) else { continue }
        insert(Entry(time: times[row] &* 1000, item: numbers[item], type: type), for: users[user])
      }
    }
  }

  private mutating func claim(_ session: ExactText, for user: ExactText) {
    for (index, entry) in (rows[session] ?? []).enumerated() where entry.isUnclaimed {
      rows[session]?[index].isUnclaimed = false
      insert(Entry(time: entry.time, item: entry.item, type: entry.type), for: user)
    }
  }

  /// Puts an entry where its time belongs; the oldest of its type gives way when there are too
  /// many.
  private mutating func insert(_ entry: Entry, for key: ExactText) {
    var entries = rows.removeValue(forKey: key) ?? []
    defer { rows[key] = entries }
    if entries.count >= Self.limit, entries.count(where: { $0.type == entry.type }) >= Self.limit,
      let oldest = entries.firstIndex(where: { $0.type == entry.type })
    {
      if entries[oldest].time > entry.time { return }
      entries.remove(at: oldest)
    }
    var place = entries.count
    while place > 0, entries[place - 1].time > entry.time { place -= 1 }
    entries.insert(entry, at: place)
  }

  private mutating func number(of item: String) -> UInt32 {
    let item = ExactText(item)
    if let number = items[item] { return number }
    let number = UInt32(names.count)
    items[item] = number
    names.append(item)
    return number
  }
}
