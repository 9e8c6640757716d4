import PersonalizeAPI
import Platform
import SQLite
import Store

/// The tables of `privacy.sqlite`, inside one transaction.
///
/// Lent by `PrivacyStore.change`; it must not outlive the closure it is lent to.
final class PrivacyDatabase {
  let connection: Connection
  let ledger: Ledger
  let clock: Clock
  /// What is to happen once the transaction is committed.
  var afterCommit: [(PrivacyStore) throws -> Void] = []

  init(connection: Connection, ledger: Ledger) {
    self.connection = connection
    self.ledger = ledger
    clock = ledger.clock
  }

  // MARK: Requests

  func record(_ id: String, tenant: TenantKey) throws -> RequestRecord? {
    try connection.first(
      "SELECT \(RequestRecord.columns) FROM requests WHERE tenant = ? AND id = ?",
      [.text(tenant.description), .text(id)]
    ) { row in try RequestRecord(row) }
  }

  func record(_ sequence: Int64) throws -> RequestRecord? {
    try connection.first(
      "SELECT \(RequestRecord.columns) FROM requests WHERE sequence = ?", [.integer(sequence)]
    ) { row in try RequestRecord(row) }
  }

  /// - Throws: `resourceNotFound` when the tenant has no such request.
  func existing(_ id: String, tenant: TenantKey) throws -> RequestRecord {
    guard let record = try record(id, tenant: tenant) else {
      throw ServiceError(
        .resourceNotFound,
        "There is no privacy request '\(id)'. ListPrivacyRequests gives those there are.")
    }
    return record
  }

  /// Writes back everything of a request that may change.
  func update(_ record: RequestRecord) throws {
    try connection.run(
      """
      UPDATE requests SET state = ?, legal_hold = ?, accepted = ?, started = ?, completed = ?,
        failure = ? WHERE sequence = ?
      """,
      [
        .text(record.state.rawValue), Value(record.legalHold ? 1 : 0),
        Value(record.accepted?.milliseconds), Value(record.started?.milliseconds),
        Value(record.completed?.milliseconds), Value(record.failure), .integer(record.sequence),
      ])
  }

  func groups(of request: Int64) throws -> [RequestGroup] {
    try connection.query(
      "SELECT \(RequestGroup.columns) FROM request_groups WHERE request = ? ORDER BY position",
      [.integer(request)]
    ) { row in RequestGroup(row) }
  }

  func subjects(of request: Int64, limit: Int = .max) throws -> [SubjectHash] {
    try connection.query(
      "SELECT hash FROM subjects WHERE request = ? ORDER BY position LIMIT ?",
      [.integer(request), Value(limit)]
    ) { row in SubjectHash(bytes: row.blob(0)) }
  }

  func subjectCount(of request: Int64) throws -> Int {
    try connection.first(
      "SELECT count(*) FROM subjects WHERE request = ?", [.integer(request)]
    ) { row in row.int(0) } ?? 0
  }

  func insert(subjects: [SubjectHash], of request: Int64) throws {
    for (position, subject) in subjects.enumerated() {
      try connection.run(
        "INSERT INTO subjects(request, position, hash) VALUES (?, ?, ?)",
        [.integer(request), Value(position), .blob(subject.bytes)])
    }
  }

  // MARK: Marks

  /// Puts a rule on people, in each of the places, here and in the watch.
  func mark(
    _ subjects: [SubjectHash], _ kind: SubjectMark.Kind, tenant: TenantKey, places: [String],
    request: Int64, since: Timestamp, newEvents: NewEventPolicy = .drop
  ) throws {
    for place in places {
      for subject in subjects {
        try connection.run(
          """
          INSERT OR REPLACE INTO marks(tenant, group_arn, subject, kind, request, since, new_events)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
          [
            .text(tenant.description), .text(place), .blob(subject.bytes), .text(kind.rawValue),
            .integer(request), .integer(since.milliseconds), .text(newEvents.rawValue),
          ])
      }
      let mark = SubjectMark(
        kind: kind, groupARN: place, request: request, since: since, newEvents: newEvents)
      afterCommit.append { store in store.watch.add(mark, to: subjects, tenant: tenant) }
    }
  }

  /// Takes the rules of a request off its people, here and in the watch.
  func unmark(
    _ subjects: [SubjectHash], _ kind: SubjectMark.Kind, tenant: TenantKey, request: Int64
  ) throws {
    try connection.run(
      "DELETE FROM marks WHERE request = ? AND kind = ? AND tenant = ?",
      [.integer(request), .text(kind.rawValue), .text(tenant.description)])
    afterCommit.append { store in
      store.watch.remove(from: subjects, tenant: tenant) {
        $0.kind == kind && $0.request == request
      }
    }
  }
}
