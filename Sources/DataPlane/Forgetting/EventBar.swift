import Platform
import Store

/// Turns away the events of people who are not to be known, of one request.
struct EventBar: Sendable {
  let subjects: Subjects
  let group: TenantScoped
  /// When the request was received.
  let now: Timestamp

  /// An event that is not taken in.
  struct Refusal {
    /// Because of whom.
    let user: String
    let reason: DropReason
  }

  /// Why an event is turned away; `nil` when it is not.
  ///
  /// It is a person's if it names one, comes in a session of theirs, or has the id for that of its
  /// session or item. What was postponed has waited before it came here.
  func refusal(of event: StreamedEvent) -> Refusal? {
    refusal(of: [event.person, event.sessionID, event.itemID], at: event.timestamp)
  }

  func refusal(of event: StreamedActionEvent) -> Refusal? {
    refusal(of: [event.person, event.sessionID, event.actionID], at: event.timestamp)
  }

  /// Why a record is turned away, whose id is a user's; `nil` when it is not.
  func refusal(ofRecord user: String) -> Refusal? { refusal(of: [user], at: now) }

  private func refusal(of ids: [String?], at moment: Timestamp) -> Refusal? {
    guard !subjects.isQuiet(group.tenant) else { return nil }
    for case let id? in ids {
      switch subjects.fate(of: id, at: moment, received: now, in: group) {
      case .taken: continue
      case .dropped(let reason): return Refusal(user: id, reason: reason)
      case .postponed: return Refusal(user: id, reason: .erasing)
      }
    }
    return nil
  }

  /// Whether a value is the id of somebody who is not to be known; for what others tell of them.
  func bars(_ value: some StringProtocol, at moment: Timestamp) -> Bool {
    subjects.fate(of: String(value), at: moment, received: now, in: group) != .taken
  }

  /// `nil` when there is nobody whose id could be a value.
  var values: ValueBar? { subjects.isQuiet(group.tenant) ? nil : ValueBar(bar: self) }
}

/// Takes the ids of people who are not to be known out of what others' events and records tell.
struct ValueBar: Sendable {
  fileprivate let bar: EventBar

  /// The rest of a value that may be several, with `|` between them; `nil` when nothing is left.
  func rest(of text: String, at moment: Timestamp? = nil) -> String? {
    let parts = text.unicodeScalars.split(separator: "|", omittingEmptySubsequences: false)
    let kept = parts.filter { !bar.bars(String($0), at: moment ?? bar.now) }
    if bar.bars(text, at: moment ?? bar.now) { return nil }
    if kept.count == parts.count { return text }
    return kept.isEmpty ? nil : kept.map { String($0) }.joined(separator: "|")
  }
}
