import SQLite

/// Writes a segment file of interactions, row by row, in constant memory but for the dictionaries.
///
/// Set every column of a row, then call `endRow`; a column that is not set is null. Nothing counts
/// until `finish` has returned.
package struct InteractionSegmentWriter {
  package let columns: [Column]
  package private(set) var rows: Int64 = 0
  private let connection: Connection
  private let path: String
  /// A place for each column; only those of its type have more than an empty array.
  private var interners: [StringInterner]
  private var codes: [[UInt32]]
  private var integers: [[Int64]]
  private var reals: [[Double]]
  private var rowsInBlock = 0
  private var block: Int64 = 0

  /// Makes the file anew; one left there by a broken attempt is overwritten.
  package init(path: String, columns: [Column]) throws {
    self.path = path
    self.columns = columns
    try Files.removeTree(path)
    connection = try Connection(path: path, mode: .bulkLoad)
    try connection.execute("BEGIN; \(InteractionSegmentSchema.sql)")
    for (position, column) in columns.enumerated() {
      try connection.run(
        "INSERT INTO columns VALUES (?, ?, ?)",
        [Value(position), .text(column.name), .text(column.type.rawValue)])
    }
    interners = columns.map { _ in StringInterner() }
    codes = columns.map { Self.block($0.type == .string ? 0 : nil) }
    integers = columns.map { Self.block($0.type == .integer ? .min : nil) }
    reals = columns.map { Self.block($0.type == .real ? .nan : nil) }
  }

  /// Sets a string column of the current row from bytes in `buffer`.
  package mutating func set(_ position: Int, bytes buffer: [UInt8], _ range: Range<Int>) {
    codes[position][rowsInBlock] = interners[position].code(of: buffer, range)
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
    if rowsInBlock == InteractionSegmentSchema.rowsPerBlock { try flush() }
  }

  /// Writes what is left and the dictionaries, and brings the file to the disk.
  package mutating func finish() throws {
    if rowsInBlock > 0 { try flush() }
    for (position, interner) in interners.enumerated() where interner.count > 0 {
      try connection.withStatement("INSERT INTO strings VALUES (?, ?, ?)") {
        statement in
        for code in 1...UInt32(interner.count) {
          try statement.bind(Int64(position), at: 0)
          try statement.bind(Int64(code), at: 1)
          try statement.bind(interner.string(code), at: 2)
          try statement.execute()
        }
      }
    }
    try connection.execute("COMMIT")
    try Files.synchronize(path)
  }

  private mutating func flush() throws {
    let (connection, block, rows) = (connection, block, rowsInBlock)
    try connection.withStatement("INSERT INTO chunks VALUES (?, ?, ?)") { statement in
      for (position, column) in columns.enumerated() {
        try statement.bind(block, at: 0)
        try statement.bind(Int64(position), at: 1)
        switch column.type {
        case .string: try Self.flush(&codes[position], rows, null: 0, statement)
        case .integer: try Self.flush(&integers[position], rows, null: .min, statement)
        case .real: try Self.flush(&reals[position], rows, null: .nan, statement)
        }
      }
    }
    self.block += 1
    rowsInBlock = 0
  }

  /// Writes one column's chunk of the block and makes all its places null again.
  private static func flush<Element: BitwiseCopyable>(
    _ chunk: inout [Element], _ rows: Int, null: Element, _ statement: borrowing Statement
  ) throws {
    chunk.removeLast(chunk.count - rows)
    try statement.bind(array: chunk, at: 2)
    try statement.execute()
    chunk.removeAll(keepingCapacity: true)
    chunk.append(
      contentsOf: repeatElement(null, count: InteractionSegmentSchema.rowsPerBlock))
  }

  private static func block<Element>(_ null: Element?) -> [Element] {
    guard let null else { return [] }
    return [Element](repeating: null, count: InteractionSegmentSchema.rowsPerBlock)
  }
}
