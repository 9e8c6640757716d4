import JSON
package import Platform
import SQLite

/// What a request's events are counted by, and when they came.
package struct EventCounting: Sendable {
  package let rules: AttributionRules
  package let time: Timestamp

  package init(rules: AttributionRules, time: Timestamp) {
    self.rules = rules
    self.time = time
  }
}

/// Counts streamed events while they are stored, for one transaction after the other.
///
/// What a transaction's events add is written once, at its end, however many requests share it.
struct MetricLedger {
  /// What was counted and is to be shown once it is on the disk.
  struct Additions {
    var totals: [MetricTotals.Key: MetricTally.Sum] = [:]
    var tooOld: Int64 = 0
    var unknownSource: Int64 = 0

    var isEmpty: Bool { totals.isEmpty && tooOld == 0 && unknownSource == 0 }
  }

  private var rules: AttributionRules?
  private var itemColumns: [String] = []
  private var sources = MetricSources()
  private var matches: [String: [Int]] = [:]
  private var cells: [MetricTally.Cell: MetricTally.Sum] = [:]
  private var additions = Additions()
  private var items: ItemValues
  private var itemsVersion = 0

  /// How many event types are remembered.
  private static let typeLimit = 1000

  init(directory: String) { items = ItemValues(directory: directory) }

  /// Begins a transaction.
  ///
  /// - Parameter itemsVersion: another number than before when items may have changed.
  mutating func begin(itemsVersion: Int) {
    guard itemsVersion != self.itemsVersion else { return }
    self.itemsVersion = itemsVersion
    items.forget()
  }

  /// Counts an event that has just been stored.
  mutating func add(
    _ event: StreamedEvent, by counting: EventCounting, _ connection: Connection
  ) throws {
    if rules != counting.rules { try change(to: counting.rules, connection) }
    let rules = counting.rules
    let metrics = metrics(ofType: event.eventType, rules)
    guard !metrics.isEmpty else { return }
    let age = counting.time.milliseconds - event.timestamp.milliseconds
    guard age <= AttributionRules.ageLimit else {
      additions.tooOld += 1
      return
    }
    let window = AttributionRules.window(ofSecond: counting.time.seconds)
    for metric in metrics {
      guard let value = try value(rules.metrics[metric].expression, of: event, connection) else {
        continue
      }
      guard let source = sources.number(of: event.source) else {
        additions.unknownSource += 1
        return
      }
      let cell = MetricTally.Cell(metric: metric, source: source, window: window)
      cells[cell, default: MetricTally.Sum()] += MetricTally.Sum(value: value, samples: 1)
    }
  }

  private mutating func metrics(ofType type: String, _ rules: AttributionRules) -> [Int] {
    if let known = matches[type] { return known }
    let found = rules.metrics(ofType: type)
    if matches.count >= Self.typeLimit { matches.removeAll(keepingCapacity: true) }
    matches[type] = found
    return found
  }

  private mutating func value(
    _ expression: MetricExpression, of event: StreamedEvent, _ connection: Connection
  ) throws -> Double? {
    switch expression {
    case .count: return 1
    case .interactionSum(let column): return event.number(in: column)
    case .itemSum(let column):
      return try items.value(column, of: event.itemID, among: itemColumns, connection)
    }
  }

  /// Writes what was counted by the rules so far, and goes on by others.
  private mutating func change(to new: AttributionRules, _ connection: Connection) throws {
    try store(connection)
    rules = new
    itemColumns = new.itemColumns
    matches.removeAll(keepingCapacity: true)
    sources = MetricSources(names: try MetricTable.sources(of: new.attribution, connection))
  }

  /// Writes what was counted; to be called before the transaction ends.
  mutating func store(_ connection: Connection) throws {
    guard !cells.isEmpty, let rules else { return }
    var files: [Int64: Int64] = [:]
    for (cell, sum) in cells {
      let metric = rules.metrics[cell.metric]
      let source = sources.names[cell.source]
      try MetricTable.addToTotal(
        metric.name, source, sum, attribution: rules.attribution, connection)
      additions.totals[
        MetricTotals.Key(metric: metric.name, source: source), default: MetricTally.Sum()] += sum
      guard rules.hasDestination else { continue }
      let file =
        try files[cell.window]
        ?? MetricTable.streamedFile(
          of: rules.attribution, window: cell.window, connection)
      files[cell.window] = file
      try MetricTable.addToRow(metric, source, sum, file: file, time: nil, connection)
    }
    cells.removeAll(keepingCapacity: true)
  }

  /// What was counted since, as it is on the disk now.
  mutating func committed() -> Additions {
    defer { additions = Additions() }
    return additions
  }

  /// Forgets what was counted, as it is not on the disk, and what events have called things.
  mutating func forget() {
    cells = [:]
    additions = Additions()
    rules = nil
    matches = [:]
    sources = MetricSources()
  }
}

extension StreamedEvent {
  /// The number in a column of the schema; `nil` when there is none.
  fileprivate func number(in column: String) -> Double? {
    switch column.uppercased() {
    case "EVENT_VALUE": return eventValue.flatMap { $0.isFinite ? $0 : nil }
    case "TIMESTAMP": return Double(timestamp.seconds)
    default:
      guard let properties, let members = try? JSONValue(parsing: properties),
        case .number(let number)? = members[column], number.isFinite
      else { return nil }
      return number
    }
  }
}
