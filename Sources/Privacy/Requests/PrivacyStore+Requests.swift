import JSON
package import PersonalizeAPI
import Platform
import SQLite
package import Store

extension PrivacyStore {
  private static let pageSize = 100

  /// Takes a request in: it is on the disk, and its people are blocked, when this returns.
  ///
  /// The same request again gives the one that is there.
  /// - Parameter groups: the dataset groups it is about, which exist.
  /// - Throws: `resourceAlreadyExists` when the id stands for another request, `invalidInput` when
  ///   what is kept would tell who the people are.
  package func create(
    _ request: CreatePrivacyRequestRequest, tenant: TenantKey, requestedBy: String,
    groups: [String]
  ) throws(ServiceError) -> PrivacyRequest {
    let id = request.requestId ?? identifiers.uuid()
    guard !id.hasPrefix(RequestDraft.jobPrefix) else {
      throw ServiceError(
        .invalidInput,
        "A requestId cannot begin with '\(RequestDraft.jobPrefix)': such requests stand for jobs of "
          + "CreateDataDeletionJob.")
    }
    let draft = try RequestDraft(
      request, id: id, tenant: tenant, requestedBy: requestedBy, groups: groups, key: key,
      now: clock.now())
    return try change { database in
      if let record = try database.record(id, tenant: tenant) {
        guard record.fingerprint == draft.fingerprint else {
          throw ServiceError(
            .resourceAlreadyExists,
            "There is a privacy request '\(id)' already, and it asks for something else. Use "
              + "another requestId.")
        }
        return try describe(record, in: database)
      }
      // Before the request itself: one without its ids could never be carried out.
      try pending.write(
        draft.userIDs, to: PendingSubjects.name(tenant: tenant.description, id: id))
      var record = try database.insert(draft, tenant: tenant)
      if !draft.requiresVerification {
        try database.move(&record, .verify)
        if !draft.legalHold { try accept(&record, tenant: tenant, in: database) }
      }
      return try describe(record, in: database)
    }
  }

  /// Takes in the request that a job of CreateDataDeletionJob stands for; once is enough.
  ///
  /// - Returns: the request's id.
  @discardableResult
  package func register(
    job: Resource, requestedBy: String, tenant: TenantKey
  ) throws(ServiceError) -> String {
    try change { database in
      if let id = try database.request(ofJob: job.arn, created: job.createdAt) { return id }
      var id = RequestDraft.jobPrefix + job.name
      var count = 1
      while try database.record(id, tenant: tenant) != nil {
        count += 1
        id = "\(RequestDraft.jobPrefix)\(job.name)/\(count)"
      }
      let draft = RequestDraft(
        job: job, id: id, groupARN: job.groupARN ?? "", requestedBy: requestedBy, key: key)
      var record = try database.insert(draft, tenant: tenant)
      try database.move(&record, .verify)
      try accept(&record, tenant: tenant, in: database)
      return id
    }
  }

  /// The request that a data deletion job belongs to; `nil` when it is not registered yet.
  package func requestID(ofJob job: Resource) throws(ServiceError) -> String? {
    try read { database in
      try database.request(ofJob: job.arn, created: job.createdAt)
    }
  }

  package func request(
    _ id: String, tenant: TenantKey
  ) throws(ServiceError) -> PrivacyRequest {
    try read { database in
      try describe(try database.existing(id, tenant: tenant), in: database)
    }
  }

  /// A page of a tenant's requests, newest first.
  package func requests(
    _ request: ListPrivacyRequestsRequest, tenant: TenantKey
  ) throws(ServiceError) -> ListPrivacyRequestsResponse {
    var before = Int64.max
    if let token = request.nextToken {
      guard let sequence = Int64(token), sequence > 0 else {
        throw ServiceError(
          .invalidNextToken, "The nextToken is not one that this list has given.")
      }
      before = sequence
    }
    return try read { database in
      let found = try database.records(
        tenant: tenant, state: request.state, before: before, limit: Self.pageSize + 1)
      let page = found.prefix(Self.pageSize)
      return ListPrivacyRequestsResponse(
        requests: try page.map { try describe($0, in: database) },
        nextToken: found.count > page.count ? page.last.map { "\($0.sequence)" } : nil)
    }
  }

