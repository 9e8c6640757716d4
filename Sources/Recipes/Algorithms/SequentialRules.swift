import Glibc
import Kernels

/// Windowed sequential rules: which items follow which, how soon (Ludewig and Jannach 2018).
///
/// For each pair (item, later item) within the window of one user, 1/gap is added to the rule.
/// Rows are shrunk by a constant and columns damped by a power of their sum.
enum SequentialRules {
  /// How rules are counted and damped.
  struct Options: Sendable {
    /// The most steps between the two items of a rule.
    var window = 20
    /// Added to each row's sum before dividing by it.
    var rowShrinkage: Float = 20
    /// The power of the column sum that a rule is divided by.
    var columnPower: Float = 0.2
    /// The most rules a row keeps.
    var maxPerRow = 256
  }

  /// - Parameters:
  ///   - sequences: what to learn from.
  ///   - occurrences: the same by item.
  ///   - weights: what a rule counts by the row of its first item; empty for all alike.
  ///   - threads: the most to use.
  /// - Returns: the later items of each item, by number.
  static func train(
    _ sequences: Sequences, _ occurrences: Occurrences, weights: [Float] = [], options: Options,
    threads: Int
  ) -> SparseRows {
    let (rowSums, columnSums) = sums(sequences, weights, window: options.window)
    let columnFactors = columnSums.map { $0 > 0 ? powf($0, -options.columnPower) : 0 }
    return SparseRows.build(
      rows: sequences.itemCount, columns: sequences.itemCount, threads: threads
    ) { item, accumulator in
      for entry in occurrences.range(ofItem: item) {
        let position = Int(occurrences.positions[entry])
        let end = min(
          sequences.ends[Int(occurrences.users[entry])], position + options.window + 1)
        let weight =
          (weights.isEmpty ? 1 : weights[position]) * sequences.weight(at: position)
        var gap: Float = 1
        for later in position + 1..<max(end, position + 1) {
          let other = sequences.items[later]
          if Int(other) != item {
            accumulator.add(weight * sequences.weight(at: later) / gap, to: other)
          }
          gap += 1
        }
      }
      let rowFactor = 1 / (rowSums[item] + options.rowShrinkage)
      accumulator.keep(options.maxPerRow, order: .byColumn) { column, cell in
        cell.sum * rowFactor * columnFactors[Int(column)]
      }
    }
  }

  /// The sums of each item's rules as the earlier and as the later one, before pruning.
  private static func sums(
    _ sequences: Sequences, _ weights: [Float], window: Int
  ) -> (rows: [Float], columns: [Float]) {
    var harmonic = [Float](repeating: 0, count: window + 1)
    for gap in 1..<max(window + 1, 1) { harmonic[gap] = harmonic[gap - 1] + 1 / Float(gap) }
    var rows = [Float](repeating: 0, count: sequences.itemCount)
    var columns = rows
    for user in 0..<sequences.userCount {
      let range = sequences.range(ofUser: user)
      for position in range {
        let item = Int(sequences.items[position])
        let weight =
          (weights.isEmpty ? 1 : weights[position]) * sequences.weight(at: position)
        rows[item] += weight * harmonic[min(range.upperBound - 1 - position, window)]
        columns[item] += weight * harmonic[min(position - range.lowerBound, window)]
      }
    }
    return (rows, columns)
  }
}
