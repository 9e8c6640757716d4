import FoundationEssentials
import Platform
import Store

/// What a metric attribution counts of an import.
package struct ImportCounting: Codable, Sendable, Equatable {
  var rules: AttributionRules
  /// Whose answers rows may name.
  var givers: RecommendationSource
  /// The folder of the dataset group, whose items' columns may be added up.
  var groupDirectory: String
  /// Rows of before are not counted in the totals, epoch seconds; `nil` when there are none to be.
  var totalsSince: Int64?
  /// Whether rows are counted for a file.
  var countsForFile: Bool
  /// Where what was counted is told.
  var path: String
}

/// Counts the rows of an import while they are read.
struct ImportCounter {
  /// Sums by the rows' own time.
  private(set) var rows: MetricTally
  /// Sums of rows that are not too old.
  private(set) var totals = MetricTally(width: 1 << 40)

  private let counting: ImportCounting
  private let columns: Columns
  private var items: ItemValueReader
  private var types = StringInterner()
  /// By a type's code, the metrics that count it.
  private var metrics: [[Int]] = []

  /// Where in the schema what counts is.
  private struct Columns {
    let type: Int
    let item: Int?
    let time: Int?
    let source: Int?
    let recommendation: Int?
    /// By metric, the column of the row that it adds up.
    let summed: [Int?]

    /// - Returns: `nil` when rows have no type.
    init?(_ schema: AvroSchema, _ rules: AttributionRules) {
      func column(_ name: String) -> Int? {
        schema.fields.firstIndex { $0.name.uppercased() == name.uppercased() }
      }
      guard let type = column("EVENT_TYPE") else { return nil }
      self.type = type
      item = column("ITEM_ID")
      time = column("TIMESTAMP")
      source = column("EVENT_ATTRIBUTION_SOURCE")
      recommendation = column("RECOMMENDATION_ID")
      summed = rules.metrics.map { metric in
        if case .interactionSum(let name) = metric.expression { column(name) } else { nil }
      }
    }
  }

  /// - Returns: `nil` when nothing is to be counted.
  init?(_ counting: ImportCounting?, schema: AvroSchema, cellLimit: Int? = nil) throws {
    guard let counting, let columns = Columns(schema, counting.rules) else { return nil }
    self.counting = counting
    self.columns = columns
    items = try ItemValueReader(directory: counting.groupDirectory, for: counting.rules)
    rows = cellLimit.map { MetricTally(cellLimit: $0) } ?? MetricTally()
  }

  /// Counts the row that `row` stands on.
  mutating func count(_ row: borrowing CSVReader, _ layout: RowLayout) throws(ImportError) {
    guard case .text(let type) = try layout.cell(columns.type, of: row) else { return }
    let code = Int(types.code(of: row.bytes, type))
    if code > metrics.count {
      metrics.append(
        counting.rules.metrics(ofType: String(decoding: row.bytes[type], as: UTF8.self)))
    }
    let counted = metrics[code - 1]
    guard !counted.isEmpty else { return }
    let second = try integer(columns.time, row, layout) ?? 0
    let source = try source(of: row, layout)
    for metric in counted {
      guard let value = try value(metric, of: row, layout) else { continue }
      if counting.countsForFile {
        let number = rows.source(source)
        rows.add(value, metric: metric, source: number, second: second)
      }
      if let since = counting.totalsSince, second >= since {
        let number = totals.source(source)
        totals.add(value, metric: metric, source: number, second: 0)
      }
    }
  }

  private func source(
    of row: borrowing CSVReader, _ layout: RowLayout
  ) throws(ImportError) -> String? {
    if let source = try text(columns.source, row, layout) { return source }
    return try text(columns.recommendation, row, layout).flatMap {
      counting.givers.arn(ofAnswer: $0)
    }
  }

  private mutating func value(
    _ metric: Int, of row: borrowing CSVReader, _ layout: RowLayout
  ) throws(ImportError) -> Double? {
    switch counting.rules.metrics[metric].expression {
    case .count: return 1
    case .itemSum(let column):
      guard let item = try text(columns.item, row, layout) else { return nil }
      do { return try items.value(column, of: item) } catch { throw .storage("\(error)") }
    case .interactionSum:
      guard let column = columns.summed[metric] else { return nil }
      switch try layout.cell(column, of: row) {
      case .integer(let value): return Double(value)
      case .real(let value): return value
      case .null, .text, .boolean: return nil
      }
    }
  }

  private func integer(
    _ column: Int?, _ row: borrowing CSVReader, _ layout: RowLayout
  ) throws(ImportError) -> Int64? {
    guard let column, case .integer(let value) = try layout.cell(column, of: row) else {
      return nil
    }
    return value
  }

  private func text(
    _ column: Int?, _ row: borrowing CSVReader, _ layout: RowLayout
  ) throws(ImportError) -> String? {
    guard let column, case .text(let range) = try layout.cell(column, of: row) else {
      return nil
    }
    return String(decoding: row.bytes[range], as: UTF8.self)
  }

  /// Tells what was counted, in a file for the server.
  func save() throws {
    try Files.write(
      [UInt8](try JSONEncoder().encode(ImportCount(rows: rows, totals: totals))),
      to: counting.path)
  }
}

/// What an import has counted, on its way from the worker to the server.
struct ImportCount: Codable {
  private let rows: Sums
  private let totals: Sums

  init(rows: MetricTally, totals: MetricTally) {
    self.rows = Sums(rows)
    self.totals = Sums(totals)
  }

  init(path: String) throws {
    self = try JSONDecoder().decode(ImportCount.self, from: Data(try Files.read(path)))
  }

  /// What the results gain.
  func metrics(by counting: ImportCounting, method: String) -> ImportedMetrics {
    ImportedMetrics(
      rules: counting.rules, rows: counting.countsForFile ? rows.tally : nil,
      totals: counting.totalsSince == nil ? nil : totals.tally, method: method)
  }

  private struct Sums: Codable {
    var sources: [String]
    var metrics: [Int] = []
    var numbers: [Int] = []
    var windows: [Int64] = []
    var values: [Double] = []
    var samples: [Int64] = []

    init(_ tally: MetricTally) {
      sources = tally.sources.names
      for (cell, sum) in tally.cells {
        metrics.append(cell.metric)
        numbers.append(cell.source)
        windows.append(cell.window)
        values.append(sum.value)
        samples.append(sum.samples)
      }
    }

    var tally: MetricTally {
      MetricTally(
        sources: sources,
        cells: metrics.indices.map { index in
          (
            MetricTally.Cell(
              metric: metrics[index], source: numbers[index], window: windows[index]),
            MetricTally.Sum(value: values[index], samples: samples[index])
          )
        })
    }
  }
}
