import Glibc
import Kernels

/// Joins co-occurrence with metadata, so that items with few interactions get neighbours too.
enum SimilarItems {
  /// Interactions at which an item's co-occurrence counts half.
  static let halfTrust: Float = 10
  /// What metadata count for an item with many interactions.
  static let metadataShare: Float = 0.1

  /// - Parameters:
  ///   - pairs: neighbours by co-occurrence.
  ///   - metadata: attributes of all items.
  ///   - counts: interactions by item.
  ///   - limit: the most neighbours an item keeps.
  ///   - threads: the most to use.
  /// - Returns: the neighbours of each item, best first.
  static func join(
    _ pairs: SparseRows, _ metadata: MetadataSimilarity, counts: [UInt32], limit: Int, threads: Int
  ) -> SparseRows {
    guard !metadata.isEmpty else { return pairs }
    return SparseRows.build(rows: counts.count, columns: counts.count, threads: threads) {
      item, accumulator in
      let trust = Float(counts[item]) / (Float(counts[item]) + halfTrust)
      let range = pairs.range(ofRow: item)
      // Rows are best first: dividing by the first brings them to 0...1.
      let scale = range.isEmpty ? 0 : trust / pairs.values[range.lowerBound]
      for entry in range {
        accumulator.add(pairs.values[entry] * scale, to: pairs.columns[entry])
      }
      let share = metadataShare + (1 - trust)
      metadata.add(item: item, times: share, to: &accumulator)
      // Among equals by metadata the popular one is the better guess.
      accumulator.keep(limit, order: .byValue) { column, cell in
        cell.sum * (1 + 0.02 * log1pf(Float(counts[Int(column)])))
      }
    }
  }
}
