/// What metric attributions of a dataset group have counted, as the disk has it.
package struct MetricTotals: Sendable {
  package struct Key: Hashable, Sendable {
    /// In upper case.
    package let metric: String
    /// As it was first given.
    package let source: String
  }

  package internal(set) var sums: [Key: MetricTally.Sum] = [:]
  /// Events since the start that were too old to count.
  package internal(set) var tooOld: Int64 = 0
  /// Samples since the start of sources beyond those that are told apart.
  package internal(set) var unknownSource: Int64 = 0
  /// Files written since the start.
  package internal(set) var filesWritten: Int64 = 0
  /// Attempts to write files since the start that failed.
  package internal(set) var filesFailed: Int64 = 0

  package var isEmpty: Bool {
    sums.isEmpty && tooOld == 0 && unknownSource == 0 && filesWritten == 0 && filesFailed == 0
  }

  mutating func add(_ additions: MetricLedger.Additions) {
    for (key, sum) in additions.totals { sums[key, default: MetricTally.Sum()] += sum }
    tooOld += additions.tooOld
    unknownSource += additions.unknownSource
  }
}
