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
      try load(actions: try InteractionSegmentReader(path: segment.path))
    }
    try loadActionEvents(from: reader)
  }

  private mutating func load(actions segment: InteractionSegmentReader) throws {
    func position(_ name: String) -> Int? {
      segment.columns.firstIndex { $0.name.uppercased() == name }
    }
    guard let user = position("USER_ID"), let action = position("ACTION_ID"),
      let time = position("TIMESTAMP"), let type = position("EVENT_TYPE")
    else { return }
    let users = try segment.strings(of: user).map { builder.users.intern($0) }
    let actions = try segment.strings(of: action).map { builder.actions.actions.intern($0) }
    let responses = try segment.strings(of: type).map {
      StreamedActionEvent.EventType(spelled: $0)?.response
    }
    try segment.forEachBlock { chunks in
      guard case .codes(let userCodes) = chunks[user],
        case .codes(let actionCodes) = chunks[action],
        case .integers(let times) = chunks[time], case .codes(let typeCodes) = chunks[type]
      else { return }
      for row in userCodes.indices {
        guard let user = Self.entry(users, userCodes[row]),
          let action = Self.entry(actions, actionCodes[row]),
          let response = Self.entry(responses, typeCodes[row]) ?? nil
        else { continue }
        builder.actions.append(
          user: user, action: action, response: response, timestamp: times[row])
      }
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
