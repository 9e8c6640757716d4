import Platform
import SQLite
import Synchronization

/// What a group's database held of people and was deleted from it.
package struct ErasedRows: Codable, Sendable, Equatable {
  /// Streamed events: theirs, and those of their sessions that name nobody.
  package var events: Int64 = 0
  /// Streamed interactions with actions, likewise.
  package var actionEvents: Int64 = 0
  /// Links of sessions to them.
  package var sessions: Int64 = 0
  /// Records that PutUsers wrote.
  package var records: Int64 = 0
  /// Other rows that their ids were taken out of.
  package var mentions: Int64 = 0
  /// The oldest event deleted.
  package var firstEvent: Int64?
  /// When the oldest record deleted was written, in epoch milliseconds.
  package var firstRecord: Int64?

  package init() {}

  /// Rows of datasets among them.
  package var datasetRows: Int64 { events + actionEvents + records }

  package static func += (left: inout ErasedRows, right: ErasedRows) {
    left.events += right.events
    left.actionEvents += right.actionEvents
    left.sessions += right.sessions
    left.records += right.records
    left.mentions += right.mentions
    left.firstEvent = [left.firstEvent, right.firstEvent].compactMap(\.self).min()
    left.firstRecord = [left.firstRecord, right.firstRecord].compactMap(\.self).min()
  }
}

extension GroupStore {
  /// Deletes what was streamed of people, in transactions of bounded size, so that events of others
  /// never wait for long.
  ///
  /// What is left when it is interrupted, the next call deletes.
  ///
  /// - Parameters:
  ///   - limit: how many rows a transaction deletes of a table.
  ///   - mayGoOn: asked between transactions.
  package func eraseUsers(
    _ users: [String], limit: Int = 2000, mayGoOn: () -> Bool = { true }
  ) throws -> ErasedRows {
    var erased = ErasedRows()
    var position = 0
    while position < users.count, mayGoOn() {
      erased += try write { connection in
        var sum = ErasedRows()
        var left = limit
        while position < users.count, left > 0 {
          let step = try Self.erase(users[position], limit: left, connection)
          sum += step
          let count = Int(step.datasetRows + step.sessions)
          if count < left { position += 1 }
          left -= max(count, 1)
        }
        return sum
      }
    }
    return erased
  }

  /// What there is of people to be deleted.
  ///
  /// - Parameter limit: how many people are asked for in one go, while events of others wait.
  package func countUsers(_ users: [String], limit: Int = 200) throws -> ErasedRows {
    var sum = ErasedRows()
    for start in stride(from: 0, to: users.count, by: limit) {
      sum += try write { connection in
        try users[start..<min(start + limit, users.count)].reduce(into: ErasedRows()) {
          $0 += try Self.count($1, connection)
        }
      }
    }
    return sum
  }

  private static func count(_ user: String, _ connection: Connection) throws -> ErasedRows {
    func ask(_ sql: String) throws -> (count: Int64, first: Int64?) {
      try connection.first(sql, [.text(user)]) { row in
        (row.int64(0), row.optionalInt64(1))
      } ?? (0, nil)
    }
    var counted = ErasedRows()
    let events = try ask(
      """
      SELECT count(*), min(sequence) FROM events WHERE sequence IN (
        \(anonymousEvents) UNION SELECT sequence FROM events WHERE user_id = ?1)
      """)
    (counted.events, counted.firstEvent) = (events.count, events.first)
    counted.actionEvents = try ask(
      """
      SELECT count(*), min(sequence) FROM action_events WHERE sequence IN (
        \(anonymousActions) UNION SELECT sequence FROM action_events WHERE user_id = ?1)
      """
    ).count
    counted.sessions = try ask("SELECT count(*), NULL FROM sessions WHERE user_id = ?1").count
    let records = try ask(
      "SELECT count(*), min(written) FROM records WHERE dataset = 'USERS' AND id = ?1")
    (counted.records, counted.firstRecord) = (records.count, records.first)
    return counted
  }

  /// Deletes up to `limit` rows of a person.
  private static func erase(
    _ user: String, limit: Int, _ connection: Connection
  ) throws -> ErasedRows {
    var erased = ErasedRows()
    func left() -> Int { max(limit - Int(erased.datasetRows + erased.sessions), 0) }
    func delete(_ sql: String) throws -> [Int64] {
      try connection.query(sql, [.text(user), Value(left())]) { row in row.int64(0) }
    }
    // Links last: they tell which events that name nobody are the person's.
    for condition in [anonymousEvents, "SELECT sequence FROM events WHERE user_id = ?1"] {
      let gone = try delete(
        "DELETE FROM events WHERE sequence IN (\(condition) LIMIT ?2) RETURNING sequence")
      erased.events += Int64(gone.count)
      erased.firstEvent = [erased.firstEvent, gone.min()].compactMap(\.self).min()
    }
    for condition in [
      anonymousActions, "SELECT sequence FROM action_events WHERE user_id = ?1",
    ] {
      erased.actionEvents += Int64(
        try delete(
          "DELETE FROM action_events WHERE sequence IN (\(condition) LIMIT ?2) RETURNING sequence"
        ).count)
    }
    if left() > 0 {
      erased.sessions = Int64(
        try delete(
          """
          DELETE FROM sessions WHERE session_id IN (
            SELECT session_id FROM sessions WHERE user_id = ?1 LIMIT ?2) RETURNING 1
          """
        ).count)
      let written = try connection.query(
        "DELETE FROM records WHERE dataset = ? AND id = ? RETURNING written",
        [.text(DatasetType.users.rawValue), .text(user)]
      ) { row in row.int64(0) }
      erased.records = Int64(written.count)
      erased.firstRecord = written.min()
    }
    return erased
  }

