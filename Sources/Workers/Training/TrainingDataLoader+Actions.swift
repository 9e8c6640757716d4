import JSON
import Platform
import Recipes
import Store

/// Actions, and what users did with them.
extension TrainingDataLoader {
  /// Takes an action's record in place of an earlier one.
  mutating func setAction(_ id: String, to record: JSONValue) {
    let action = builder.actions.actions.intern(id)
    func whole(_ names: String...) -> Int64? {
      let number = names.lazy.compactMap { record[$0]?.numberValue }.first
      return number.flatMap { Int64(exactly: $0.rounded()) }
    }
    builder.actions.set(
      action, value: record["VALUE"]?.numberValue.map { Float($0) },
      expiration: whole("EXPIRATION_TIMESTAMP", "ACTION_EXPIRATION_TIMESTAMP"),
      repeatDays: whole("REPEAT_FREQUENCY"))
  }

  /// Reads bulk rows and streamed interactions with actions.
  mutating func loadActionInteractions(from reader: GroupReader) throws {
    for segment in try segments(of: .actionInteractions, in: reader) {
      guard let rows = try ActionInteractionSegment(path: segment.path) else { continue }
      try load(rows)
    }
    try loadActionEvents(from: reader)
  }

  private mutating func load(_ segment: ActionInteractionSegment) throws {
    let users = segment.users.map { builder.users.intern($0) }
    let actions = segment.actions.map { builder.actions.actions.intern($0) }
    try segment.forEachRow { row in
      builder.actions.append(
        user: users[row.user], action: actions[row.action], response: row.type.response,
        timestamp: row.timestamp)
    }
  }

  /// A session belongs to the user whom an interaction of it names, be it one with an action or
  /// with an item; those of sessions that belong to nobody are left out.
  private mutating func loadActionEvents(from reader: GroupReader) throws {
    var owners =
      try bounds.map { try reader.sessionOwners(until: $0.lastEvent) } ?? reader.sessionOwners()
    let last = bounds?.lastActionEvent ?? .max
    try reader.actionEvents { event in
      guard event.sequence <= last else { return }
      if let user = event.userID { owners[ExactText(event.sessionID)] = user }
    }
    try reader.actionEvents { event in
      guard event.sequence <= last else { return }
      builder.actions.lastEvent = event.sequence
      guard let user = event.userID ?? owners[ExactText(event.sessionID)] else { return }
      builder.actions.append(
        user: builder.users.intern(user), action: builder.actions.actions.intern(event.actionID),
        response: event.eventType.response, timestamp: event.timestamp.seconds)
    }
  }
}

extension StreamedActionEvent.EventType {
  fileprivate var response: ActionData.Response {
    switch self {
    case .taken: .taken
    case .notTaken: .notTaken
    case .viewed: .viewed
    }
  }
}
