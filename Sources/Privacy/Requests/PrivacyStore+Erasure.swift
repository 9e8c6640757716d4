import AWSSigning
package import PersonalizeAPI
import Platform
import SQLite
package import Store

/// What those who carry an erasure out ask and report.
extension PrivacyStore {
  /// The ids of a request, for as long as it is not done.
  package func pendingSubjects(
    _ id: String, tenant: TenantKey
  ) throws(ServiceError) -> [String] {
    try read { _ in try pending.read(PendingSubjects.name(tenant: tenant.description, id: id)) }
  }

  /// The file in which the ids of a request stand, for a worker.
  package func pendingFile(_ id: String, tenant: TenantKey) -> String {
    pending.path(PendingSubjects.name(tenant: tenant.description, id: id))
  }

  /// Says that the work in a dataset group begins; again does no harm.
  ///
  /// - Parameter subjects: for a job of CreateDataDeletionJob, which learns its people only now, the
  ///   ids: they are on the disk, and blocked, when this returns. Those of the first call count.
  /// - Throws: `resourceInUse` when the request was cancelled, denied or put on hold meanwhile: then
  ///   nothing may be erased.
  package func begin(
    _ id: String, tenant: TenantKey, group: String, subjects: [String]? = nil
  ) throws(ServiceError) {
    try change { database in
      var record = try database.existing(id, tenant: tenant)
      guard RequestTransition.begin.from.contains(record.state) else {
        throw database.refusal(of: record, .begin)
      }
      let entry = try database.group(group, of: record)
      guard entry.status != .completed else { return }
      let known = try database.subjectCount(of: record.sequence)
      if let subjects, !subjects.isEmpty, known == 0 {
        try read(subjects, of: record, tenant: tenant, places: [group], in: database)
      }
      if record.state == .pending {
        record.started = record.started ?? clock.now()
        try database.move(&record, .begin)
      }
      try database.setGroup(group, of: record, status: .inProgress, step: "begun")
    }
  }

  /// Notes how far the work in a dataset group has come; shown, and not in the ledger.
  package func note(
    _ id: String, tenant: TenantKey, group: String, step: String, fraction: Double,
    numDeleted: Int64? = nil
  ) throws(ServiceError) {
    try change { database in
      let record = try database.existing(id, tenant: tenant)
      try database.connection.run(
        """
        UPDATE request_groups SET step = ?, fraction = ?, deleted = coalesce(?, deleted)
        WHERE request = ? AND group_arn = ? AND status = 'IN_PROGRESS'
        """,
        [
          .text(step), .real(fraction), Value(numDeleted), .integer(record.sequence), .text(group),
        ])
    }
  }

  /// Says that a dataset group is done, and what is certified of it; again does no harm.
  ///
  /// With the last group the request is completed and certified in the same transaction, blocks
  /// become tombstones, and the ids in plain text are removed.
  /// - Returns: the erasure's number in this group, which rises with each.
  @discardableResult
  package func finish(
    _ id: String, tenant: TenantKey, group: String, result: CertifiedGroup
  ) throws(ServiceError) -> Int64 {
    try change { database in
      var record = try database.existing(id, tenant: tenant)
      if let finished = try database.finishedSequence(of: group, record) { return finished }
      guard RequestTransition.complete.from.contains(record.state) else {
        throw database.refusal(of: record, .complete)
      }
      let body = result.encoded()
      let head = try database.ledger.append(
        .groupFinished, tenant: record.tenant, request: record.sequence,
        facts: ["group": group, "result": SHA256.hash(body).hex], in: database.connection)
      try database.connection.run(
        """
        UPDATE request_groups SET status = 'COMPLETED', step = 'done', fraction = 1,
          failure = NULL, result = ?, finished = ?,
          deleted = coalesce(deleted, ?) WHERE request = ? AND group_arn = ?
        """,
        [
          .blob(body), .integer(head.sequence),
          .integer(result.places.reduce(0) { $0 + max(0, $1.before - $1.after) }),
          .integer(record.sequence), .text(group),
        ])
      try settle(&record, tenant: tenant, in: database)
      return head.sequence
    }
  }

  /// Says that the work in a dataset group came to nothing; again does no harm.
  ///
  /// - Parameter reason: names places, never ids.
  package func fail(
    _ id: String, tenant: TenantKey, group: String, reason: String
  ) throws(ServiceError) {
    try change { database in
      var record = try database.existing(id, tenant: tenant)
      let entry = try database.group(group, of: record)
      guard RequestTransition.fail.from.contains(record.state), !entry.isSettled else { return }
      try database.setGroup(
        group, of: record, status: .failed, step: entry.step, failure: reason)
      try database.ledger.append(
        .groupFailed, tenant: record.tenant, request: record.sequence,
        facts: ["group": group, "reason": key.signature(of: Array("reason \(reason)".utf8))],
        in: database.connection)
      try settle(&record, tenant: tenant, in: database)
    }
  }