  /// Events that name nobody, of sessions that are the person's or are named by the id.
  private static let anonymousEvents = """
    SELECT sequence FROM events WHERE user_id IS NULL AND session_id IN (
      SELECT session_id FROM sessions WHERE user_id = ?1 UNION SELECT ?1)
    """

  /// The same of interactions with actions; the newest that names somebody tells whose the
  /// session is.
  private static let anonymousActions = """
    SELECT sequence FROM action_events WHERE user_id IS NULL AND session_id IN (
      SELECT session_id FROM action_events WHERE user_id = ?1
      UNION SELECT session_id FROM sessions WHERE user_id = ?1 UNION SELECT ?1)
    AND ?1 IN (session_id, coalesce(
      (SELECT named.user_id FROM action_events named
        WHERE named.session_id = action_events.session_id AND named.user_id IS NOT NULL
        ORDER BY named.sequence DESC LIMIT 1),
      (SELECT user_id FROM sessions WHERE sessions.session_id = action_events.session_id)))
    """
}

// MARK: - Rows of others that carry an id

extension GroupStore {
  /// A table whose rows may carry the ids of people they are not of.
  package enum RevisedTable: String, Sendable, CaseIterable {
    case events
    case actionEvents = "action_events"
    case records

    /// Texts in which a client may have put anything.
    fileprivate var columns: [String] {
      switch self {
      case .events:
        [
          "event_id", "session_id", "event_type", "recommendation_id", "impression",
          "attribution_source", "properties", "shown",
        ]
      case .actionEvents:
        ["event_id", "session_id", "recommendation_id", "impression", "properties"]
      case .records: ["body"]
      }
    }

    fileprivate var key: String { self == .records ? "dataset, id" : "sequence" }
  }

  /// What is to become of a text.
  package enum Revision: Sendable {
    case keep
    case replace(String?)
  }

  /// Changes texts of a table, a bounded number of rows a transaction.
  ///
  /// - Parameter decide: told the column and its text; to be quick.
  /// - Returns: how many rows were changed.
  package func revise(
    _ table: RevisedTable, limit: Int = 5000, mayGoOn: () -> Bool = { true },
    decide: (_ column: String, _ text: String) -> Revision
  ) throws -> Int64 {
    defer { if table == .records { itemsVersion.add(1, ordering: .relaxed) } }
    var after: [Value] = table == .records ? [.text(""), .text("")] : [.integer(0)]
    var changed: Int64 = 0
    while mayGoOn() {
      let step = try write { connection in
        try Self.revise(table, after: after, limit: limit, connection, decide)
      }
      changed += step.changed
      guard let last = step.last else { return changed }
      after = last
    }
    return changed
  }

  private static func revise(
    _ table: RevisedTable, after: [Value], limit: Int, _ connection: Connection,
    _ decide: (String, String) -> Revision
  ) throws -> (changed: Int64, last: [Value]?) {
    let places = after.map { _ in "?" }.joined(separator: ", ")
    let columns = table.columns
    var last: [Value]?
    var changes: [(key: [Value], column: String, text: String?)] = []
    _ = try connection.query(
      """
      SELECT \(table.key), \(columns.joined(separator: ", ")) FROM \(table.rawValue)
      WHERE (\(table.key)) > (\(places)) ORDER BY \(table.key) LIMIT ?
      """, after + [Value(limit)]
    ) { row in
      let key: [Value] =
        table == .records ? [.text(row.string(0)), .text(row.string(1))] : [.integer(row.int64(0))]
      last = key
      for (index, column) in columns.enumerated() {
        guard let text = row.optionalString(after.count + index) else { continue }
        if case .replace(let new) = decide(column, text) { changes.append((key, column, new)) }
      }
    }
    var rows: Int64 = 0
    for (index, change) in changes.enumerated() {
      try connection.run(
        "UPDATE \(table.rawValue) SET \(change.column) = ? WHERE (\(table.key)) = (\(places))",
        [Value(change.text)] + change.key)
      if index == 0 || changes[index - 1].key != change.key { rows += 1 }
    }
    return (rows, last)
  }
}

extension GroupStore {
  /// Removes what is known of whose sessions are, for sessions whose ids are not to stay; a bounded
  /// number of them a transaction.
  ///
  /// - Parameter isUnwanted: told a session's id; to be quick.
  package func removeSessions(
    limit: Int = 5000, mayGoOn: () -> Bool = { true }, where isUnwanted: (String) -> Bool
  ) throws {
    var last: String? = ""
    while let after = last, mayGoOn() {
      last = try write { connection in
        let ids = try connection.query(
          "SELECT session_id FROM sessions WHERE session_id > ? ORDER BY session_id LIMIT ?",
          [.text(after), Value(limit)]
        ) { row in row.string(0) }
        for id in ids where isUnwanted(id) {
          try connection.run("DELETE FROM sessions WHERE session_id = ?", [.text(id)])
        }
        return ids.last
      }
    }
  }
}