  /// Takes back a request that nobody works on yet; nothing has been erased then.
  package func cancel(_ id: String, tenant: TenantKey) throws(ServiceError) -> PrivacyRequest {
    try change { database in
      var record = try database.existing(id, tenant: tenant)
      if record.state != .cancelled {
        try end(&record, .cancel, reason: nil, tenant: tenant, in: database)
      }
      return try describe(record, in: database)
    }
  }

  /// Decides about a request that waits.
  package func decide(
    _ decision: DecidePrivacyRequestRequest, tenant: TenantKey
  ) throws(ServiceError) -> PrivacyRequest {
    try change { database in
      var record = try database.existing(decision.requestId, tenant: tenant)
      if let reason = decision.reason { try checkIdentity(in: reason, of: record) }
      let reason = ["reason": decision.reason].compactMapValues { text in
        text.map { key.signature(of: Array("reason \($0)".utf8)) }
      }
      switch decision.decision {
      case .verify:
        try database.move(&record, .verify, facts: reason)
        if !record.legalHold { try accept(&record, tenant: tenant, in: database) }
      case .hold: try hold(&record, facts: reason, tenant: tenant, in: database)
      case .release: try release(&record, facts: reason, tenant: tenant, in: database)
      case .deny:
        if record.state != .denied {
          try end(&record, .deny, reason: decision.reason, tenant: tenant, in: database)
        }
      case .retry: try retry(&record, facts: reason, in: database)
      }
      return try describe(record, in: database)
    }
  }

  /// Says that what was asked for, other than an erasure, was handed over.
  package func fulfil(_ id: String, tenant: TenantKey) throws(ServiceError) -> PrivacyRequest {
    try change { database in
      var record = try database.existing(id, tenant: tenant)
      guard record.kind != .erasure else {
        throw ServiceError(.invalidInput, "The request '\(id)' is for an erasure.")
      }
      if record.state == .completed { return try describe(record, in: database) }
      record.completed = clock.now()
      try database.move(&record, .complete)
      try forgetPending(record, in: database)
      return try describe(record, in: database)
    }
  }
}

// MARK: - Steps

extension PrivacyStore {
  /// Begins with what was asked for: from now on the people are blocked.
  func accept(
    _ record: inout RequestRecord, tenant: TenantKey, in database: PrivacyDatabase
  ) throws {
    let now = clock.now()
    record.accepted = now
    try database.move(&record, .accept)
    guard record.kind == .erasure else { return }
    let groups = try database.groups(of: record.sequence)
    let subjects = try database.subjects(of: record.sequence)
    let places = record.isEverywhere ? [""] : groups.map(\.groupARN)
    try database.mark(
      subjects, .block, tenant: tenant, places: places, request: record.sequence, since: now,
      newEvents: record.newEvents)
    if record.suppress {
      try database.mark(
        subjects, .suppression, tenant: tenant, places: places, request: record.sequence,
        since: now)
    }
    if groups.isEmpty { try settle(&record, tenant: tenant, in: database) }
  }

  private func hold(
    _ record: inout RequestRecord, facts: [String: String], tenant: TenantKey,
    in database: PrivacyDatabase
  ) throws {
    guard !record.legalHold else { return }
    let wasPending = record.state == .pending
    // One that was begun once may have erased something: only its people's block stays then.
    guard !wasPending || record.started == nil else {
      throw database.refusal(of: record, .hold)
    }
    record.legalHold = true
    try database.move(&record, .hold, event: .held, facts: facts)
    if wasPending { try unblock(record, tenant: tenant, in: database) }
  }

