/// Reads a published segment file of interactions with actions.
package struct ActionInteractionSegment {
  /// An interaction; user and action are indexes of ``users`` and ``actions``.
  package struct Row {
    package let user: Int
    package let action: Int
    package let type: StreamedActionEvent.EventType
    /// Epoch seconds.
    package let timestamp: Int64
  }

  package let users: [String]
  package let actions: [String]
  private let types: [StreamedActionEvent.EventType?]
  private let positions: (user: Int, action: Int, time: Int, type: Int)
  private let reader: InteractionSegmentReader

  /// - Returns: `nil` for a segment that lacks one of the columns.
  package init?(path: String) throws {
    let reader = try InteractionSegmentReader(path: path)
    func position(_ name: String) -> Int? {
      reader.columns.firstIndex { $0.name.uppercased() == name }
    }
    guard let user = position("USER_ID"), let action = position("ACTION_ID"),
      let time = position("TIMESTAMP"), let type = position("EVENT_TYPE")
    else { return nil }
    self.reader = reader
    positions = (user, action, time, type)
    users = try reader.strings(of: user)
    actions = try reader.strings(of: action)
    types = try reader.strings(of: type).map { StreamedActionEvent.EventType(spelled: $0) }
  }

  /// Hands `visit` the rows in their order; those without a value or of an unknown type are left
  /// out.
  package func forEachRow(_ visit: (Row) throws -> Void) throws {
    try reader.forEachBlock { chunks in
      guard case .codes(let userCodes) = chunks[positions.user],
        case .codes(let actionCodes) = chunks[positions.action],
        case .integers(let times) = chunks[positions.time],
        case .codes(let typeCodes) = chunks[positions.type]
      else { return }
      for row in times.indices {
        let (user, action) = (Int(userCodes[row]) - 1, Int(actionCodes[row]) - 1)
        let type = Int(typeCodes[row]) - 1
        guard users.indices.contains(user), actions.indices.contains(action),
          types.indices.contains(type), let type = types[type]
        else { continue }
        try visit(Row(user: user, action: action, type: type, timestamp: times[row]))
      }
    }
  }
}
