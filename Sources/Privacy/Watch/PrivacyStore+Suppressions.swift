package import PersonalizeAPI
import Platform
import SQLite
package import Store

/// Who is never to be known again, without an erasure.
extension PrivacyStore {
  /// The tenant's suppressions, those that came with requests included.
  package func suppressions(
    tenant: TenantKey
  ) throws(ServiceError) -> ListSuppressionsResponse {
    try change { database in try list(tenant, in: database) }
  }

  /// Has later events and rows of people dropped; those already suppressed stay so.
  ///
  /// - Parameter groups: the dataset groups in which; all of the tenant's when `nil`.
  package func suppress(
    _ userIDs: [String], in groups: [String]?, tenant: TenantKey
  ) throws(ServiceError) -> ListSuppressionsResponse {
    let subjects = distinct(userIDs)
    return try change { database in
      for place in groups ?? [""] {
        let known = try database.suppressed(in: place, tenant: tenant)
        let new = subjects.filter { !known.contains($0) }
        guard !new.isEmpty else { continue }
        try database.mark(
          new, .suppression, tenant: tenant, places: [place], request: 0, since: clock.now())
        try note(.suppressed, new, place, tenant: tenant, in: database)
      }
      return try list(tenant, in: database)
    }
  }

  /// Lets people be known again, also those whom a request suppressed.
  ///
  /// - Parameter groups: the dataset groups in which; everywhere when `nil`.
  package func unsuppress(
    _ userIDs: [String], in groups: [String]?, tenant: TenantKey
  ) throws(ServiceError) -> ListSuppressionsResponse {
    let subjects = distinct(userIDs)
    return try change { database in
      for subject in subjects {
        try database.connection.run(
          """
          DELETE FROM marks WHERE tenant = ? AND subject = ? AND kind = 'suppression'
          \(groups.map { "AND group_arn IN (\($0.map { _ in "?" }.joined(separator: ", ")))" } ?? "")
          """,
          [.text(tenant.description), .blob(subject.bytes)] + (groups ?? []).map { .text($0) })
      }
      database.afterCommit.append { store in
        store.watch.remove(from: subjects, tenant: tenant) { mark in
          mark.kind == .suppression && groups?.contains(mark.groupARN) ?? true
        }
      }
      for place in groups ?? [""] {
        try note(.unsuppressed, subjects, place, tenant: tenant, in: database)
      }
      return try list(tenant, in: database)
    }
  }

  /// Brings the counts of dropped events and rows to the disk.
  package func storeDropped() throws(ServiceError) {
    try change { database in try database.add(dropped: watch.takeDropped()) }
  }

  private func distinct(_ userIDs: [String]) -> [SubjectHash] {
    Set(userIDs.map { key.hash(of: $0) }).sorted()
  }

  private func note(
    _ event: LedgerEvent, _ subjects: [SubjectHash], _ place: String, tenant: TenantKey,
    in database: PrivacyDatabase
  ) throws {
    try database.ledger.append(
      event, tenant: tenant.description, request: nil,
      facts: [
        "subjects": SubjectDigest.hex(of: subjects), "count": "\(subjects.count)",
        "group": place.isEmpty ? "all" : place,
      ], in: database.connection)
  }

  private func list(
    _ tenant: TenantKey, in database: PrivacyDatabase
  ) throws -> ListSuppressionsResponse {
    try database.add(dropped: watch.takeDropped())
    let suppressions = try database.connection.query(
      """
      SELECT marks.subject, group_arn, min(since), coalesce(count, 0)
      FROM marks LEFT JOIN dropped
        ON dropped.tenant = marks.tenant AND dropped.subject = marks.subject
      WHERE marks.tenant = ? AND kind = 'suppression'
      GROUP BY marks.subject, group_arn ORDER BY min(since), marks.subject, group_arn
      """, [.text(tenant.description)]
    ) { row in
      Suppression(
        subject: SubjectHash(bytes: row.blob(0)).description,
        datasetGroupArn: row.string(1).isEmpty ? nil : row.string(1),
        since: Timestamp(milliseconds: row.int64(2)).epochSeconds, dropped: row.int64(3))
    }
    return ListSuppressionsResponse(suppressions: suppressions)
  }
}

extension PrivacyDatabase {
  fileprivate func suppressed(in place: String, tenant: TenantKey) throws -> Set<SubjectHash> {
    Set(
      try connection.query(
        """
        SELECT subject FROM marks WHERE tenant = ? AND group_arn = ? AND kind = 'suppression'
        """, [.text(tenant.description), .text(place)]
      ) { row in SubjectHash(bytes: row.blob(0)) })
  }

  fileprivate func add(dropped counts: [SubjectWatch.DroppedKey: Int64]) throws {
    for (key, count) in counts {
      try connection.run(
        """
        INSERT INTO dropped(tenant, subject, count) VALUES (?, ?, ?)
        ON CONFLICT(tenant, subject) DO UPDATE SET count = count + excluded.count
        """,
        [.text(key.tenant.description), .blob(key.subject.bytes), .integer(count)])
    }
  }
}
