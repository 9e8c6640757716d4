package import Platform
import SQLite

/// A published file of bulk rows.
package struct Segment: Sendable, Equatable {
  package let id: Int64
  /// INTERACTIONS, ITEMS, USERS, ...
  package let dataset: String
  package let path: String
  package let rows: Int64
  package let published: Timestamp
}

/// A published model of a solution version.
package struct ModelArtefact: Sendable, Equatable {
  package let path: String
  /// The newest streamed event the training saw; later ones are for the data plane to add.
  package let lastEvent: Int64
  package let published: Timestamp
  /// Whether rows it has learnt from were erased: it is to be trained again.
  package let isOutdated: Bool
}

/// Reads a dataset group's rows on a snapshot; any process may have one.
///
/// It has one owner at a time, like the connection it holds.
package final class GroupReader {
  let connection: Connection
  private let directory: String

  /// - Parameter directory: the group's folder, which holds `data.sqlite`.
  package init(directory: String) throws {
    self.directory = directory
    connection = try Connection(path: directory + "/data.sqlite", mode: .readOnly)
  }

  /// Runs `body` on one unchanging state of the group's rows.
  package func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try connection.transaction(body)
  }

  /// The live segments of a dataset, oldest first.
  package func segments(of dataset: String) throws -> [Segment] {
    try connection.query(
      "SELECT id, dataset, file, rows, published FROM segments WHERE dataset = ? ORDER BY id",
      [.text(dataset)]
    ) { row in
      Segment(
        id: row.int64(0), dataset: row.string(1), path: "\(directory)/segments/\(row.string(2))",
        rows: row.int64(3), published: Timestamp(milliseconds: row.int64(4)))
    }
  }

  /// The model of a solution version, once its training has published one.
  package func model(of solutionVersionARN: String) throws -> ModelArtefact? {
    try connection.first(
      "SELECT \(Self.artefactColumns) FROM models WHERE solution_version_arn = ?",
      [.text(solutionVersionARN)]
    ) { row in artefact(row) }
  }

  /// All models that are published, by the ARN of what they are of.
  package func models() throws -> [(arn: String, artefact: ModelArtefact)] {
    try connection.query(
      """
      SELECT \(Self.artefactColumns), solution_version_arn FROM models
      ORDER BY solution_version_arn
      """
    ) { row in (row.string(4), artefact(row)) }
  }

  private static let artefactColumns = "file, last_event, published, is_outdated"

  private func artefact(_ row: Row) -> ModelArtefact {
    ModelArtefact(
      path: "\(directory)/models/\(row.string(0))", lastEvent: row.int64(1),
      published: Timestamp(milliseconds: row.int64(2)), isOutdated: row.int(3) != 0)
  }

  /// Hands `visit` every streamed event behind `sequence`, in the order of arrival.
  package func events(
    after sequence: Int64 = 0, _ visit: (StreamedEvent) throws -> Void
  ) throws {
    try connection.withStatement(
      "SELECT \(EventColumns.list) FROM events WHERE sequence > ? ORDER BY sequence"
    ) { statement in
      try statement.bind(sequence, at: 0)
      while try statement.step() { try visit(EventColumns.read(statement.row)) }
    }
  }

  /// Hands `visit` the newest streamed events up to `sequence` that tell what was shown, newest
  /// first.
  package func eventsWithImpressions(
    through sequence: Int64, limit: Int, _ visit: (StreamedEvent) throws -> Void
  ) throws {
    try connection.withStatement(
      """
      SELECT \(EventColumns.list) FROM events
      WHERE sequence <= ? AND (impression IS NOT NULL OR shown IS NOT NULL)
      ORDER BY sequence DESC LIMIT ?
      """
    ) { statement in
      try statement.bind(sequence, at: 0)
      try statement.bind(Int64(limit), at: 1)
      while try statement.step() { try visit(EventColumns.read(statement.row)) }
    }
  }

  /// The sequence number of the newest streamed event; 0 when there is none.
  package func lastEvent() throws -> Int64 {
    try connection.first("SELECT coalesce(max(sequence), 0) FROM events") {
      row in row.int64(0)
    } ?? 0
  }

  /// The sequence number of the newest streamed interaction with an action; 0 when there is none.
  package func lastActionEvent() throws -> Int64 {
    try connection.first("SELECT coalesce(max(sequence), 0) FROM action_events") {
      row in row.int64(0)
    } ?? 0
  }

  /// The newest time at which records of a dataset were written, and how many then; zeros when
  /// there are none.
  package func lastRecords(of dataset: String) throws -> (time: Timestamp, count: Int) {
    let found = try connection.first(
      """
      SELECT written, count(*) FROM records
      WHERE dataset = ?1 AND written = (SELECT max(written) FROM records WHERE dataset = ?1)
      """, [.text(dataset)]
    ) { row in (row.optionalInt64(0), row.int(1)) }
    return (Timestamp(milliseconds: found?.0 ?? 0), found?.1 ?? 0)
  }

  /// Hands `visit` every event behind `sequence` that a user or a session with this id had, in the
  /// order of arrival: the user's own, those of the user's sessions that name nobody, those of the
  /// session.
  package func events(
    of key: String, after sequence: Int64, _ visit: (StreamedEvent) throws -> Void
  ) throws {
    try connection.withStatement(
      """
      SELECT \(EventColumns.list) FROM events WHERE sequence > ?1 AND sequence IN (
        SELECT sequence FROM events WHERE user_id = ?2
        UNION SELECT sequence FROM events WHERE session_id = ?2
        UNION SELECT e.sequence FROM sessions s JOIN events e ON e.session_id = s.session_id
          WHERE s.user_id = ?2 AND e.user_id IS NULL)
      ORDER BY sequence
      """
    ) { statement in
      try statement.bind(sequence, at: 0)
      try statement.bind(key, at: 1)
      while try statement.step() { try visit(EventColumns.read(statement.row)) }
    }
  }

  /// Hands `visit` every streamed interaction with an action behind `sequence`, in the order of
  /// arrival.
  package func actionEvents(
    after sequence: Int64 = 0, _ visit: (StreamedActionEvent) throws -> Void
  ) throws {
    try connection.withStatement(
      """
      SELECT sequence, event_id, user_id, session_id, action_id, event_type, timestamp,
        recommendation_id, impression, properties, CASE WHEN user_id IS NULL THEN coalesce(
          (SELECT named.user_id FROM action_events named
            WHERE named.session_id = action_events.session_id AND named.user_id IS NOT NULL
            ORDER BY named.sequence DESC LIMIT 1),
          (SELECT user_id FROM sessions WHERE sessions.session_id = action_events.session_id)) END
      FROM action_events WHERE sequence > ? ORDER BY sequence
      """
    ) { statement in
      try statement.bind(sequence, at: 0)
      while try statement.step() { try visit(try Self.actionEvent(statement.row)) }
    }
  }

  private static func actionEvent(_ row: Row) throws -> StreamedActionEvent {
    guard let type = StreamedActionEvent.EventType(rawValue: row.string(5)) else {
      throw StoreError.corrupt(
        path: "action_events", reason: "the event type \(row.string(5)) is unknown")
    }
    var event = StreamedActionEvent(
      eventID: row.string(1), userID: row.optionalString(2), sessionID: row.string(3),
      actionID: row.string(4), eventType: type,
      timestamp: Timestamp(milliseconds: row.int64(6)), recommendationID: row.optionalString(7),
      impression: row.optionalString(8), properties: row.optionalString(9))
    event.sequence = row.int64(0)
    event.sessionOwner = row.optionalString(10)
    return event
  }

  /// Which user each linked session belongs to.
  package func sessionOwners() throws -> [ExactText: String] {
    let rows = try connection.query("SELECT session_id, user_id FROM sessions") {
      row in (ExactText(row.string(0)), row.string(1))
    }
    return Dictionary(rows, uniquingKeysWith: { _, last in last })
  }

  /// Hands `visit` each session that names somebody, and whom: its owner by the events, and
  /// everybody by the interactions with actions.
  package func sessions(_ visit: (_ session: String, _ user: String) throws -> Void) throws {
    try connection.withStatement(
      """
      SELECT session_id, user_id FROM sessions UNION ALL
      SELECT session_id, user_id FROM action_events WHERE user_id IS NOT NULL
      """
    ) { statement in
      while try statement.step() {
        try visit(statement.row.string(0), statement.row.string(1))
      }
    }
  }

  /// Those whom `sessions` names of one session.
  package func owners(ofSession session: String) throws -> [String] {
    try connection.query(
      """
      SELECT user_id FROM sessions WHERE session_id = ?1 UNION
      SELECT user_id FROM action_events WHERE session_id = ?1 AND user_id IS NOT NULL
      """, [.text(session)]
    ) { row in row.string(0) }
  }

  /// Which user each session belonged to after the event of a sequence number.
  package func sessionOwners(until sequence: Int64) throws -> [ExactText: String] {
    let rows = try connection.query(
      """
      SELECT session_id, user_id FROM events
      WHERE user_id IS NOT NULL AND sequence <= ? ORDER BY sequence
      """, [.integer(sequence)]
    ) { row in (ExactText(row.string(0)), row.string(1)) }
    return Dictionary(rows, uniquingKeysWith: { _, last in last })
  }

  /// When a record with that id was written by PutItems and its kin, if it was.
  package func recordWritten(_ id: String, of dataset: String) throws -> Timestamp? {
    try connection.first(
      "SELECT written FROM records WHERE dataset = ? AND id = ?", [.text(dataset), .text(id)]
    ) { row in Timestamp(milliseconds: row.int64(0)) }
  }

  /// The erasure epoch of what is read: outside a snapshot, that of now.
  package func erasureEpoch() throws -> Int64 { try GroupStore.epoch(connection) }

  /// Hands `visit` the id, JSON body and time of every record written by PutItems and its kin.
  package func records(
    of dataset: String,
    _ visit: (_ id: String, _ body: String, _ written: Timestamp) throws -> Void
  ) throws {
    try connection.withStatement("SELECT id, body, written FROM records WHERE dataset = ?") {
      statement in
      try statement.bind(dataset, at: 0)
      while try statement.step() {
        let row = statement.row
        try visit(row.string(0), row.string(1), Timestamp(milliseconds: row.int64(2)))
      }
    }
  }
}

enum EventColumns {
  static let list = """
    sequence, event_id, user_id, session_id, item_id, event_type, event_value, timestamp, \
    recommendation_id, impression, attribution_source, properties, \
    CASE WHEN events.user_id IS NULL THEN \
    (SELECT user_id FROM sessions WHERE sessions.session_id = events.session_id) END, \
    shown, recommended_by
    """

  static func read(_ row: Row) -> StreamedEvent {
    var event = StreamedEvent(
      eventID: row.string(1), userID: row.optionalString(2), sessionID: row.string(3),
      itemID: row.string(4), eventType: row.string(5), eventValue: row.optionalDouble(6),
      timestamp: Timestamp(milliseconds: row.int64(7)), recommendationID: row.optionalString(8),
      impression: row.optionalString(9), shown: row.optionalString(13),
      attributionSource: row.optionalString(10), recommendedBy: row.optionalString(14),
      properties: row.optionalString(11))
    event.sequence = row.int64(0)
    event.sessionOwner = row.optionalString(12)
    return event
  }
}
