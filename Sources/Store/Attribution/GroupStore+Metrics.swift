package import Platform
import SQLite
import Synchronization

/// A file of results that is to be written.
package struct MetricFile: Codable, Sendable, Equatable {
  package let id: Int64
  /// What its name tells: how the data came, and when, in epoch seconds.
  package let method: String
  package let time: Int64
  /// Another number than before when its rows have changed.
  package let changes: Int64

  /// The object's name.
  package var name: String { "AggregatedAttributionMetrics - \(method) - \(time).csv" }
}

/// What an import adds to the results of an attribution.
package struct ImportedMetrics: Sendable {
  package let rules: AttributionRules
  /// By window of the rows' own time; for the file.
  package let rows: MetricTally?
  /// Those that are not too old; for the totals.
  package let totals: MetricTally?
  package let method: String

  package init(
    rules: AttributionRules, rows: MetricTally?, totals: MetricTally?, method: String
  ) {
    self.rules = rules
    self.rows = rows
    self.totals = totals
    self.method = method
  }
}

extension GroupStore {
  /// Adds what an import has counted, in the transaction that publishes its rows.
  static func add(
    _ metrics: ImportedMetrics, at time: Timestamp, _ connection: Connection
  ) throws {
    let rules = metrics.rules
    if let tally = metrics.totals {
      var sources = MetricSources(
        names: try MetricTable.sources(of: rules.attribution, connection))
      for (cell, sum) in tally.cells.sorted(by: { $0.key.source < $1.key.source }) {
        guard let number = sources.number(of: tally.sources.names[cell.source]) else { continue }
        try MetricTable.addToTotal(
          rules.metrics[cell.metric].name, sources.names[number], sum,
          attribution: rules.attribution, connection)
      }
    }
    if let tally = metrics.rows {
      let file = try MetricTable.importedFile(
        of: rules.attribution, method: metrics.method, time: time.seconds, connection)
      for (cell, sum) in tally.cells {
        try MetricTable.addToRow(
          rules.metrics[cell.metric], tally.sources.names[cell.source], sum, file: file,
          time: cell.window, connection)
      }
    }
  }

  /// The totals as the disk has them.
  static func metricSums(
    _ connection: Connection
  ) throws -> [MetricTotals.Key: MetricTally.Sum] {
    let rows = try connection.query(
      """
      SELECT metric, source, sum(value), sum(samples) FROM metric_totals GROUP BY metric, source
      """
    ) { row in
      (
        MetricTotals.Key(metric: row.string(0), source: row.string(1)),
        MetricTally.Sum(value: row.double(2), samples: row.int64(3))
      )
    }
    return Dictionary(rows) { left, right in
      MetricTally.Sum(value: left.value + right.value, samples: left.samples + right.samples)
    }
  }

  /// What metric attributions have counted.
  package var metricTotals: MetricTotals { attributed.withLock { $0 } }

  /// Reads the totals anew.
  func reloadMetricTotals() throws {
    try withConnection { connection in
      let sums = try Self.metricSums(connection)
      attributed.withLock { $0.sums = sums }
    }
  }

  /// Takes note that files could not be written.
  package func noteMetricFilesFailed() { attributed.withLock { $0.filesFailed += 1 } }

  /// The files of an attribution that can be written: of imports, and of windows that are over.
  package func metricFiles(of attribution: Int64, at now: Timestamp) throws -> [MetricFile] {
    try withConnection { connection in
      try connection.query(
        """
        SELECT id, method, time, changes FROM metric_files
        WHERE attribution = ? AND written = 0 AND (method <> ? OR time + ? <= ?) ORDER BY id
        """,
        [
          .integer(attribution), .text(MetricTable.streamed),
          .integer(AttributionRules.windowSeconds), .integer(now.seconds),
        ]
      ) { row in
        MetricFile(
          id: row.int64(0), method: row.string(1), time: row.int64(2), changes: row.int64(3))
      }
    }
  }

  /// Takes note of files that have been written; one that has changed since stays to be written.
  package func noteMetricFilesWritten(_ files: [MetricFile]) throws {
    try write { connection in
      for file in files {
        let isSame = try connection.run(
          "UPDATE metric_files SET written = 1 WHERE id = ? AND changes = ?",
          [.integer(file.id), .integer(file.changes)])
        guard isSame > 0 else { continue }
        try connection.run("DELETE FROM metric_rows WHERE file = ?", [.integer(file.id)])
        try connection.run(
          """
          DELETE FROM metric_files WHERE method = ?1 AND written = 1 AND time < (
            SELECT max(time) FROM metric_files WHERE method = ?1 AND written = 1)
          """, [.text(file.method)])
      }
    }
    attributed.withLock { $0.filesWritten += Int64(files.count) }
  }

  /// Forgets what was to be written for an attribution; totals stay.
  package func dropMetricFiles(of attribution: Int64) throws {
    try write { connection in
      try connection.run(
        "DELETE FROM metric_files WHERE attribution = ? AND written = 0",
        [.integer(attribution)])
    }
  }
}

extension GroupReader {
  /// A line of a file of results.
  package struct MetricRow: Sendable {
    package let metric: String
    package let eventType: String
    package let value: Double
    package let function: String
    package let source: String
    /// The start of its window, epoch seconds.
    package let time: Int64
  }

  /// Hands `visit` the rows of a file, newest window first.
  ///
  /// - Returns: the file as it is; `nil` when it need not be written any more.
  package func metricRows(
    ofFile id: Int64, _ visit: (MetricRow) throws -> Void
  ) throws -> MetricFile? {
    try snapshot {
      let file = try connection.first(
        "SELECT id, method, time, changes FROM metric_files WHERE id = ? AND written = 0",
        [.integer(id)]
      ) { row in
        MetricFile(
          id: row.int64(0), method: row.string(1), time: row.int64(2), changes: row.int64(3))
      }
      guard let file else { return nil }
      try connection.withStatement(
        """
        SELECT metric, event_type, value, function, source, time FROM metric_rows WHERE file = ?
        ORDER BY time DESC, metric, event_type, function, source
        """
      ) { statement in
        try statement.bind(id, at: 0)
        while try statement.step() {
          let row = statement.row
          try visit(
            MetricRow(
              metric: row.string(0), eventType: row.string(1), value: row.double(2),
              function: row.string(3), source: row.string(4), time: row.int64(5)))
        }
      }
      return file
    }
  }
}
