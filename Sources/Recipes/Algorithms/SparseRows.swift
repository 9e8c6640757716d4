import Kernels

/// A sparse matrix by rows, such as each item's neighbours and their weights.
struct SparseRows: Sendable, Equatable {
  /// Row r has the entries `offsets[r]..<offsets[r + 1]`.
  let offsets: FlatArray<UInt32>
  let columns: FlatArray<UInt32>
  let values: FlatArray<Float>

  static let empty = SparseRows(offsets: [0], columns: [], values: [])

  var rowCount: Int { offsets.count - 1 }

  func range(ofRow row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }

  /// Adds `factor` times a row to a dense vector of at least as many elements as columns exist.
  @inline(__always)
  func add(row: Int, times factor: Float, to target: UnsafeMutablePointer<Float>) {
    // Sound: the initialisers keep offsets within the arrays and columns below the row count.
    columns.withUnsafeBufferPointer { columns in
      values.withUnsafeBufferPointer { values in
        for entry in range(ofRow: row) {
          target[Int(columns[entry])] += factor * values[entry]
        }
      }
    }
  }

  /// Whether the parts fit together: ascending offsets, equal lengths, columns in range.
  func isConsistent(columnCount: Int) -> Bool {
    guard offsets.first == 0, offsets.last.map(Int.init) == columns.count,
      columns.count == values.count, offsets.isAscending
    else { return false }
    return columns.allSatisfy { $0 < columnCount }
  }

  /// The same entries by column; no rows when there are none here.
  func transposed(columnCount: Int) -> SparseRows {
    guard rowCount > 0, !columns.isEmpty else { return .empty }
    var offsets = [UInt32](repeating: 0, count: columnCount + 1)
    for column in columns { offsets[Int(column) + 1] += 1 }
    for column in 0..<columnCount { offsets[column + 1] += offsets[column] }
    var next = offsets
    var rows = [UInt32](repeating: 0, count: columns.count)
    var values = [Float](repeating: 0, count: columns.count)
    for row in 0..<rowCount {
      for entry in range(ofRow: row) {
        let place = Int(next[Int(columns[entry])])
        next[Int(columns[entry])] += 1
        rows[place] = UInt32(row)
        values[place] = self.values[entry]
      }
    }
    return SparseRows(
      offsets: FlatArray(offsets), columns: FlatArray(rows), values: FlatArray(values))
  }

  /// Builds rows in parallel; the result does not depend on the number of threads.
  /// - Parameters:
  ///   - rows: how many.
  ///   - columns: how many columns exist.
  ///   - threads: the most to use.
  ///   - fill: called once a row with a scratch row to fill.
  /// - Returns: all rows in order.
  static func build(
    rows: Int, columns: Int, threads: Int, _ fill: (Int, inout Accumulator) -> Void
  ) -> SparseRows {
    let blockSize = max(1, rows / 64)
    let blocks = rows == 0 ? 0 : (rows - 1) / blockSize + 1
    var parts = [Accumulator?](repeating: nil, count: blocks)
    parts.withUnsafeMutableBufferPointer { slots in
      // Sound: each block writes its own slot only.
      nonisolated(unsafe) let slots = slots
      Parallel.forEachBlock(count: rows, blockSize: blockSize, threads: threads) { block, range in
        var accumulator = Accumulator(columns: columns)
        for row in range {
          fill(row, &accumulator)
          accumulator.endRow()
        }
        accumulator.dropScratch()
        slots[block] = accumulator
      }
    }
    return joined(parts.compactMap { $0 }, rows: rows)
  }

  private static func joined(_ parts: [Accumulator], rows: Int) -> SparseRows {
    var offsets: [UInt32] = [0]
    var columns: [UInt32] = []
    var values: [Float] = []
    offsets.reserveCapacity(rows + 1)
    let total = parts.reduce(0) { $0 + $1.columns.count }
    columns.reserveCapacity(total)
    values.reserveCapacity(total)
    for part in parts {
      let base = UInt32(columns.count)
      for end in part.ends { offsets.append(base + UInt32(end)) }
      columns.append(contentsOf: part.columns)
      values.append(contentsOf: part.values)
    }
    return SparseRows(
      offsets: FlatArray(offsets), columns: FlatArray(columns), values: FlatArray(values))
  }
}

extension SparseRows {
  /// The order of a row's entries.
  enum Order {
    /// Ascending columns: kind to the caches when rows are added up.
    case byColumn
    /// Best first: ready to be answered.
    case byValue
  }

  /// A dense scratch row that remembers what was touched, and the finished rows of a block.
  struct Accumulator {
    private var cells: [Cell]
    private var touched: [UInt32] = []
    fileprivate var ends: [Int] = []
    fileprivate var columns: [UInt32] = []
    fileprivate var values: [Float] = []

    /// What a column of the current row has gathered.
    struct Cell {
      var sum: Float = 0
      var count: UInt32 = 0
    }

    init(columns: Int) { cells = [Cell](repeating: Cell(), count: columns) }

    /// Adds an amount to a column of the current row.
    @inline(__always)
    mutating func add(_ amount: Float, to column: UInt32) {
      let index = Int(column)
      if cells[index].count == 0 { touched.append(column) }
      cells[index].sum += amount
      cells[index].count &+= 1
    }

    /// Clears the scratch row, keeping the best entries in the given order.
    ///
    /// `score` maps a column and its cell to the value to keep; 0 or less drops the entry.
    mutating func keep(_ limit: Int, order: Order, _ score: (UInt32, Cell) -> Float) {
      var best = TopK(capacity: limit)
      for column in touched {
        let value = score(column, cells[Int(column)])
        if value > 0 { best.offer(index: column, score: value) }
        cells[Int(column)] = Cell()
      }
      touched.removeAll(keepingCapacity: true)
      var entries = best.sorted()
      if order == .byColumn { entries.sort { $0.index < $1.index } }
      for entry in entries {
        columns.append(entry.index)
        values.append(entry.score)
      }
    }

    /// Clears the scratch row, keeping every entry that is not 0, by column.
    mutating func keepAll(_ value: (UInt32, Cell) -> Float) {
      touched.sort()
      for column in touched {
        let value = value(column, cells[Int(column)])
        if value != 0 {
          columns.append(column)
          values.append(value)
        }
        cells[Int(column)] = Cell()
      }
      touched.removeAll(keepingCapacity: true)
    }

    fileprivate mutating func endRow() { ends.append(columns.count) }

    fileprivate mutating func dropScratch() {
      cells = []
      touched = []
    }
  }
}
