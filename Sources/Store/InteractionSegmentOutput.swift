import SQLite

/// A segment file of interactions that is being written: columns first, then chunks, then strings.
struct InteractionSegmentOutput {
  private let connection: Connection
  private let path: String

  /// Makes the file anew; one left there by a broken attempt is overwritten.
  init(path: String, columns: [Column]) throws {
    self.path = path
    try Files.removeTree(path)
    connection = try Connection(path: path, mode: .bulkLoad)
    try connection.execute("BEGIN; \(InteractionSegmentSchema.sql)")
    for (position, column) in columns.enumerated() {
      try connection.run(
        "INSERT INTO columns VALUES (?, ?, ?)",
        [Value(position), .text(column.name), .text(column.type.rawValue)])
    }
  }

  /// Writes one column's values of one block.
  func write<Element: BitwiseCopyable>(
    _ chunk: [Element], block: Int64, position: Int
  ) throws {
    try connection.withStatement("INSERT INTO chunks VALUES (?, ?, ?)") { statement in
      try statement.bind(block, at: 0)
      try statement.bind(Int64(position), at: 1)
      try statement.bind(array: chunk, at: 2)
      try statement.execute()
    }
  }

  /// Writes a column's dictionary, whose codes count from 1.
  func write(strings: some Sequence<String>, position: Int) throws {
    try connection.withStatement("INSERT INTO strings VALUES (?, ?, ?)") { statement in
      for (index, text) in strings.enumerated() {
        try statement.bind(Int64(position), at: 0)
        try statement.bind(Int64(index + 1), at: 1)
        try statement.bind(text, at: 2)
        try statement.execute()
      }
    }
  }

  /// Brings the file to the disk; nothing counts before.
  func finish() throws {
    try connection.execute("COMMIT")
    try Files.synchronize(path)
  }
}
