import SQLite

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
    for file in unused { try Files.removeTree(segmentPath(file: file)) }
  }

  /// The models that are published, by the ARN of what they are of.
  package func models() throws -> [(arn: String, artefact: ModelArtefact)] {
    try reader().models()
  }

  /// Brings what was deleted out of the database's files: rewrites it when it has gaps, and empties
  /// the log.
  ///
  /// - Returns: whether it is done; `false` when a reader still needs the log.
  package func purge() throws -> Bool {
    try withConnection { connection in try connection.purge() }
  }
}

extension TenantStore {
  /// Brings what was deleted out of the files of the control database.
  ///
  /// - Returns: whether it is done; `false` when a reader still needs the log.
  package func purge() throws -> Bool {
    try withConnection { connection in try connection.purge() }
  }
}

extension Connection {
  /// Rewrites the file without gaps, and empties the log.
  ///
  /// Pages are cleared when rows are deleted, but a page that is split keeps what it moved away in
  /// its unused part: only a rewritten file is sure to hold what its rows say and nothing else.
  ///
  /// - Returns: whether the log could be emptied.
  fileprivate func purge() throws -> Bool {
    try execute("VACUUM")
    return try first("PRAGMA wal_checkpoint(TRUNCATE)") { row in row.int(0) } == 0
  }
}
