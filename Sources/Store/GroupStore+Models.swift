package import Platform
import SQLite

extension GroupStore {
  /// Where a training writes its model; nothing reads the file until it is published.
  package func modelPath(file: String) -> String { "\(directory)/models/\(file)" }

  /// Makes a finished model that of its solution version; an earlier one's file is removed.
  ///
  /// - Parameters:
  ///   - epoch: of the group when the training began; `nil` when it does not matter.
  ///   - isOutdated: whether it is still to be trained again without what was erased.
  /// - Throws: `StoreError.erasedMeanwhile` when somebody's rows were erased since then.
  package func publishModel(
    of solutionVersionARN: String, file: String, lastEvent: Int64, at time: Timestamp,
    epoch: Int64? = nil, isOutdated: Bool = false
  ) throws {
    let obsolete = try write { connection in
      try Self.check(epoch, connection)
      let earlier = try connection.first(
        "SELECT file FROM models WHERE solution_version_arn = ?", [.text(solutionVersionARN)]
      ) { row in row.string(0) }
      try connection.run(
        """
        INSERT OR REPLACE INTO models(
          solution_version_arn, file, last_event, published, is_outdated) VALUES (?, ?, ?, ?, ?)
        """,
        [
          .text(solutionVersionARN), .text(file), .integer(lastEvent),
          .integer(time.milliseconds), Value(isOutdated ? 1 : 0),
        ])
      return earlier
    }
    if let obsolete, obsolete != file { try Files.removeTree(modelPath(file: obsolete)) }
  }

  /// Notes that rows which models have learnt from are erased, until they are published anew.
  package func markOutdated(models solutionVersionARNs: [String]) throws {
    try write { connection in
      for arn in solutionVersionARNs {
        try connection.run(
          "UPDATE models SET is_outdated = 1 WHERE solution_version_arn = ?", [.text(arn)])
      }
    }
  }

  package func removeModel(of solutionVersionARN: String) throws {
    let file = try write { connection in
      try connection.first(
        "DELETE FROM models WHERE solution_version_arn = ? RETURNING file",
        [.text(solutionVersionARN)]
      ) { row in row.string(0) }
    }
    if let file { try Files.removeTree(modelPath(file: file)) }
  }
}
