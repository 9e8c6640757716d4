import CSQLite

/// One connection to one database file.
///
/// It has one owner at a time: keep it behind a lock. Statements are prepared once per text and
/// kept until the connection closes.
package final class Connection {
  /// How a connection opens its file.
  package enum Mode: Sendable {
    /// Reads and writes; makes the file if there is none. Acknowledged survives a power cut.
    case durable
    /// Reads and writes without a journal: for a file that counts only once it is complete.
    case bulkLoad
    /// Reads only; the file must exist.
    case readOnly
  }

  private let handle: OpaquePointer
  private var statements: [String: OpaquePointer] = [:]
  package let path: String

  /// Opens `path`, waiting up to five seconds for other processes' locks.
  package init(path: String, mode: Mode) throws(SQLiteError) {
    let access =
      mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened else {
      let message = String(cString: sqlite3_errstr(code))
      sqlite3_close_v2(opened)
      throw SQLiteError(code: code, message: "\(message) (\(path))", statement: nil)
    }
    handle = opened
    self.path = path
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, 5000)
    try execute("PRAGMA foreign_keys = ON")
    switch mode {
    case .durable:
      try execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
    case .bulkLoad:
      try execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    case .readOnly:
      break
    }
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// Runs one or more statements without values, for schemas and pragmas.
  package func execute(_ sql: String) throws(SQLiteError) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
      throw Self.error(of: handle, statement: sql)
    }
  }

  /// Runs one statement and returns how many rows it changed.
  @discardableResult
  package func run(_ sql: String, _ values: [Value] = []) throws -> Int {
    let handle = handle
    return try withStatement(sql) { statement in
      try statement.bind(values)
      try statement.execute()
      return Int(sqlite3_changes64(handle))
    }
  }

  /// All rows of a query, each turned into a value by `make`.
  package func query<Result>(
    _ sql: String, _ values: [Value] = [], _ make: (Row) throws -> Result
  ) throws -> [Result] {
    try withStatement(sql) { statement in
      try statement.bind(values)
      var results: [Result] = []
      while try statement.step() { results.append(try make(statement.row)) }
      return results
    }
  }

  /// The first row of a query, if there is one.
  package func first<Result>(
    _ sql: String, _ values: [Value] = [], _ make: (Row) throws -> Result
  ) throws -> Result? {
    try withStatement(sql) { statement in
      try statement.bind(values)
      return try statement.step() ? try make(statement.row) : nil
    }
  }

  /// Lends the prepared form of `sql`; it is reset and its values cleared afterwards.
  package func withStatement<Result>(
    _ sql: String, _ body: (borrowing Statement) throws -> Result
  ) throws -> Result {
    let prepared = try prepare(sql)
    defer {
      sqlite3_reset(prepared)
      sqlite3_clear_bindings(prepared)
    }
    // Named, not passed as it is made: the optimiser of Swift 6.3 aborts on a borrowed temporary.
    let statement = Statement(handle: prepared, database: handle, sql: sql)
    return try body(statement)
  }

  /// Runs `body` between BEGIN and COMMIT; rolls back when it throws.
  package func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("BEGIN")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      try? execute("ROLLBACK")
      throw error
    }
  }

  /// Runs `body` inside the transaction under way; what it did is undone when it throws.
  package func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("SAVEPOINT request")
    do {
      let result = try body()
      try execute("RELEASE request")
      return result
    } catch {
      try? execute("ROLLBACK TO request; RELEASE request")
      throw error
    }
  }

  package var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle) }

  private func prepare(_ sql: String) throws(SQLiteError) -> OpaquePointer {
    if let statement = statements[sql] { return statement }
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else {
      throw Self.error(of: handle, statement: sql)
    }
    statements[sql] = prepared
    return prepared
  }

  static func error(of handle: OpaquePointer, statement: String?) -> SQLiteError {
    SQLiteError(
      code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)),
      statement: statement)
  }
}