  /// Stores and blocks the people a job has read from its files.
  private func read(
    _ userIDs: [String], of record: RequestRecord, tenant: TenantKey, places: [String],
    in database: PrivacyDatabase
  ) throws {
    var seen: Set<SubjectHash> = []
    let people = userIDs.map { (id: $0, hash: key.hash(of: $0)) }
      .filter { seen.insert($0.hash).inserted }
    let subjects = people.map(\.hash)
    try pending.write(
      people.map(\.id), to: PendingSubjects.name(tenant: record.tenant, id: record.id))
    try database.insert(subjects: subjects, of: record.sequence)
    try database.ledger.append(
      .subjectsRead, tenant: record.tenant, request: record.sequence,
      facts: ["subjects": SubjectDigest.hex(of: subjects), "count": "\(subjects.count)"],
      in: database.connection)
    try database.mark(
      subjects, .block, tenant: tenant, places: places, request: record.sequence,
      since: clock.now(), newEvents: record.newEvents)
  }

  /// Ends a request whose groups are all done, or have failed.
  func settle(
    _ record: inout RequestRecord, tenant: TenantKey, in database: PrivacyDatabase
  ) throws {
    let groups = try database.groups(of: record.sequence)
    guard groups.allSatisfy(\.isSettled) else { return }
    let failures = groups.filter { $0.status == .failed }
    guard failures.isEmpty else {
      record.failure = failures.map { "\($0.groupARN): \($0.failure ?? "failed")" }
        .joined(separator: " ")
      try database.move(&record, .fail)
      return
    }
    let now = clock.now()
    record.started = record.started ?? now
    record.completed = now
    let subjects = try database.subjects(of: record.sequence)
    try database.unmark(subjects, .block, tenant: tenant, request: record.sequence)
    // What was accepted as of a new person stays.
    let erased = record.newEvents == .drop ? now : record.accepted ?? now
    try database.mark(
      subjects, .tombstone, tenant: tenant,
      places: record.isEverywhere ? [""] : groups.map(\.groupARN), request: record.sequence,
      since: erased)
    let body = try certify(record, groups: groups, subjects: subjects, in: database)
    try database.move(
      &record, .complete, facts: ["certificate": CertificateSigner.digest(of: body)])
    try forgetPending(record, in: database)
  }
}

// MARK: - Restored backups

/// An erasure that was done in a dataset group.
package struct AppliedErasure: Sendable, Equatable {
  /// Rises with each erasure of the group.
  package let number: Int64
  package let requestID: String
  package let subjects: [SubjectHash]
}

extension PrivacyStore {
  /// The erasures done in a dataset group beyond a number, in order: what a group that was put back
  /// from a backup lacks.
  package func erasures(
    in group: String, tenant: TenantKey, after number: Int64
  ) throws(ServiceError) -> [AppliedErasure] {
    try read { database in
      let found = try database.connection.query(
        """
        SELECT finished, request, requests.id FROM request_groups
        JOIN requests ON sequence = request
        WHERE group_arn = ? AND tenant = ? AND finished > ? ORDER BY finished
        """, [.text(group), .text(tenant.description), .integer(number)]
      ) { row in (row.int64(0), row.int64(1), row.string(2)) }
      return try found.map { finished, request, id in
        AppliedErasure(
          number: finished, requestID: id, subjects: try database.subjects(of: request))
      }
    }
  }

  /// Blocks people of a restored dataset group until `endReapplication`; not remembered.
  package func beginReapplication(
    of erasures: [AppliedErasure], in group: String, tenant: TenantKey
  ) {
    let mark = SubjectMark(
      kind: .block, groupARN: group, request: Self.reapplication, since: clock.now(),
      newEvents: .drop)
    watch.add(mark, to: erasures.flatMap(\.subjects), tenant: tenant)
  }

  package func endReapplication(
    of erasures: [AppliedErasure], in group: String, tenant: TenantKey
  ) {
    watch.remove(from: erasures.flatMap(\.subjects), tenant: tenant) {
      $0.request == Self.reapplication && $0.groupARN.isExactly(group)
    }
  }

  /// Stands for no request.
  private static let reapplication: Int64 = -1
}

// MARK: - Rows

extension PrivacyDatabase {
  func group(_ arn: String, of record: RequestRecord) throws -> RequestGroup {
    guard let group = try groups(of: record.sequence).first(where: { $0.groupARN == arn }) else {
      throw ServiceError(
        .resourceNotFound, "The request '\(record.id)' is not about the dataset group \(arn).")
    }
    return group
  }

  func setGroup(
    _ arn: String, of record: RequestRecord, status: RequestGroup.Status, step: String,
    failure: String? = nil
  ) throws {
    try connection.run(
      """
      UPDATE request_groups SET status = ?, step = ?, failure = ?
      WHERE request = ? AND group_arn = ?
      """,
      [
        .text(status.rawValue), .text(step), Value(failure), .integer(record.sequence), .text(arn),
      ])
  }

  func finishedSequence(of group: String, _ record: RequestRecord) throws -> Int64? {
    let finished = try connection.first(
      "SELECT finished FROM request_groups WHERE request = ? AND group_arn = ?",
      [.integer(record.sequence), .text(group)]
    ) { row in row.optionalInt64(0) }
    return finished ?? nil
  }
}
