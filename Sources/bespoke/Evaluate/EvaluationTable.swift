import FoundationEssentials
import Recipes

/// Evaluations in columns for a terminal, or as JSON.
struct EvaluationTable {
  private let results: [EvaluationResult]

  init(_ results: [EvaluationResult]) { self.results = results }

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(["evaluations": results]), as: UTF8.self)
    }
  }

  var text: String {
    guard let result = results.first, results.count == 1 else { return comparison }
    return single(result)
  }

  // MARK: One

  private func single(_ result: EvaluationResult) -> String {
    var lines = [result.arn ?? result.recipe, "recipe       \(result.recipe)"]
    if let interactions = result.interactions { lines.append("interactions \(interactions)") }
    if let users = result.testUsers { lines.append("test users   \(users)") }
    lines.append("")
    var rows = [["metric", "measured", "reported", "popularity", "ratio"]]
    for key in Set(result.metrics.keys).union(result.reported?.keys ?? [:].keys).sorted() {
      rows.append([
        key, Self.decimals(result.metrics[key]), Self.decimals(result.reported?[key]),
        Self.decimals(result.popularity?[key]), Self.ratio(result.ratios?[key]),
      ])
    }
    lines += Self.aligned(rows)
    if let bias = result.bias {
      lines += ["", "popularity of what is recommended:"]
      lines += Self.aligned([
        ["mean percentile among all items", Self.decimals(bias.percentile)],
        ["mean interactions of a recommended item", Self.decimals(bias.recommended)],
        ["mean interactions of an item in the histories", Self.decimals(bias.inHistories)],
      ])
    }
    if let remark = result.remark { lines += ["", remark] }
    return lines.joined(separator: "\n")
  }

  // MARK: Several

  private static let columns: [(title: String, key: String)] = [
    ("mrr@25", "mean_reciprocal_rank_at_25"),
    ("ndcg@5", "normalized_discounted_cumulative_gain_at_5"),
    ("ndcg@10", "normalized_discounted_cumulative_gain_at_10"),
    ("ndcg@25", "normalized_discounted_cumulative_gain_at_25"),
    ("prec@5", "precision_at_5"), ("prec@10", "precision_at_10"), ("prec@25", "precision_at_25"),
    ("coverage", "coverage"),
  ]

  private var comparison: String {
    var rows = [["recipe"] + Self.columns.map(\.title) + ["ndcg ratio", "percentile", "lift"]]
    var others: [String] = []
    for result in results {
      guard result.testUsers != nil else {
        let metrics = result.metrics.sorted { $0.key < $1.key }
          .map { "\($0.key) \(Self.decimals($0.value))" }
        others.append("\(result.recipe): \(result.remark ?? metrics.joined(separator: ", "))")
        continue
      }
      let lift = result.bias.flatMap { bias in
        bias.inHistories > 0 ? bias.recommended / bias.inHistories : nil
      }
      rows.append(
        [result.recipe] + Self.columns.map { Self.decimals(result.metrics[$0.key]) }
          + [
            Self.ratio(result.ratios?["normalized_discounted_cumulative_gain_at_25"]),
            Self.decimals(result.bias?.percentile), Self.ratio(lift),
          ])
    }
    var lines = Self.aligned(rows)
    lines += [
      "",
      "ndcg ratio: ndcg@25 divided by popularity's on the same split; percentile: mean place of a",
      "recommended item by popularity; lift: its popularity divided by that of the histories.",
    ]
    if !others.isEmpty { lines += [""] + others }
    return lines.joined(separator: "\n")
  }

  // MARK: Text

  private static func decimals(_ value: Double?) -> String { fixed(value, places: 4) }

  private static func ratio(_ value: Double?) -> String { fixed(value, places: 2) }

  /// A number that is not negative, rounded to so many places; a dash for none.
  private static func fixed(_ value: Double?, places: Int) -> String {
    guard let value, value.isFinite, value < 1e9 else { return "-" }
    let factor = (0..<places).reduce(1) { product, _ in product * 10 }
    let units = Int((value * Double(factor)).rounded())
    let fraction = String(units % factor)
    return "\(units / factor)." + String(repeating: "0", count: places - fraction.count) + fraction
  }

  /// Columns of equal width: the first to the left, numbers to the right.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.compactMap { $0.count > column ? $0[column].count : nil }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, text in
        let padding = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + padding : padding + text
      }.joined(separator: "  ")
    }
  }
}
