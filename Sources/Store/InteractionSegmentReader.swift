import SQLite

/// Reads a published segment file of interactions, block by block.
package final class InteractionSegmentReader {
  package let columns: [Column]
  private let connection: Connection

  package init(path: String) throws {
    connection = try Connection(path: path, mode: .readOnly)
    columns = try connection.query("SELECT name, type FROM columns ORDER BY position") {
      row in (row.string(0), row.string(1))
    }.map { name, type in
      guard let type = ColumnType(rawValue: type) else {
        throw StoreError.corrupt(path: path, reason: "column \(name) has the type \(type)")
      }
      return Column(name: name, type: type)
    }
  }

  /// The strings of a column; the one with code c is at index c - 1.
  package func strings(of position: Int) throws -> [String] {
    try connection.query(
      "SELECT value FROM strings WHERE position = ? ORDER BY code", [Value(position)]
    ) { row in row.string(0) }
  }

  /// The string of a column that has a code; empty when none has.
  package func string(_ code: UInt32, of position: Int) throws -> String {
    try connection.first(
      "SELECT value FROM strings WHERE position = ? AND code = ?",
      [Value(position), .integer(Int64(code))]
    ) { row in row.string(0) } ?? ""
  }

  /// Hands `visit` the strings of a column with their codes, in order, one at a time.
  package func forEachString(
    of position: Int, _ visit: (_ code: UInt32, _ text: String) throws -> Void
  ) throws {
    try connection.withStatement(
      "SELECT value FROM strings WHERE position = ? ORDER BY code"
    ) { statement in
      try statement.bind(Int64(position), at: 0)
      var code: UInt32 = 0
      while try statement.step() {
        code += 1
        try visit(code, statement.row.string(0))
      }
    }
  }

  /// How many distinct strings a column has; the largest code.
  package func stringCount(of position: Int) throws -> Int {
    try connection.first(
      "SELECT count(*) FROM strings WHERE position = ?", [Value(position)]
    ) { row in row.int(0) } ?? 0
  }

  /// Hands `visit` each block's chunks, in the order of `columns`; all have the same length.
  ///
  /// - Throws: `StoreError.corrupt` for a file whose blocks do not fit its columns.
  package func forEachBlock(_ visit: ([ColumnChunk]) throws -> Void) throws {
    let blocks =
      try connection.first("SELECT coalesce(max(block) + 1, 0) FROM chunks") {
        row in row.int(0)
      } ?? 0
    guard blocks >= 0 else {
      throw StoreError.corrupt(path: connection.path, reason: "it ends with block \(blocks - 1)")
    }
    for block in 0..<blocks {
      let chunks = try connection.query(
        "SELECT position, payload FROM chunks WHERE block = ? ORDER BY position", [Value(block)]
      ) { row in
        let position = row.int(0)
        guard columns.indices.contains(position) else {
          throw StoreError.corrupt(
            path: connection.path, reason: "block \(block) has a chunk of column \(position)")
        }
        return chunk(row, type: columns[position].type)
      }
      let lengths = Set(chunks.map(\.count))
      guard chunks.count == columns.count, lengths.count == 1 else {
        throw StoreError.corrupt(path: connection.path, reason: "block \(block) is incomplete")
      }
      try visit(chunks)
    }
  }

  private func chunk(_ row: Row, type: ColumnType) -> ColumnChunk {
    switch type {
    case .string: .codes(row.array(1, of: UInt32.self))
    case .integer: .integers(row.array(1, of: Int64.self))
    case .real: .reals(row.array(1, of: Double.self))
    }
  }
}

extension ColumnChunk {
  package var count: Int {
    switch self {
    case .codes(let codes): codes.count
    case .integers(let integers): integers.count
    case .reals(let reals): reals.count
    }
  }
}
