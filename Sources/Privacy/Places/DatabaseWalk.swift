import SQLite

/// Goes through the texts of every table of a database, those of later versions included.
struct DatabaseWalk {
  /// A row under the walk; its values can be asked for until the walk moves on.
  struct Line {
    let table: String
    let columns: [String]
    fileprivate let texts: [Bool]
    fileprivate let row: Row

    /// The text of a column; `nil` when it is null, a number, or not there.
    func text(_ column: String) -> String? {
      guard let index = columns.firstIndex(of: column), texts[index] else { return nil }
      return row.optionalString(index)
    }

    /// Every text of the row.
    func forEachText(_ visit: (String) throws -> Void) rethrows {
      for index in columns.indices where texts[index] {
        if let text = row.optionalString(index), !text.isEmpty { try visit(text) }
      }
    }

    /// Every column and what it holds, numbers as text.
    var values: [(name: String, value: String?)] {
      columns.enumerated().map { ($1, row.optionalString($0)) }
    }
  }

  let connection: Connection

  /// Opens a database for reading.
  init(path: String) throws {
    connection = try Connection(path: path, mode: .readOnly)
  }

  /// Runs `body` on one unchanging state of the database.
  func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try connection.transaction(body)
  }

  /// Whose model each file is, by the file's name; only `data.sqlite` tells.
  func models() throws -> [String: String] {
    let rows = try connection.query("SELECT file, solution_version_arn FROM models") { row in
      (row.string(0), row.string(1))
    }
    return Dictionary(rows, uniquingKeysWith: { $1 })
  }

  func forEachLine(_ visit: (Line) throws -> Void) throws {
    let tables = try connection.query(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ) { row in row.string(0) }
    for table in tables { try forEachLine(of: table, visit) }
  }

  private func forEachLine(of table: String, _ visit: (Line) throws -> Void) throws {
    let columns = try connection.query("SELECT name, type FROM pragma_table_info('\(table)')") {
      row in (name: row.string(0), isText: ["TEXT", "BLOB"].contains(row.string(1).uppercased()))
    }
    let names = columns.map(\.name)
    try connection.withStatement("SELECT \(names.joined(separator: ", ")) FROM \(table)") {
      statement in
      while try statement.step() {
        try visit(
          Line(table: table, columns: names, texts: columns.map(\.isText), row: statement.row))
      }
    }
  }
}
