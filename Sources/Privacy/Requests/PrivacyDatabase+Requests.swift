import AWSSigning
import JSON
import PersonalizeAPI
import Platform
import SQLite
import Store

extension PrivacyDatabase {
  /// Stores a request in the state RECEIVED, with its people and dataset groups.
  func insert(_ draft: RequestDraft, tenant: TenantKey) throws -> RequestRecord {
    try connection.run(
      """
      INSERT INTO requests(tenant, id, kind, state, fingerprint, is_everywhere, ticket, reason,
        requested_by, legal_hold, suppress, new_events, include_s3, received, due)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(tenant.description), .text(draft.id), .text(draft.kind.rawValue),
        .text(PrivacyRequestState.received.rawValue), .text(draft.fingerprint),
        Value(draft.isEverywhere ? 1 : 0), Value(draft.ticket), Value(draft.reason),
        .text(draft.requestedBy), Value(draft.legalHold ? 1 : 0), Value(draft.suppress ? 1 : 0),
        .text(draft.newEvents.rawValue), Value(draft.includeS3 ? 1 : 0),
        .integer(draft.received.milliseconds),
        .integer(draft.received.adding(milliseconds: RequestDraft.dueMilliseconds).milliseconds),
      ])
    let sequence = connection.lastInsertRowID
    for (position, group) in draft.groups.enumerated() {
      try connection.run(
        """
        INSERT INTO request_groups(request, position, group_arn, job_arn, job_created, status,
          step, fraction) VALUES (?, ?, ?, ?, ?, 'PENDING', 'waiting', 0)
        """,
        [
          .integer(sequence), Value(position), .text(group.groupARN), .text(group.jobARN),
          Value(group.jobCreated?.milliseconds),
        ])
    }
    try insert(subjects: draft.subjects, of: sequence)
    guard let record = try record(sequence) else {
      throw StoreError.corrupt(path: "privacy.sqlite", reason: "a request was not stored")
    }
    try ledger.append(
      .received, tenant: record.tenant, request: sequence,
      facts: [
        "content": commitment(to: record, groups: draft.groups.map(\.groupARN)),
        "subjects": SubjectDigest.hex(of: draft.subjects), "count": "\(draft.subjects.count)",
        "by": record.requestedBy, "legalHold": "\(draft.legalHold)",
      ], in: connection)
    return record
  }

  /// A keyed hash of everything of a request that never changes: the ledger holds it in place of the
  /// texts, so that a changed text shows.
  func commitment(to record: RequestRecord, groups: [String]) -> String {
    var members: [String: JSONValue] = [
      "id": .string(record.id), "kind": .string(record.kind.rawValue),
      "everywhere": .boolean(record.isEverywhere), "by": .string(record.requestedBy),
      "suppress": .boolean(record.suppress), "newEvents": .string(record.newEvents.rawValue),
      "includeS3": .boolean(record.includeS3),
      "received": .number(Double(record.received.milliseconds)),
      "due": .number(Double(record.due.milliseconds)),
      "groups": .array(groups.map(JSONValue.string)),
    ]
    members["ticket"] = record.ticket.map(JSONValue.string)
    members["reason"] = record.reason.map(JSONValue.string)
    return ledger.key.signature(of: Array(("request " + JSONValue.object(members).text).utf8))
  }

  /// Takes a step of the state machine, and writes it down.
  ///
  /// - Parameter event: what the ledger calls it, when that is not the new state.
  /// - Throws: `resourceInUse` when the request's state does not allow it.
  @discardableResult
  func move(
    _ record: inout RequestRecord, _ transition: RequestTransition, event: LedgerEvent? = nil,
    facts: [String: String] = [:]
  ) throws -> Ledger.Head {
    guard transition.from.contains(record.state) else { throw refusal(of: record, transition) }
    record.state = transition.target(from: record.state)
    try update(record)
    return try ledger.append(
      event ?? LedgerEvent(rawValue: record.state.rawValue) ?? .received, tenant: record.tenant,
      request: record.sequence, facts: facts, in: connection)
  }

  func refusal(of record: RequestRecord, _ transition: RequestTransition) -> ServiceError {
    let states = transition.from.map(\.rawValue).joined(separator: ", ")
    let begun = record.started == nil ? "" : " and was begun"
    return ServiceError(
      .resourceInUse,
      "The request '\(record.id)' is \(record.state.rawValue)\(begun): to \(transition.rawValue) "
        + "it, it must be one of \(states)"
        + ([.hold, .cancel, .deny].contains(transition) ? " and not have been begun." : "."))
  }

  func request(ofJob arn: String, created: Timestamp) throws -> String? {
    try connection.first(
      """
      SELECT requests.id FROM request_groups JOIN requests ON sequence = request
      WHERE job_arn = ? AND (job_created IS NULL OR job_created = ?)
      ORDER BY sequence DESC LIMIT 1
      """, [.text(arn), .integer(created.milliseconds)]
    ) { row in row.string(0) }
  }

  func records(
    tenant: TenantKey, state: PrivacyRequestState?, before: Int64, limit: Int
  ) throws -> [RequestRecord] {
    let condition = state == nil ? "" : " AND state = ?"
    return try connection.query(
      """
      SELECT \(RequestRecord.columns) FROM requests WHERE tenant = ? AND sequence < ?\(condition)
      ORDER BY sequence DESC LIMIT ?
      """,
      [.text(tenant.description), .integer(before)]
        + (state.map { [.text($0.rawValue)] } ?? []) + [Value(limit)]
    ) { row in try RequestRecord(row) }
  }
}
