import SQLite
import Synchronization

extension GroupStore {
  /// Changes texts in results of metric attributions, on the disk and in memory; what becomes alike
  /// is added up.
  ///
  /// - Parameter decide: told a text; what is replaced by nothing is called by no name.
  /// - Returns: how many rows were changed.
  package func reviseMetrics(decide: (_ text: String) -> Revision) throws -> Int64 {
    let changed = try write { connection in
      var changed: Int64 = 0
      for (table, column) in Self.metricTexts {
        let texts = try connection.query("SELECT DISTINCT \(column) FROM \(table)") {
          row in row.string(0)
        }
        for text in texts {
          guard case .replace(let new) = decide(text) else { continue }
          let replacement =
            new ?? (column == "source" ? AttributionRules.undefinedSource : "ERASED")
          changed += try Self.rename(text, to: replacement, column, in: table, connection)
        }
      }
      return changed
    }
    try withConnection { connection in
      ledger.withLock { $0.forget() }
      let sums = try Self.metricSums(connection)
      attributed.withLock { $0.sums = sums }
    }
    return changed
  }

  private static let metricTexts = [
    ("metric_totals", "metric"), ("metric_totals", "source"), ("metric_rows", "metric"),
    ("metric_rows", "event_type"), ("metric_rows", "source"),
  ]

  private static func rename(
    _ text: String, to new: String, _ column: String, in table: String, _ connection: Connection
  ) throws -> Int64 {
    let keys =
      table == "metric_totals"
      ? ["attribution", "metric", "source"]
      : ["file", "time", "metric", "event_type", "function", "source"]
    let values = keys.map { $0 == column ? "?2" : $0 }
    if table == "metric_rows" {
      // Files that are being written with the old text are to be written again.
      try connection.run(
        """
        UPDATE metric_files SET changes = changes + 1
        WHERE id IN (SELECT file FROM metric_rows WHERE \(column) = ?)
        """, [.text(text)])
    }
    try connection.run(
      """
      INSERT INTO \(table)(\(keys.joined(separator: ", ")), value, samples)
      SELECT \(values.joined(separator: ", ")), value, samples FROM \(table) WHERE \(column) = ?1
      ON CONFLICT(\(keys.joined(separator: ", "))) DO UPDATE
      SET value = value + excluded.value, samples = samples + excluded.samples
      """, [.text(text), .text(new)])
    return Int64(
      try connection.run("DELETE FROM \(table) WHERE \(column) = ?", [.text(text)]))
  }
}
