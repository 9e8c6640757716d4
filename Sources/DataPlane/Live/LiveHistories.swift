import Platform
import Store

/// Histories by user and by session, bounded in memory.
///
/// Least recently used ones go first, approximately: they are kept in two generations, the younger
/// one takes in what is used, and when it is full the older one is dropped. What was dropped is
/// read from the group's log when it is asked for again.
struct LiveHistories: Sendable {
  /// How many events a generation holds by default; some 35 MB.
  static let generationLimit = 500_000

  private var young: [ExactText: LiveHistory] = [:]
  private var old: [ExactText: LiveHistory] = [:]
  /// Events in the young generation, and 1 for each history.
  private var youngSize = 0
  private let limit: Int
  /// Whether there may be more in the log than here.
  private(set) var hasDropped = false
  /// The newest event taken in.
  private var newest: Int64 = 0
  /// How many histories were read back from the log.
  private var reads = 0
  /// One copy of each longer item id and event type.
  private var names: Set<ExactText> = []

  /// Whose histories an event went to.
  struct Keys {
    let session: String
    let person: String?
  }

  init(generationLimit: Int = Self.generationLimit) {
    limit = generationLimit
  }

  /// Reads a group's log behind `sequence`.
  init(
    reading store: GroupStore, after sequence: Int64, generationLimit: Int = Self.generationLimit
  ) throws {
    self.init(generationLimit: generationLimit)
    try store.reader().events(after: sequence) { event in _ = add(event) }
  }

  /// The history of a user or session; `nil` when it must be read from the log.
  mutating func history(of key: String) -> LiveHistory? {
    let key = ExactText(key)
    promote(key)
    return young[key] ?? (hasDropped ? nil : LiveHistory())
  }

  /// The version of a history, unless it is in the log alone.
  func version(of key: String) -> Int? {
    let key = ExactText(key)
    return (young[key] ?? old[key])?.version ?? (hasDropped ? nil : 0)
  }

  /// Takes in a history read from the log.
  mutating func insert(_ history: LiveHistory, for key: String) {
    let key = ExactText(key)
    promote(key)
    guard young[key] == nil else { return }
    reads += 1
    put(history.withVersion(reads << 32), for: key)
  }

  /// Takes in an event; `nil` when it was known already.
  mutating func add(_ event: StreamedEvent) -> Keys? {
    guard event.sequence > newest else { return nil }
    newest = event.sequence
    let (session, person) = (event.sessionID, event.person)
    let other = person.flatMap { $0.isExactly(session) ? nil : ExactText($0) }
    if event.claimsSession, let other { claim(ExactText(session), for: other) }
    let live = LiveEvent(
      event, item: pooled(event.itemID), type: pooled(event.eventType))
    add(live, to: ExactText(session))
    if let other { add(live, to: other) }
    return Keys(session: session, person: person)
  }

  /// Drops the events up to `sequence`: all models have seen them.
  mutating func forget(through sequence: Int64) {
    Self.forget(through: sequence, in: &young)
    Self.forget(through: sequence, in: &old)
    youngSize = young.values.reduce(0) { $0 + $1.events.count + 1 }
  }

  private static func forget(through sequence: Int64, in histories: inout [ExactText: LiveHistory])
  {
    for (key, history) in histories {
      guard let oldest = history.events.map(\.sequence).min(), oldest <= sequence else { continue }
      histories[key]?.forget(through: sequence)
    }
  }

  /// All users and sessions that have a history here.
  var keys: [ExactText] { Array(young.keys) + Array(old.keys) }

  /// How many events of these people are among the histories of `keys`.
  func count(of people: ForgottenPeople, in keys: some Sequence<ExactText>) -> Int {
    keys.reduce(0) { count, key in
      let history = young[key] ?? old[key]
      return count + (history?.count(of: people, isOwn: people.users.contains(key)) ?? 0)
    }
  }

  /// Drops these people's events from the histories of `keys`; a session's others keep theirs.
  ///
  /// - Returns: whose histories have changed.
  mutating func forget(
    _ people: ForgottenPeople, in keys: some Sequence<ExactText>
  ) -> [ExactText] {
    var changed: [ExactText] = []
    for key in keys {
      let isOwn = people.users.contains(key)
      guard var history = young[key] ?? old[key],
        isOwn || history.count(of: people, isOwn: false) > 0
      else { continue }
      changed.append(key)
      let isYoung = young[key] != nil
      if isYoung { youngSize -= history.events.count + 1 }
      history.forget(people, isOwn: isOwn)
      let kept = history.events.isEmpty ? nil : history
      if isYoung {
        young[key] = kept
        youngSize += kept.map { $0.events.count + 1 } ?? 0
      } else {
        old[key] = kept
      }
    }
    return changed
  }

  /// Gives a user what happened in a session before it had an owner.
  private mutating func claim(_ session: ExactText, for person: ExactText) {
    promote(session)
    guard young[session] != nil || !hasDropped else {
      // The log tells the two together.
      if let history = young.removeValue(forKey: person) { youngSize -= history.events.count + 1 }
      old[person] = nil
      return
    }
    let mark = PersonMark(person.text)
    for event in young[session]?.claim(for: mark) ?? [] { add(event, to: person) }
  }

  private mutating func add(_ event: LiveEvent, to key: ExactText) {
    makeRoom(for: 1)
    promote(key)
    if young[key] == nil {
      if hasDropped { return }
      put(LiveHistory(), for: key)
    }
    young[key]?.insert(event)
    youngSize += 1
  }

  private mutating func promote(_ key: ExactText) {
    if let history = old.removeValue(forKey: key) { put(history, for: key) }
  }

  private mutating func put(_ history: LiveHistory, for key: ExactText) {
    makeRoom(for: history.events.count + 1)
    young[key] = history
    youngSize += history.events.count + 1
  }

  /// Begins a new generation when the young one cannot take in so much more.
  private mutating func makeRoom(for size: Int) {
    guard youngSize + size > limit, !young.isEmpty else { return }
    if !old.isEmpty { hasDropped = true }
    old = young
    young = [:]
    youngSize = 0
    names = []
  }

  /// Short texts need no memory of their own, so only longer ones are shared.
  private mutating func pooled(_ text: String) -> String {
    text.utf8.count <= 15 ? text : names.insert(ExactText(text)).memberAfterInsert.text
  }
}
