/// What a metric of a metric attribution does with the events of its type.
package enum MetricExpression: Codable, Sendable, Equatable {
  /// `SAMPLECOUNT()`: counts them.
  case count
  /// `SUM(Items.COLUMN)`: adds up a column of their items' records.
  case itemSum(column: String)
  /// `SUM(Interactions.COLUMN)`: adds up a column of their own.
  case interactionSum(column: String)

  /// Reads an expression, in any case but for the column; `nil` for what is none.
  package init?(_ text: String) {
    let upper = text.uppercased()
    if upper == "SAMPLECOUNT()" {
      self = .count
      return
    }
    guard upper.hasPrefix("SUM("), upper.hasSuffix(")") else { return nil }
    let parts = text.dropFirst("SUM(".count).dropLast().split(
      separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else { return nil }
    switch DatasetType(requested: String(parts[0])) {
    case .items: self = .itemSum(column: String(parts[1]))
    case .interactions: self = .interactionSum(column: String(parts[1]))
    default: return nil
    }
  }

  /// The column that is added up, and the dataset it is of.
  package var summed: (type: DatasetType, column: String)? {
    switch self {
    case .count: nil
    case .itemSum(let column): (.items, column)
    case .interactionSum(let column): (.interactions, column)
    }
  }

  /// The function as files of metrics name it.
  package var function: String { self == .count ? "samplecount" : "sum" }
}
