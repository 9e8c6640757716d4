import Platform
import Store

/// Histories by user and by session, and which session belongs to whom.
struct LiveHistories: Sendable {
  /// By user id, and by session id for all that happened in the session.
  private(set) var byKey: [String: LiveHistory] = [:]
  private var owners: [String: String] = [:]
  /// The newest event taken in.
  private var newest: Int64 = 0
  /// One copy of each longer item id and event type.
  private var names: Set<String> = []

  /// Whose histories an event went to.
  struct Keys {
    let session: String
    let person: String?
  }

  init() {}

  /// Reads a group's log behind `sequence`.
  init(reading store: GroupStore, after sequence: Int64) throws {
    let reader = try store.reader()
    try reader.snapshot {
      owners = try reader.sessionOwners()
      try reader.events(after: sequence) { event in _ = add(event) }
    }
  }

  /// Takes in an event; `nil` when it was known already.
  mutating func add(_ event: StreamedEvent) -> Keys? {
    guard event.sequence > newest else { return nil }
    newest = event.sequence
    let session = event.sessionID
    let previousOwner = owners[session]
    let person = event.userID ?? previousOwner
    if let person, person != previousOwner { link(session, to: person) }
    let live = LiveEvent(
      sequence: event.sequence, time: event.timestamp.milliseconds, item: pooled(event.itemID),
      type: pooled(event.eventType), value: event.eventValue, isUnclaimed: person == nil)
    byKey[session, default: LiveHistory()].insert(live)
    if let person, person != session { byKey[person, default: LiveHistory()].insert(live) }
    return Keys(session: session, person: person)
  }

  /// Drops the events up to `sequence`: all models have seen them.
  mutating func forget(through sequence: Int64) {
    for (key, history) in byKey {
      guard let oldest = history.events.map(\.sequence).min(), oldest <= sequence else { continue }
      byKey[key]?.forget(through: sequence)
      if byKey[key]?.events.isEmpty == true { byKey[key] = nil }
    }
  }

  private mutating func link(_ session: String, to person: String) {
    owners[session] = person
    guard person != session else { return }
    for event in byKey[session]?.claim() ?? [] {
      byKey[person, default: LiveHistory()].insert(event)
    }
  }

  /// Short texts need no memory of their own, so only longer ones are shared.
  private mutating func pooled(_ text: String) -> String {
    text.utf8.count <= 15 ? text : names.insert(text).memberAfterInsert
  }
}
