import Dispatch
package import Platform
import SQLite
import Synchronization

/// A dataset group's rows: the only writer of its `data.sqlite`.
package final class GroupStore: Sendable {
  package let name: String
  package let directory: String
  private let connection: Exclusive<Connection?>
  private let waiting = Mutex(Waiting())
  private let committer: DispatchQueue
  /// Where callers hear of their commits, in the order of the commits, so that the next commit
  /// need not wait for what they do.
  private let deliverer: DispatchQueue
  /// Counts events for metric attributions; lent together with the connection.
  let ledger: Exclusive<MetricLedger>
  /// Counts up when items may have changed.
  let itemsVersion = Atomic(0)
  let attributed = Mutex(MetricTotals())

  private struct Waiting {
    var batches: [Batch] = []
    var isCommitting = false
  }

  /// What one caller wants written; several share a transaction.
  private struct Batch {
    /// Writes and counts, and returns what to call once it is on the disk.
    let write: @Sendable (Connection, inout MetricLedger) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void
  }

  init(name: String, directory: String) throws {
    self.name = name
    self.directory = directory
    for folder in ["segments", "models"] { try Files.makeDirectory("\(directory)/\(folder)") }
    let connection = try Connection(path: directory + "/data.sqlite", mode: .durable)
    try connection.migrate(GroupSchema.migrations)
    let sums = try Self.metricSums(connection)
    attributed.withLock { $0.sums = sums }
    ledger = Exclusive(MetricLedger(directory: directory))
    self.connection = Exclusive(connection)
    committer = DispatchQueue(label: "bespoke.group.\(name)", qos: .background)
    deliverer = DispatchQueue(label: "bespoke.group.\(name).answers", qos: .background)
  }

  /// A reader of its own, for one owner.
  package func reader() throws -> GroupReader { try GroupReader(directory: directory) }

  func close() {
    connection.withLock { $0 = nil }
  }

  @discardableResult
  func write<Result: Sendable>(_ body: (Connection) throws -> Result) throws -> Result {
    try withConnection { connection in try connection.transaction { try body(connection) } }
  }

  /// Lends the connection outside a transaction.
  func withConnection<Result: Sendable>(_ body: (Connection) throws -> Result) throws -> Result {
    try connection.withLock { connection in
      guard let connection else { throw StoreError.groupDeleted(directory: directory) }
      return try body(connection)
    }
  }
}

// MARK: - Streamed events

/// What became of events that were to be stored.
package struct Admission<Event: Sendable>: Sendable {
  /// In the order given; without those whose ids were used before.
  package var stored: [Event] = []
  /// Those turned away.
  package var barred: [Event] = []
}

extension GroupStore {
  /// Stores events and then calls `completion`, on another thread, with those that are new.
  ///
  /// What arrives while a commit is under way shares the next one, so that many callers pay for
  /// one sync of the disk. Events whose id was used before are left out.
  package func append(
    _ events: [StreamedEvent],
    completion: @escaping @Sendable (Result<[StreamedEvent], any Error>) -> Void
  ) {
    append(events, unless: { _ in false }) { result in completion(result.map(\.stored)) }
  }

  /// The same but for events that are turned away.
  ///
  /// - Parameters:
  ///   - counting: by what metric attribution those that are new are counted, in the transaction
  ///     that stores them.
  ///   - isBarred: asked inside the transaction, when the owner of the event's session is known:
  ///     whoever is barred before rows are deleted is not among those stored afterwards.
  package func append(
    _ events: [StreamedEvent], counting: EventCounting? = nil,
    unless isBarred: @escaping @Sendable (StreamedEvent) -> Bool,
    completion: @escaping @Sendable (Result<Admission<StreamedEvent>, any Error>) -> Void
  ) {
    commit(completion) { connection, ledger in
      let admission = try Self.insertVisit(events, isBarred, connection)
      if let counting {
        for event in admission.stored { try ledger.add(event, by: counting, connection) }
      }
      return admission
    }
  }

