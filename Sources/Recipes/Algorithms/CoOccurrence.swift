import Glibc
import Kernels

/// Item-to-item neighbours from users who had both items, closer pairs counting more.
enum CoOccurrence {
  /// How pairs are counted and compared.
  struct Options: Sendable {
    /// The power of both items' popularity a pair is divided by; 0.5 is the cosine.
    var popularityDiscount: Float = 0.5
    /// Users that must have had both items.
    var minCount = 1
    /// The most steps between the items of a pair.
    var window = 100
    /// What every pair counts; closeness adds 1/gap.
    var base: Float = 0.1
    var maxPerRow = 200
    /// Items with more interactions than this give only their newest ones.
    var maxItemCount = Int.max
    /// Items with fewer interactions than this are nobody's neighbour.
    var minItemCount = 0
    var order = SparseRows.Order.byValue
  }

  /// The neighbours of each item.
  static func train(
    _ sequences: Sequences, _ occurrences: Occurrences, options: Options, threads: Int
  ) -> SparseRows {
    let counts = (0..<sequences.itemCount).map { occurrences.count(ofItem: $0) }
    let factors = counts.map { powf(Float(max($0, 1)), -options.popularityDiscount) }
    return SparseRows.build(
      rows: sequences.itemCount, columns: sequences.itemCount, threads: threads
    ) { item, accumulator in
      guard counts[item] >= options.minItemCount else { return }
      for entry in occurrences.range(ofItem: item).suffix(options.maxItemCount) {
        let user = Int(occurrences.users[entry])
        let position = Int(occurrences.positions[entry])
        let start = max(sequences.starts[user], position - options.window)
        let end = min(sequences.ends[user], position + options.window + 1)
        for other in start..<end where Int(sequences.items[other]) != item {
          accumulator.add(
            sequences.weight(at: other) * (options.base + 1 / Float(abs(other - position))),
            to: sequences.items[other])
        }
      }
      accumulator.keep(options.maxPerRow, order: options.order) { column, cell in
        guard cell.count >= options.minCount, counts[Int(column)] >= options.minItemCount else {
          return 0
        }
        return cell.sum * factors[item] * factors[Int(column)]
      }
    }
  }
}
