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
  /// Whose entries a session has; those of its owners alone.
  private var visitors: [ExactText: [ExactText]] = [:]

  private struct Entry {
    /// Epoch milliseconds.
    let time: Int64
    let item: UInt32
    /// -1 for an interaction without a type.
    let type: Int32
    /// Whether it came in a session that belongs to nobody yet.
    var isUnclaimed = false
    /// Of a session's entry, whose it is: 1 more than the place among the session's visitors; 0 for
    /// nobody's.
    var visitor: UInt16 = 0
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

  /// What filters of users see of everybody's interactions.
  ///
  /// - Parameter user: the number of a user, `nil` for one that is of no interest.
  func filterEvents(ofUsers user: (String) -> Int?) -> FilterEvents {
    var events = FilterEvents(types: types, perTypeMax: .max)
    for (key, entries) in rows {
      guard let number = user(key.text) else { continue }
      for type in Set(entries.map(\.type)) {
        events.insert(type: type < 0 ? nil : type, entity: number)
      }
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
    var entry = Entry(
      time: event.timestamp.milliseconds, item: number(of: event.itemID),
      type: types.code(adding: event.eventType), isUnclaimed: person == nil)
    if let person, person != session { insert(entry, for: person) }
    if let person { entry.visitor = number(of: person, visiting: session) }
    insert(entry, for: session)
  }

  /// - Returns: the same for all beyond the last number there is.
  private mutating func number(of person: ExactText, visiting session: ExactText) -> UInt16 {
    let known = visitors[session] ?? []
    if let place = known.lastIndex(of: person) { return UInt16(place + 1) }
    guard known.count < Int(UInt16.max) else { return .max }
    visitors[session] = known + [person]
    return UInt16(known.count + 1)
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
    let visitor = number(of: user, visiting: session)
    for (index, entry) in (rows[session] ?? []).enumerated() where entry.isUnclaimed {
      rows[session]?[index].isUnclaimed = false
      rows[session]?[index].visitor = visitor
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

// MARK: - Forgetting

extension SeenTable {
  /// How many interactions of these people are here.
  func count(of people: ForgottenPeople) -> Int {
    let own = people.users.reduce(0) { $0 + (rows[$1]?.count ?? 0) }
    return sessions(of: people).reduce(own) { count, session in
      count + (rows[session]?.count { isOf(people, $0, in: session) } ?? 0)
    }
  }

  /// Drops these people's interactions; a session's others keep theirs.
  ///
  /// - Returns: the sessions that have changed.
  mutating func forget(_ people: ForgottenPeople) -> [ExactText] {
    let sessions = sessions(of: people)
    for session in sessions {
      let kept = rows[session]?.filter { !isOf(people, $0, in: session) } ?? []
      rows[session] = kept.isEmpty ? nil : kept
      // Nobody moves up: the entries have the places.
      let others = visitors[session]?.map { people.users.contains($0) ? ExactText("") : $0 } ?? []
      visitors[session] = others.allSatisfy(\.text.isEmpty) ? nil : others
    }
    for user in people.users { rows[user] = nil }
    return sessions
  }

  private func sessions(of people: ForgottenPeople) -> [ExactText] {
    visitors.filter { $0.value.contains { people.users.contains($0) } }.map(\.key)
  }

  private func isOf(_ people: ForgottenPeople, _ entry: Entry, in session: ExactText) -> Bool {
    guard entry.visitor > 0, let visitors = visitors[session] else { return false }
    return people.users.contains(visitors[Int(entry.visitor) - 1])
  }
}