  /// Stores interactions with actions, like `append` does events.
  package func appendActions(
    _ events: [StreamedActionEvent],
    unless isBarred: @escaping @Sendable (StreamedActionEvent) -> Bool = { _ in false },
    completion: @escaping @Sendable (Result<Admission<StreamedActionEvent>, any Error>) -> Void
  ) {
    commit(completion) { connection, _ in
      try Self.insertActions(events, isBarred, connection)
    }
  }

  /// - Parameter insert: stores rows and gives them their sequence numbers; leaves out those whose
  ///   ids were used before.
  private func commit<Event: Sendable>(
    _ completion: @escaping @Sendable (Result<Admission<Event>, any Error>) -> Void,
    _ insert: @escaping @Sendable (Connection, inout MetricLedger) throws -> Admission<Event>
  ) {
    let batch = Batch(
      write: { connection, ledger in
        let admission = try insert(connection, &ledger)
        return { completion(.success(admission)) }
      }, fail: { completion(.failure($0)) })
    let mustStart = waiting.withLock { waiting in
      waiting.batches.append(batch)
      defer { waiting.isCommitting = true }
      return !waiting.isCommitting
    }
    if mustStart { committer.async { self.commitWaiting() } }
  }

  private func commitWaiting() {
    while true {
      let batches = waiting.withLock { waiting in
        let batches = waiting.batches
        waiting.batches = []
        if batches.isEmpty { waiting.isCommitting = false }
        return batches
      }
      if batches.isEmpty { return }
      do {
        let completions = try write(batches)
        deliverer.async { for completion in completions { completion() } }
      } catch {
        deliverer.async { for batch in batches { batch.fail(error) } }
      }
    }
  }

  /// Writes batches in one transaction.
  private func write(_ batches: [Batch]) throws -> [@Sendable () -> Void] {
    try withConnection { connection in
      try ledger.withLock { ledger in
        ledger.begin(itemsVersion: itemsVersion.load(ordering: .relaxed))
        do {
          let completions = try connection.transaction {
            let completions = try batches.map { try $0.write(connection, &ledger) }
            try ledger.store(connection)
            return completions
          }
          let additions = ledger.committed()
          if !additions.isEmpty { attributed.withLock { $0.add(additions) } }
          return completions
        } catch {
          ledger.forget()
          throw error
        }
      }
    }
  }

