import PersonalizeAPI
package import Platform
import SQLite
import Store
import Synchronization

/// The deletion service's memory: requests, ledger, certificates, and who must not be known.
///
/// It lies in `privacy.sqlite` of the data folder, beside the tenants' folders, so that putting back
/// or removing one of these cannot lose it. Ids stand in it as keyed hashes; in plain text they are
/// in a request's pending file only, until the request is done.
package final class PrivacyStore: Sendable {
  /// The instance's key.
  package let key: SubjectKey
  package let watch: SubjectWatch
  let path: String
  let ledger: Ledger
  let pending: PendingSubjects
  let clock: Clock
  let identifiers: Identifiers
  let softwareVersion: String
  let statistics = Mutex(PrivacyStatistics())
  private let connection: Exclusive<Connection>

  /// Opens the store of a data folder, and makes it if there is none.
  package init(
    dataDirectory: String, clock: Clock, identifiers: Identifiers, softwareVersion: String
  ) throws {
    try Files.makeDirectory(dataDirectory)
    key = try KeyFile.key(in: dataDirectory)
    watch = SubjectWatch(hasher: key.hasher)
    path = dataDirectory + "/privacy.sqlite"
    ledger = Ledger(key: key, clock: clock)
    pending = try PendingSubjects(dataDirectory: dataDirectory)
    self.clock = clock
    self.identifiers = identifiers
    self.softwareVersion = softwareVersion
    let connection = try Connection(path: path, mode: .durable)
    try connection.migrate(PrivacySchema.migrations)
    self.connection = Exclusive(connection)
    try read { database in
      try loadWatch(database)
      try removeStalePendingFiles(database)
      try refreshStatistics(database)
    }
  }

  /// Runs `body` alone in one transaction, on disk when this returns and undone when it throws.
  func change<Result>(_ body: (PrivacyDatabase) throws -> Result) throws(ServiceError) -> Result {
    try refusing {
      try connection.withLock { connection in
        let database = PrivacyDatabase(connection: connection, ledger: ledger)
        let result = try connection.transaction { try body(database) }
        // Before the lock is let go of: the watch changes in the order of the commits.
        for action in database.afterCommit { try action(self) }
        try refreshStatistics(database)
        return result
      }
    }
  }

  /// Runs `body` alone, for reading.
  func read<Result>(_ body: (PrivacyDatabase) throws -> Result) throws(ServiceError) -> Result {
    try refusing {
      try connection.withLock { connection in
        try body(PrivacyDatabase(connection: connection, ledger: ledger))
      }
    }
  }

  private func refusing<Result>(_ body: () throws -> Result) throws(ServiceError) -> Result {
    do {
      return try body()
    } catch let error as ServiceError {
      throw error
    } catch {
      throw ServiceError(
        .internalFailure, "The ledger of privacy requests could not be used: \(error)")
    }
  }

  /// Brings what was written to its file and empties the journal beside it.
  package func purge() throws {
    try read { database in
      try database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }

  private func loadWatch(_ database: PrivacyDatabase) throws {
    let rows = try database.connection.query(
      "SELECT tenant, group_arn, subject, kind, request, since, new_events FROM marks"
    ) { row in
      (
        row.string(0), SubjectHash(bytes: row.blob(2)),
        SubjectMark.Kind(rawValue: row.string(3)).map { kind in
          SubjectMark(
            kind: kind, groupARN: row.string(1), request: row.int64(4),
            since: Timestamp(milliseconds: row.int64(5)),
            newEvents: NewEventPolicy(rawValue: row.string(6)) ?? .drop)
        }
      )
    }
    for (tenantText, subject, mark) in rows {
      guard let tenant = TenantKey(path: tenantText), let mark else { continue }
      watch.add(mark, to: [subject], tenant: tenant)
    }
  }

  private func removeStalePendingFiles(_ database: PrivacyDatabase) throws {
    let open = try database.connection.query(
      "SELECT tenant, id FROM requests WHERE state NOT IN (?, ?, ?)",
      PrivacyRequestState.allCases.filter(\.isFinal).map { .text($0.rawValue) }
    ) { row in PendingSubjects.name(tenant: row.string(0), id: row.string(1)) }
    try pending.removeAll(except: Set(open))
  }
}

extension TenantKey {
  /// Reads `ACCOUNT/REGION`.
  init?(path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    self.init(account: String(parts[0]), region: String(parts[1]))
  }
}
