/// Sums of metrics by source and window, in memory of a bounded size.
package struct MetricTally: Sendable {
  /// What a sum is of.
  package struct Cell: Hashable, Sendable {
    /// The metric's number in the rules.
    package let metric: Int
    /// The source's number in `sources`.
    package let source: Int
    /// The start of the window, epoch seconds.
    package let window: Int64

    package init(metric: Int, source: Int, window: Int64) {
      self.metric = metric
      self.source = source
      self.window = window
    }
  }

  package struct Sum: Sendable, Equatable {
    package var value = 0.0
    package var samples: Int64 = 0

    package init(value: Double = 0, samples: Int64 = 0) {
      self.value = value
      self.samples = samples
    }

    package static func += (left: inout Sum, right: Sum) {
      left.value += right.value
      left.samples += right.samples
    }
  }

  /// How many cells there are before windows are made wider.
  package static let cellLimit = 100_000

  package private(set) var sources = MetricSources()
  package private(set) var cells: [Cell: Sum] = [:]
  /// Samples of sources beyond those that are told apart.
  package private(set) var leftOut: Int64 = 0
  /// How wide windows are, seconds.
  package private(set) var width: Int64
  private let limit: Int

  package init(
    width: Int64 = AttributionRules.windowSeconds, cellLimit: Int = MetricTally.cellLimit
  ) {
    self.width = width
    limit = cellLimit
  }

  /// A tally that was made before.
  package init(sources: [String], cells: [(Cell, Sum)]) {
    self.init()
    self.sources = MetricSources(names: sources)
    self.cells = Dictionary(cells) { $1 }
  }

  /// The number of a source; `nil` when there are too many.
  package mutating func source(_ name: String?) -> Int? { sources.number(of: name) }

  /// Adds a sample.
  ///
  /// - Parameters:
  ///   - source: by ``source(_:)``; `nil` counts it as left out.
  ///   - second: when it was, epoch seconds.
  package mutating func add(_ value: Double, metric: Int, source: Int?, second: Int64) {
    guard let source else {
      leftOut += 1
      return
    }
    let window = AttributionRules.window(ofSecond: second, width: width)
    let cell = Cell(metric: metric, source: source, window: window)
    cells[cell, default: Sum()] += Sum(value: value, samples: 1)
    if cells.count > limit { widen() }
  }

  /// Makes of each two neighbouring windows one, until there are few enough.
  private mutating func widen() {
    while cells.count > limit / 2, width < 1 << 40 {
      width *= 2
      var wider: [Cell: Sum] = [:]
      for (cell, sum) in cells {
        let window = AttributionRules.window(ofSecond: cell.window, width: width)
        wider[Cell(metric: cell.metric, source: cell.source, window: window), default: Sum()] +=
          sum
      }
      cells = wider
    }
  }
}

/// The sources that are told apart, by number; 0 is the one of events that name none.
package struct MetricSources: Sendable {
  package private(set) var names = [AttributionRules.undefinedSource]
  /// By name in upper case, and by name as it was given.
  private var numbers: [String: Int] = [:]
  private var given: [String: Int] = [:]

  /// How many spellings are remembered.
  private static let spellingLimit = 10_000

  package init(names: [String] = []) {
    for name in names { _ = number(of: name) }
  }

  /// The number of a source, in whatever case; `nil` when there are too many to tell it apart.
  package mutating func number(of name: String?) -> Int? {
    guard let name, !name.isEmpty else { return 0 }
    if let known = given[name] { return known }
    let upper = name.uppercased()
    guard upper != AttributionRules.undefinedSource else { return 0 }
    guard let number = numbers[upper] ?? new(name, upper) else { return nil }
    if given.count >= Self.spellingLimit { given.removeAll(keepingCapacity: true) }
    given[name] = number
    return number
  }

  private mutating func new(_ name: String, _ upper: String) -> Int? {
    guard names.count <= AttributionRules.sourceLimit else { return nil }
    numbers[upper] = names.count
    names.append(name)
    return names.count - 1
  }
}
