/// Writes a segment file of interactions, row by row, in constant memory but for the dictionaries.
///
/// Set every column of a row, then call `endRow`; a column that is not set is null. Nothing counts
/// until `finish` has returned.
package struct InteractionSegmentWriter {
  package let columns: [Column]
  package private(set) var rows: Int64 = 0
  private let output: InteractionSegmentOutput
  /// A place for each column; only those of its type have more than an empty array.
  private var interners: [BatchInterner]
  private var codes: [[UInt32]]
  private var integers: [[Int64]]
  private var reals: [[Double]]
  private var rowsInBlock = 0
  private var rowsInBatch = 0
  private var block: Int64 = 0

  /// Makes the file anew; one left there by a broken attempt is overwritten.
  package init(path: String, columns: [Column]) throws {
    self.columns = columns
    output = try InteractionSegmentOutput(path: path, columns: columns)
    interners = columns.map { _ in BatchInterner() }
    codes = columns.map { Self.block($0.type == .string ? 0 : nil) }
    integers = columns.map { Self.block($0.type == .integer ? .min : nil) }
    reals = columns.map { Self.block($0.type == .real ? .nan : nil) }
  }

  /// Sets a string column of the current row from bytes in `buffer`; none of them is null.
  package mutating func set(_ position: Int, bytes buffer: [UInt8], _ range: Range<Int>) {
    interners[position].set(rowsInBatch, buffer, range)
  }

  /// Sets an integer column of the current row.
  package mutating func set(_ position: Int, integer: Int64) {
    integers[position][rowsInBlock] = integer
  }

  /// Sets a real column of the current row.
  package mutating func set(_ position: Int, real: Double) {
    reals[position][rowsInBlock] = real
  }

  package mutating func endRow() throws {
    rows += 1
    rowsInBlock += 1
    rowsInBatch += 1
    if rowsInBatch == BatchInterner.rowsPerBatch { finishBatch() }
    if rowsInBlock == InteractionSegmentSchema.rowsPerBlock { try flush() }
  }

  /// Writes what is left and the dictionaries, and brings the file to the disk.
  package mutating func finish() throws {
    finishBatch()
    if rowsInBlock > 0 { try flush() }
    for (position, interner) in interners.map(\.interner).enumerated() where interner.count > 0 {
      try output.write(
        strings: (1...UInt32(interner.count)).lazy.map { interner.string($0) }, position: position)
    }
    try output.finish()
  }

  private mutating func finishBatch() {
    for (position, column) in columns.enumerated() where column.type == .string {
      interners[position].finishBatch(
        rows: rowsInBatch, into: &codes[position], at: rowsInBlock - rowsInBatch)
    }
    rowsInBatch = 0
  }

  private mutating func flush() throws {
    let (output, block, rows) = (output, block, rowsInBlock)
    for (position, column) in columns.enumerated() {
      switch column.type {
      case .string: try Self.write(&codes[position], rows, null: 0, output, block, position)
      case .integer: try Self.write(&integers[position], rows, null: .min, output, block, position)
      case .real: try Self.write(&reals[position], rows, null: .nan, output, block, position)
      }
    }
    self.block += 1
    rowsInBlock = 0
  }

  /// Writes one column's chunk of the block and makes all its places null again.
  private static func write<Element: BitwiseCopyable>(
    _ chunk: inout [Element], _ rows: Int, null: Element, _ output: InteractionSegmentOutput,
    _ block: Int64, _ position: Int
  ) throws {
    chunk.removeLast(chunk.count - rows)
    try output.write(chunk, block: block, position: position)
    chunk.removeAll(keepingCapacity: true)
    chunk.append(
      contentsOf: repeatElement(null, count: InteractionSegmentSchema.rowsPerBlock))
  }

  private static func block<Element>(_ null: Element?) -> [Element] {
    guard let null else { return [] }
    return [Element](repeating: null, count: InteractionSegmentSchema.rowsPerBlock)
  }
}
