import Glibc
import Kernels

/// Items bought together: pairs of one user's purchases, weighted by how close in time they were.
///
/// The order within a basket says nothing, often all of it has one timestamp; hours later it is
/// another basket, which still says a little.
enum Baskets {
  /// How pairs are counted and compared.
  struct Options: Sendable {
    /// Seconds after which a pair counts half.
    var halfLife: Float = 1800
    /// What pairs far apart count.
    var floor: Float = 0.02
    /// Baskets at which a pair's score counts half: what happened once may be chance.
    var shrinkage: Float = 2
    /// The most purchases between the items of a pair.
    var window = 100
    var maxPerRow = 200
  }

  /// The companions of each item, best first.
  /// - Parameters:
  ///   - sequences: the purchases.
  ///   - occurrences: the same by item.
  ///   - timestamps: one a row of the sequences, epoch seconds.
  static func train(
    _ sequences: Sequences, _ occurrences: Occurrences, timestamps: [Int64], options: Options,
    threads: Int
  ) -> SparseRows {
    let factors = (0..<sequences.itemCount).map {
      1 / Float(max(occurrences.count(ofItem: $0), 1)).squareRoot()
    }
    return SparseRows.build(
      rows: sequences.itemCount, columns: sequences.itemCount, threads: threads
    ) { item, accumulator in
      for entry in occurrences.range(ofItem: item) {
        let user = Int(occurrences.users[entry])
        let position = Int(occurrences.positions[entry])
        let start = max(sequences.starts[user], position - options.window)
        let end = min(sequences.ends[user], position + options.window + 1)
        for other in start..<end where Int(sequences.items[other]) != item {
          let gap = Float(timestamps[other] &- timestamps[position])
          let weight = max(options.floor, exp2f(-abs(gap) / options.halfLife))
          accumulator.add(weight, to: sequences.items[other])
        }
      }
      accumulator.keep(options.maxPerRow, order: .byValue) { column, cell in
        let trust = cell.sum / (cell.sum + options.shrinkage)
        return cell.sum * trust * factors[item] * factors[Int(column)]
      }
    }
  }
}
