import SQLite
import Synchronization

/// A segment whose file is replaced by one without some rows.
package struct SegmentReplacement: Codable, Sendable, Equatable {
  package let id: Int64
  package let oldFile: String
  package let newFile: String
  /// How many rows the new file has.
  package let rows: Int64

  package init(id: Int64, oldFile: String, newFile: String, rows: Int64) {
    self.id = id
    self.oldFile = oldFile
    self.newFile = newFile
    self.rows = rows
  }
}

extension GroupStore {
  /// Puts rewritten files in the place of segments', all at once; their numbers stay, and the old
  /// files go.
  ///
  /// Nothing that was begun before can be published afterwards. A segment that is gone or has
  /// another file by now is left as it is.
  package func replaceSegments(_ replacements: [SegmentReplacement]) throws {
    let unused = try write { connection in
      var unused: [String] = []
      for replacement in replacements {
        let count = try connection.run(
          "UPDATE segments SET file = ?, rows = ? WHERE id = ? AND file = ?",
          [
            .text(replacement.newFile), .integer(replacement.rows), .integer(replacement.id),
            .text(replacement.oldFile),
          ])
        let isKnown = try connection.first(
          "SELECT 1 FROM segments WHERE file = ?", [.text(replacement.newFile)]
        ) { row in row.int(0) }
        unused.append(replacement.oldFile)
        if count == 0, isKnown == nil { unused.append(replacement.newFile) }
      }
      _ = try Self.raiseEpoch(connection)
      return unused
    }
    itemsVersion.add(1, ordering: .relaxed)
    for file in unused { try Files.removeTree(segmentPath(file: file)) }
  }

  /// Which file each segment has.
  package func segmentFiles() throws -> [Int64: String] {
    try write { connection in
      let rows = try connection.query("SELECT id, file FROM segments") {
        row in (row.int64(0), row.string(1))
      }
      return Dictionary(rows) { $1 }
    }
  }

  /// Writes the database's file anew, so that it holds what its rows say and nothing else.
  package func rewrite() throws {
    try withConnection { connection in try connection.execute("VACUUM") }
  }

  /// Empties the log beside the database's file.
  ///
  /// - Returns: whether it is empty; `false` when a reader still needs it.
  package func emptyLog() throws -> Bool {
    try withConnection { connection in try connection.emptyLog() }
  }
}

extension TenantStore {
  /// Writes the file of the control database anew, so that it holds what its rows say and nothing
  /// else.
  package func rewrite() throws {
    try withConnection { connection in try connection.execute("VACUUM") }
  }

  /// Empties the log beside the control database's file.
  ///
  /// - Returns: whether it is empty; `false` when a reader still needs it.
  package func emptyLog() throws -> Bool {
    try withConnection { connection in try connection.emptyLog() }
  }
}

extension Connection {
  fileprivate func emptyLog() throws -> Bool {
    try first("PRAGMA wal_checkpoint(TRUNCATE)") { row in row.int(0) } == 0
  }
}