  /// The events as stored, without those whose ids were used before.
  ///
  /// Events of one user and session, as those of one request are, ask for the session once.
  private static func insertVisit(
    _ events: [StreamedEvent], _ isBarred: (StreamedEvent) -> Bool, _ connection: Connection
  ) throws -> Admission<StreamedEvent> {
    var admission = Admission<StreamedEvent>()
    admission.stored.reserveCapacity(events.count)
    try connection.withStatement(
      """
      INSERT OR IGNORE INTO events(event_id, user_id, session_id, item_id, event_type,
        event_value, timestamp, recommendation_id, impression, attribution_source, properties,
        shown, recommended_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    ) { statement in
      for event in events {
        var row = event
        let previous = admission.stored.last.flatMap { row.isOfSameVisit(as: $0) ? $0 : nil }
        if let previous {
          row.sessionOwner = previous.sessionOwner
        } else if row.userID == nil {
          row.sessionOwner = try owner(of: row.sessionID, connection)
        }
        if isBarred(row) {
          admission.barred.append(row)
          continue
        }
        try event.bind(to: statement)
        guard try statement.executeCountingChanges() > 0 else { continue }
        row.sequence = connection.lastInsertRowID
        if previous == nil, let user = row.userID {
          row.claimsSession = try link(row.sessionID, to: user, connection)
        }
        admission.stored.append(row)
      }
    }
    return admission
  }

  private static func owner(of session: String, _ connection: Connection) throws -> String? {
    try connection.first(
      "SELECT user_id FROM sessions WHERE session_id = ?", [.text(session)]
    ) { row in row.string(0) }
  }

  /// - Returns: whether the session was not the user's before.
  private static func link(
    _ session: String, to user: String, _ connection: Connection
  ) throws -> Bool {
    try connection.run(
      """
      INSERT INTO sessions(session_id, user_id) VALUES (?, ?)
      ON CONFLICT(session_id) DO UPDATE SET user_id = excluded.user_id
      WHERE user_id <> excluded.user_id
      """, [.text(session), .text(user)]) > 0
  }

  private static func insertActions(
    _ events: [StreamedActionEvent], _ isBarred: (StreamedActionEvent) -> Bool,
    _ connection: Connection
  ) throws -> Admission<StreamedActionEvent> {
    var admission = Admission<StreamedActionEvent>()
    for event in events {
      var event = event
      if event.userID == nil {
        event.sessionOwner = try actionOwner(of: event.sessionID, connection)
      }
      if isBarred(event) {
        admission.barred.append(event)
      } else if let row = try insert(event, connection) {
        admission.stored.append(row)
      }
    }
    return admission
  }

  /// Whose a session is: the newest interaction in it that names somebody tells, else the events.
  private static func actionOwner(
    of session: String, _ connection: Connection
  ) throws -> String? {
    try connection.first(
      """
      SELECT user_id FROM action_events WHERE session_id = ? AND user_id IS NOT NULL
      ORDER BY sequence DESC LIMIT 1
      """, [.text(session)]
    ) { row in row.string(0) } ?? owner(of: session, connection)
  }

  /// The event with its sequence number; `nil` when its id was used before.
  private static func insert(
    _ event: StreamedActionEvent, _ connection: Connection
  ) throws -> StreamedActionEvent? {
    let inserted = try connection.run(
      """
      INSERT OR IGNORE INTO action_events(event_id, user_id, session_id, action_id, event_type,
        timestamp, recommendation_id, impression, properties) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(event.eventID), Value(event.userID), .text(event.sessionID),
        .text(event.actionID), .text(event.eventType.rawValue),
        .integer(event.timestamp.milliseconds), Value(event.recommendationID),
        Value(event.impression), Value(event.properties),
      ])
    guard inserted > 0 else { return nil }
    var stored = event
    stored.sequence = connection.lastInsertRowID
    return stored
  }
}

// MARK: - Bulk segments and records

extension GroupStore {
  /// Takes note of a change of a dataset, in case others remember what its items are.
  private func noteItems(_ dataset: String) {
    if dataset == DatasetType.items.rawValue { itemsVersion.add(1, ordering: .relaxed) }
  }

  /// Where an import job writes its rows; nothing reads the file until it is published.
  package func segmentPath(file: String) -> String { "\(directory)/segments/\(file)" }

  /// Makes a finished segment part of its dataset, at once for all readers that come later.
  ///
  /// - Parameters:
  ///   - replacing: whether it takes the place of all earlier segments (a FULL import).
  ///   - epoch: of the group when the import began; `nil` for rows of which it does not matter.
  ///   - metrics: what a metric attribution counts of them.
  /// - Throws: `StoreError.erasedMeanwhile` when somebody's rows were erased since then.
  package func publishSegment(
    dataset: String, file: String, jobARN: String, rows: Int64, replacing: Bool, at time: Timestamp,
    epoch: Int64? = nil, metrics: ImportedMetrics? = nil
  ) throws {
    defer { noteItems(dataset) }
    let obsolete = try write { connection in
      try Self.check(epoch, connection)
      let condition = replacing ? "dataset = ?1 OR job_arn = ?2" : "?1 <> '' AND job_arn = ?2"
      let files = try connection.query(
        "DELETE FROM segments WHERE \(condition) RETURNING file", [.text(dataset), .text(jobARN)]
      ) { row in row.string(0) }
      try connection.run(
        "INSERT INTO segments(dataset, job_arn, file, rows, published) VALUES (?, ?, ?, ?, ?)",
        [
          .text(dataset), .text(jobARN), .text(file), .integer(rows),
          .integer(time.milliseconds),
        ])
      if let metrics { try Self.add(metrics, at: time, connection) }
      return files
    }
    if metrics?.totals != nil { try reloadMetricTotals() }
    for name in obsolete where name != file { try Files.removeTree(segmentPath(file: name)) }
  }