  private func release(
    _ record: inout RequestRecord, facts: [String: String], tenant: TenantKey,
    in database: PrivacyDatabase
  ) throws {
    guard record.legalHold else {
      throw ServiceError(.resourceInUse, "The request '\(record.id)' is not under a legal hold.")
    }
    record.legalHold = false
    try database.update(record)
    try database.ledger.append(
      .released, tenant: record.tenant, request: record.sequence, facts: facts,
      in: database.connection)
    if record.state == .verified { try accept(&record, tenant: tenant, in: database) }
  }

  private func retry(
    _ record: inout RequestRecord, facts: [String: String], in database: PrivacyDatabase
  ) throws {
    record.failure = nil
    try database.move(&record, .retry, facts: facts)
    try database.connection.run(
      """
      UPDATE request_groups SET status = 'PENDING', step = 'waiting', fraction = 0, failure = NULL
      WHERE request = ? AND status = 'FAILED'
      """, [.integer(record.sequence)])
  }

  /// Ends a request with nothing erased.
  private func end(
    _ record: inout RequestRecord, _ transition: RequestTransition, reason: String?,
    tenant: TenantKey, in database: PrivacyDatabase
  ) throws {
    // Retried after a failure, it may have erased something.
    guard record.state != .pending || record.started == nil else {
      throw database.refusal(of: record, transition)
    }
    record.failure = reason
    record.completed = clock.now()
    let facts = reason.map { ["reason": key.signature(of: Array("reason \($0)".utf8))] } ?? [:]
    try database.move(&record, transition, facts: facts)
    try unblock(record, tenant: tenant, in: database)
    try forgetPending(record, in: database)
  }

  private func unblock(
    _ record: RequestRecord, tenant: TenantKey, in database: PrivacyDatabase
  ) throws {
    let subjects = try database.subjects(of: record.sequence)
    for kind in [SubjectMark.Kind.block, .suppression] {
      try database.unmark(subjects, kind, tenant: tenant, request: record.sequence)
    }
  }

  /// Has the ids in plain text removed once the transaction is committed.
  func forgetPending(_ record: RequestRecord, in database: PrivacyDatabase) throws {
    let name = PendingSubjects.name(tenant: record.tenant, id: record.id)
    database.afterCommit.append { store in try store.pending.remove(name) }
  }

  private func checkIdentity(in text: String, of record: RequestRecord) throws {
    guard !record.state.isFinal else { return }
    let name = PendingSubjects.name(tenant: record.tenant, id: record.id)
    guard let ids = try? pending.read(name), IdentitySearch(ids).occurs(in: text) else { return }
    throw ServiceError(
      .invalidInput,
      "The reason contains one of the userIds. It is kept when the people are forgotten, so it "
        + "must not tell who they are.")
  }

  func describe(
    _ record: RequestRecord, in database: PrivacyDatabase
  ) throws -> PrivacyRequest {
    let groups = try database.groups(of: record.sequence)
    return PrivacyRequest(
      requestId: record.id, kind: record.kind, state: record.state,
      subjects: try database.subjects(of: record.sequence, limit: 100).map(\.description),
      subjectCount: try database.subjectCount(of: record.sequence),
      datasetGroupArns: record.isEverywhere ? nil : groups.map(\.groupARN),
      ticket: record.ticket, reason: record.reason, requestedBy: record.requestedBy,
      legalHold: record.legalHold, suppress: record.suppress, newEvents: record.newEvents,
      includeS3: record.includeS3, receivedTime: record.received.epochSeconds,
      dueTime: record.due.epochSeconds, completedTime: record.completed?.epochSeconds,
      overdue: record.isOverdue(at: clock.now()), failureReason: record.failure,
      progress: record.kind == .erasure ? groups.map(\.progress) : [],
      certified: record.kind == .erasure && record.state == .completed)
  }
}
