import Glibc
import Kernels

/// Items too new to be learnt about borrow the logits of items like them.
enum ColdStart {
  /// Which items are cold.
  struct Options: Sendable, Equatable {
    /// The most interactions a cold item has.
    var maxInteractions: Int
    /// The most seconds since a cold item was created or first interacted with.
    var maxAge: Double
    /// Age counts from here, epoch seconds; `nil` for when the newest item came.
    var time: Int64?
    /// The similar items a cold one borrows from.
    var neighbours = 10

    /// Only items that nobody has met, however old.
    static let unmet = Options(maxInteractions: 0, maxAge: .infinity)
  }

  /// What cold items borrow from each other's like.
  struct Borrowing: Sendable, Equatable {
    /// By item the similar ones and their shares; empty rows where the item is not cold, no rows
    /// where none is.
    var rows = SparseRows.empty
    /// Taken off what unmet items borrow; `nil` where an item keeps its own logit if it is higher.
    ///
    /// The logarithm of how many items share a place since they came.
    var cost: Float?

    static let none = Borrowing()

    func concerns(_ item: Int) -> Bool {
      item < rows.rowCount && !rows.range(ofRow: item).isEmpty
    }

    /// Gives cold items the weighted mean logit of those they are like.
    func lift(_ logits: UnsafeMutablePointer<Float>) {
      for item in 0..<rows.rowCount where !rows.range(ofRow: item).isEmpty {
        let mean = rows.range(ofRow: item).reduce(Float(0)) {
          $0 + rows.values[$1] * logits[Int(rows.columns[$1])]
        }
        logits[item] = cost.map { mean - $0 } ?? max(logits[item], mean)
      }
    }

    func encode(to file: inout ModelFileWriter) {
      rows.encode(to: &file, as: .cold)
      file.add("coldcost", [cost ?? .nan])
    }

    init(rows: SparseRows = .empty, cost: Float? = nil) {
      self.rows = rows
      self.cost = cost
    }

    init(from file: ModelFileReader, itemCount: Int) throws(ModelFileError) {
      rows = try SparseRows(from: file, itemCount: itemCount, as: .cold, mayBeEmpty: true)
      guard let cost = try file.array("coldcost", of: Float.self).first else {
        throw .damaged("coldcost")
      }
      self.cost = cost.isNaN ? nil : cost
    }
  }

  /// Each cold item's most similar other items; the weights of a row add up to 1.
  /// - Parameters:
  ///   - metadata: attributes of all items.
  ///   - statistics: interactions and ages of all items.
  ///   - options: which items are cold.
  ///   - threads: the most to use.
  /// - Returns: rows over the items, empty for those that are not cold.
  static func neighbours(
    _ metadata: MetadataSimilarity, _ statistics: ItemStatistics, options: Options, threads: Int
  ) -> SparseRows {
    let isCold = coldItems(statistics, options)
    let count = statistics.interactionCounts.count
    let rows = SparseRows.build(rows: count, columns: count, threads: threads) {
      item, accumulator in
      guard isCold[item] else { return }
      metadata.add(item: item, times: 1, to: &accumulator)
      accumulator.keep(options.neighbours, order: .byValue) { column, cell in
        isCold[Int(column)] ? 0 : cell.sum
      }
    }
    var values = Array(rows.values)
    for row in 0..<rows.rowCount {
      let total = rows.range(ofRow: row).reduce(0) { $0 + values[$1] }
      for entry in rows.range(ofRow: row) { values[entry] /= total }
    }
    return SparseRows(offsets: rows.offsets, columns: rows.columns, values: FlatArray(values))
  }

  private static func coldItems(_ statistics: ItemStatistics, _ options: Options) -> [Bool] {
    let times = statistics.creationTimes
    let known = times.filter { $0 != TrainingData.unknownTime }
    let reference = Double(options.time ?? known.max() ?? 0)
    return times.indices.map { item in
      // Nobody has met an item of unknown age: it is as new as can be.
      let age = times[item] == TrainingData.unknownTime ? 0 : reference - Double(times[item])
      return Int(statistics.interactionCounts[item]) <= options.maxInteractions
        && age <= options.maxAge
    }
  }
}
