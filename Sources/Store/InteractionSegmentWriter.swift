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
  private var interners: [StringInterner]
  private var chunks: [ColumnChunk]
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
    chunks = columns.map { Self.emptyChunk($0.type) }
  }

  /// Sets a string column of the current row from bytes in `buffer`.
  package mutating func set(_ position: Int, bytes buffer: [UInt8], _ range: Range<Int>) {
    let code = interners[position].code(of: buffer, range)
    if case .codes(var codes) = chunks[position] {
      chunks[position] = .codes([])
      codes[rowsInBlock] = code
      chunks[position] = .codes(codes)
    }
  }

  package mutating func set(_ position: Int, integer: Int64) {
    if case .integers(var integers) = chunks[position] {
      chunks[position] = .integers([])
      integers[rowsInBlock] = integer
      chunks[position] = .integers(integers)
    }
  }

  package mutating func set(_ position: Int, real: Double) {
    if case .reals(var reals) = chunks[position] {
      chunks[position] = .reals([])
      reals[rowsInBlock] = real
      chunks[position] = .reals(reals)
    }
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
    let count = rowsInBlock
    for (position, chunk) in chunks.enumerated() {
      try connection.withStatement("INSERT INTO chunks VALUES (?, ?, ?)") {
        statement in
        try statement.bind(block, at: 0)
        try statement.bind(Int64(position), at: 1)
        switch chunk {
        case .codes(let codes): try statement.bind(array: Array(codes[..<count]), at: 2)
        case .integers(let integers): try statement.bind(array: Array(integers[..<count]), at: 2)
        case .reals(let reals): try statement.bind(array: Array(reals[..<count]), at: 2)
        }
        try statement.execute()
      }
      chunks[position] = Self.emptyChunk(columns[position].type)
    }
    block += 1
    rowsInBlock = 0
  }

  private static func emptyChunk(_ type: ColumnType) -> ColumnChunk {
    let count = InteractionSegmentSchema.rowsPerBlock
    return switch type {
    case .string: .codes([UInt32](repeating: 0, count: count))
    case .integer: .integers([Int64](repeating: .min, count: count))
    case .real: .reals([Double](repeating: .nan, count: count))
    }
  }
}
