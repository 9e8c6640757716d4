/// The type of a column of interactions, as far as storage is concerned.
package enum ColumnType: String, Sendable {
  /// Codes into the column's dictionary; 0 is null.
  case string
  /// `Int64.min` is null. Booleans are 0 and 1.
  case integer
  /// NaN is null.
  case real
}

/// A column of a dataset.
package struct Column: Sendable, Equatable {
  /// The field's name in the schema.
  package let name: String
  package let type: ColumnType

  package init(name: String, type: ColumnType) {
    self.name = name
    self.type = type
  }
}

/// One column's values in a block of rows.
package enum ColumnChunk: Sendable {
  case codes([UInt32])
  case integers([Int64])
  case reals([Double])
}

/// The layout of a segment file of interactions: columns in blocks of rows, strings by code.
///
/// `chunks` holds the memory of little-endian arrays; a block has a chunk for each column.
enum InteractionSegmentSchema {
  static let rowsPerBlock = 65_536
  static let sql = """
    CREATE TABLE columns(position INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL);
    CREATE TABLE strings(
      position INTEGER NOT NULL, code INTEGER NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (position, code)) WITHOUT ROWID;
    CREATE TABLE chunks(
      block INTEGER NOT NULL, position INTEGER NOT NULL, payload BLOB NOT NULL,
      PRIMARY KEY (block, position)) WITHOUT ROWID;
    """
}
