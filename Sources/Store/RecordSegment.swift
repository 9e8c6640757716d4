import SQLite

/// Writes a segment file of records that have an id: items, users, actions.
///
/// A later record with the same id replaces the earlier one.
package struct RecordSegmentWriter {
  package private(set) var rows: Int64 = 0
  private let connection: Connection
  private let path: String

  /// Makes the file anew; one left there by a broken attempt is overwritten.
  package init(path: String) throws {
    self.path = path
    try Files.removeTree(path)
    connection = try Connection(path: path, mode: .bulkLoad)
    try connection.execute(
      "BEGIN; CREATE TABLE records(id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID")
  }

  /// - Parameter body: a JSON object by column name, nulls left out.
  package mutating func add(id: String, body: String) throws {
    try connection.run(
      "INSERT OR REPLACE INTO records VALUES (?, ?)", [.text(id), .text(body)])
    rows += 1
  }

  /// Brings the file to the disk; nothing counts before.
  package mutating func finish() throws {
    try connection.execute("COMMIT")
    let kept = try connection.first("SELECT count(*) FROM records") { row in row.int64(0) }
    // What was replaced is still legible in the gaps of the pages until they are written anew.
    if kept != rows { try connection.execute("VACUUM") }
    try Files.synchronize(path)
  }
}

/// Reads a published segment file of records.
package final class RecordSegmentReader {
  private let connection: Connection

  package init(path: String) throws {
    connection = try Connection(path: path, mode: .readOnly)
  }

  /// The record with an id, if there is one.
  package func body(of id: String) throws -> String? {
    try connection.first("SELECT body FROM records WHERE id = ?", [.text(id)]) {
      row in row.string(0)
    }
  }

  /// Hands `visit` every record, by id.
  package func forEachRecord(
    _ visit: (_ id: String, _ body: String) throws -> Void
  ) throws {
    try connection.withStatement("SELECT id, body FROM records ORDER BY id") {
      statement in
      while try statement.step() { try visit(statement.row.string(0), statement.row.string(1)) }
    }
  }
}
