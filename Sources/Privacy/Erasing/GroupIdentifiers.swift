import JSON
import Platform
import Store

/// Every text of a dataset group's rows that may be a user's id, in segments and in `data.sqlite`.
///
/// Dictionaries make it a walk over distinct texts where rows are many. A text may come again.
struct GroupIdentifiers {
  let directory: String

  /// Hands `visit` the texts, also the elements of lists with `|`.
  func forEach(_ visit: (String) throws -> Void) throws {
    let reader = try GroupReader(directory: directory)
    try reader.snapshot {
      for type in DatasetType.allCases {
        for segment in try reader.segments(of: type.rawValue) {
          if type.holdsInteractions {
            try Self.interactions(segment.path, visit)
          } else {
            try RecordSegmentReader(path: segment.path).forEachRecord { id, body in
              try Self.record(id, body, visit)
            }
          }
        }
        try reader.records(of: type.rawValue) { id, body, _ in try Self.record(id, body, visit) }
      }
      for (session, user) in try reader.sessionOwners() {
        try visit(session.text)
        try visit(user)
      }
      try reader.events { event in
        for text in [event.userID, event.sessionID] { try text.map(visit) }
        for list in [event.impression, event.shown] { try list.map { try Self.list($0, visit) } }
        try event.properties.map { try Self.strings($0, visit) }
      }
      try reader.actionEvents { event in
        for text in [event.userID, event.sessionID] { try text.map(visit) }
        try event.impression.map { try Self.list($0, visit) }
        try event.properties.map { try Self.strings($0, visit) }
      }
    }
  }

  private static func interactions(_ path: String, _ visit: (String) throws -> Void) throws {
    let reader = try InteractionSegmentReader(path: path)
    for (position, column) in reader.columns.enumerated() where column.type == .string {
      try reader.forEachString(of: position) { _, text in try list(text, visit) }
    }
  }

  private static func record(
    _ id: String, _ body: String, _ visit: (String) throws -> Void
  ) throws {
    try visit(id)
    try strings(body, visit)
  }

  private static func strings(_ document: String, _ visit: (String) throws -> Void) throws {
    guard let value = try? JSONValue(parsing: document) else { return }
    try strings(value, visit)
  }

  private static func strings(_ value: JSONValue, _ visit: (String) throws -> Void) throws {
    switch value {
    case .string(let text): try list(text, visit)
    case .array(let elements): for element in elements { try strings(element, visit) }
    case .object(let members): for member in members.values { try strings(member, visit) }
    case .number, .boolean, .null: break
    }
  }

  private static func list(_ text: String, _ visit: (String) throws -> Void) throws {
    try visit(text)
    guard text.utf8.contains(UInt8(ascii: "|")) else { return }
    for element in text.unicodeScalars.split(separator: "|") { try visit(String(element)) }
  }
}
