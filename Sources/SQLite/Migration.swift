/// One step of a database's schema.
///
/// Steps are only ever appended.
package struct Migration: Sendable {
  package let sql: String

  package init(_ sql: String) {
    self.sql = sql
  }
}

extension Connection {
  /// Brings the file from the version it has (`PRAGMA user_version`) to the newest, in one
  /// transaction.
  ///
  /// - Throws: `SQLiteError`, also when the file was written by a newer version of the program.
  package func migrate(_ migrations: [Migration]) throws {
    let version = try first("PRAGMA user_version") { row in row.int(0) } ?? 0
    guard version <= migrations.count else {
      throw SQLiteError(
        code: 1,
        message: "\(path) has schema version \(version), newer than this program's "
          + "\(migrations.count): use the version that wrote it, or a newer one",
        statement: nil)
    }
    guard version < migrations.count else { return }
    try transaction {
      for migration in migrations[version...] { try execute(migration.sql) }
      try execute("PRAGMA user_version = \(migrations.count)")
    }
  }
}
