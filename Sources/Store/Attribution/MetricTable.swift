import SQLite

/// The statements that change results of metric attributions, inside a transaction.
enum MetricTable {
  /// The method of files of streamed events.
  static let streamed = "PutEvents"

  /// The sources an attribution has counted.
  static func sources(of attribution: Int64, _ connection: Connection) throws -> [String] {
    try connection.query(
      "SELECT DISTINCT source FROM metric_totals WHERE attribution = ? ORDER BY source",
      [.integer(attribution)]
    ) { row in row.string(0) }
  }

  static func addToTotal(
    _ metric: String, _ source: String, _ sum: MetricTally.Sum, attribution: Int64,
    _ connection: Connection
  ) throws {
    try connection.run(
      """
      INSERT INTO metric_totals(attribution, metric, source, value, samples)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT(attribution, metric, source) DO UPDATE
      SET value = value + excluded.value, samples = samples + excluded.samples
      """,
      [
        .integer(attribution), .text(metric), .text(source), .real(sum.value),
        .integer(sum.samples),
      ])
  }

  /// Adds to a row of a file.
  ///
  /// - Parameter time: the start of the row's window; `nil` for that of the file.
  static func addToRow(
    _ metric: AttributionRules.Metric, _ source: String, _ sum: MetricTally.Sum, file: Int64,
    time: Int64?, _ connection: Connection
  ) throws {
    try connection.run(
      """
      INSERT INTO metric_rows(file, time, metric, event_type, function, source, value, samples)
      VALUES (?1, coalesce(?2, (SELECT time FROM metric_files WHERE id = ?1)), ?3, ?4, ?5, ?6, ?7,
        ?8)
      ON CONFLICT(file, time, metric, event_type, function, source) DO UPDATE
      SET value = value + excluded.value, samples = samples + excluded.samples
      """,
      [
        .integer(file), Value(time), .text(metric.name), .text(metric.eventType),
        .text(metric.expression.function), .text(source), .real(sum.value), .integer(sum.samples),
      ])
  }

  /// The file of a window of streamed events, which is about to change.
  ///
  /// Once a window's file is written, what still comes for it goes to the next one.
  static func streamedFile(
    of attribution: Int64, window: Int64, _ connection: Connection
  ) throws -> Int64 {
    let last = try connection.first(
      "SELECT max(time) FROM metric_files WHERE method = ? AND (written = 1 OR attribution <> ?)",
      [.text(streamed), .integer(attribution)]
    ) { row in row.optionalInt64(0) }
    let open = (last ?? nil).map { max(window, $0 + AttributionRules.windowSeconds) } ?? window
    return try file(of: attribution, method: streamed, time: open, connection)
  }

  /// A new file of an import.
  ///
  /// - Parameter time: when it was, epoch seconds; a later time stands in for one that is taken.
  static func importedFile(
    of attribution: Int64, method: String, time: Int64, _ connection: Connection
  ) throws -> Int64 {
    let last = try connection.first(
      "SELECT max(time) FROM metric_files WHERE method = ?", [.text(method)]
    ) { row in row.optionalInt64(0) }
    let free = (last ?? nil).map { max(time, $0 + 1) } ?? time
    return try file(of: attribution, method: method, time: free, connection)
  }

  private static func file(
    of attribution: Int64, method: String, time: Int64, _ connection: Connection
  ) throws -> Int64 {
    try connection.first(
      """
      INSERT INTO metric_files(attribution, method, time, changes, written)
      VALUES (?, ?, ?, 1, 0)
      ON CONFLICT(method, time) DO UPDATE SET changes = changes + 1 RETURNING id
      """, [.integer(attribution), .text(method), .integer(time)]
    ) { row in row.int64(0) } ?? 0
  }
}