  /// How many rows an import job has published; `nil` when it has not, or they were replaced.
  package func rowsPublished(by jobARN: String) throws -> Int64? {
    try write { connection in
      try connection.first("SELECT rows FROM segments WHERE job_arn = ?", [.text(jobARN)]) {
        row in row.int64(0)
      }
    }
  }

  /// Whether a dataset has rows from a bulk import.
  package func hasSegments(of dataset: String) throws -> Bool {
    try write { connection in
      try connection.first("SELECT 1 FROM segments WHERE dataset = ?", [.text(dataset)]) {
        row in row.int(0)
      } != nil
    }
  }

  /// Writes records of PutItems, PutUsers and their kin; an existing id is replaced.
  ///
  /// - Parameter isBarred: asked inside the transaction, as `append` asks it, with a record's id.
  package func putRecords(
    _ records: [(id: String, body: String)], dataset: String, at time: Timestamp,
    unless isBarred: (String) -> Bool = { _ in false }
  ) throws {
    defer { noteItems(dataset) }
    try write { connection in
      for record in records where !isBarred(record.id) {
        try connection.run(
          """
          INSERT INTO records(dataset, id, body, written) VALUES (?, ?, ?, ?)
          ON CONFLICT(dataset, id) DO UPDATE SET body = excluded.body, written = excluded.written
          """,
          [.text(dataset), .text(record.id), .text(record.body), .integer(time.milliseconds)])
      }
    }
  }

  /// Removes all rows of a dataset, from bulk and streamed alike.
  package func removeDataset(_ dataset: String) throws {
    defer { noteItems(dataset) }
    let files = try write { connection in
      if dataset == "INTERACTIONS" {
        try connection.execute("DELETE FROM events; DELETE FROM sessions")
      }
      if dataset == "ACTION_INTERACTIONS" { try connection.execute("DELETE FROM action_events") }
      try connection.run("DELETE FROM records WHERE dataset = ?", [.text(dataset)])
      return try connection.query(
        "DELETE FROM segments WHERE dataset = ? RETURNING file", [.text(dataset)]
      ) { row in row.string(0) }
    }
    for file in files { try Files.removeTree(segmentPath(file: file)) }
  }

  /// Removes files of jobs that never came to their end.
  ///
  /// - Parameter isInUse: tells for a file name whether a job under way still writes it.
  package func sweep(isInUse: (String) -> Bool) throws {
    let known = try write { connection in
      try connection.query("SELECT file FROM segments UNION ALL SELECT file FROM models") {
        row in row.string(0)
      }
    }
    for folder in ["segments", "models"] {
      for name in Files.names(in: "\(directory)/\(folder)")
      where !known.contains(name) && !isInUse(name) {
        try Files.removeTree("\(directory)/\(folder)/\(name)")
      }
    }
  }
}

extension StreamedEvent {
  /// Binds the columns of `events`, from the id on.
  fileprivate func bind(to statement: borrowing Statement) throws {
    try statement.bind(eventID, at: 0)
    try statement.bind(userID, at: 1)
    try statement.bind(sessionID, at: 2)
    try statement.bind(itemID, at: 3)
    try statement.bind(eventType, at: 4)
    try statement.bind(Value(eventValue), at: 5)
    try statement.bind(timestamp.milliseconds, at: 6)
    try statement.bind(recommendationID, at: 7)
    try statement.bind(impression, at: 8)
    try statement.bind(attributionSource, at: 9)
    try statement.bind(properties, at: 10)
    try statement.bind(shown, at: 11)
    try statement.bind(recommendedBy, at: 12)
  }
}
