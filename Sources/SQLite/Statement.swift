import CSQLite

/// A prepared statement, lent by a `Connection` to a closure and reset when the closure ends.
///
/// Parameters and columns count from 0.
package struct Statement: ~Copyable {
  let handle: OpaquePointer
  let database: OpaquePointer
  let sql: String

  /// Tells SQLite to copy what is bound: Swift's buffers end with the call that lends them.
  private static var copied: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  package func bind(_ value: Value, at index: Int) throws(SQLiteError) {
    switch value {
    case .null: try check(sqlite3_bind_null(handle, Int32(index + 1)))
    case .integer(let integer): try bind(integer, at: index)
    case .real(let real): try bind(real, at: index)
    case .text(let text): try bind(text, at: index)
    case .blob(let bytes): try bind(array: bytes, at: index)
    }
  }

  package func bind(_ values: [Value]) throws(SQLiteError) {
    for (index, value) in values.enumerated() { try bind(value, at: index) }
  }

  package func bind(_ value: Int64, at index: Int) throws(SQLiteError) {
    try check(sqlite3_bind_int64(handle, Int32(index + 1), value))
  }

  package func bind(_ value: Double, at index: Int) throws(SQLiteError) {
    try check(sqlite3_bind_double(handle, Int32(index + 1), value))
  }

  package func bind(_ text: String, at index: Int) throws(SQLiteError) {
    var text = text
    // Sound: the pointer is used only during the call, and SQLite copies the bytes.
    let code = text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text64(
          handle, Int32(index + 1), $0.baseAddress, sqlite3_uint64($0.count), Self.copied,
          UInt8(SQLITE_UTF8))
      }
    }
    try check(code)
  }

  /// Binds a text, or null.
  package func bind(_ text: String?, at index: Int) throws(SQLiteError) {
    if let text {
      try bind(text, at: index)
    } else {
      try check(sqlite3_bind_null(handle, Int32(index + 1)))
    }
  }

  /// Binds the memory of `array`, in the machine's byte order, as a blob.
  package func bind<Element: BitwiseCopyable>(
    array: [Element], at index: Int
  ) throws(SQLiteError) {
    guard !array.isEmpty else {
      try check(sqlite3_bind_zeroblob(handle, Int32(index + 1), 0))
      return
    }
    // Sound: elements are bitwise copyable, and SQLite copies the bytes during the call.
    let code = array.withUnsafeBytes {
      sqlite3_bind_blob64(
        handle, Int32(index + 1), $0.baseAddress, sqlite3_uint64($0.count), Self.copied)
    }
    try check(code)
  }

  /// Advances to the next row; `false` when there is none.
  package func step() throws(SQLiteError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw Connection.error(of: database, statement: sql)
    }
  }

  /// Runs a statement that returns no rows, and makes it ready for the next values.
  package func execute() throws(SQLiteError) {
    let code = sqlite3_step(handle)
    guard code == SQLITE_DONE || code == SQLITE_ROW else {
      let error = Connection.error(of: database, statement: sql)
      sqlite3_reset(handle)
      throw error
    }
    sqlite3_reset(handle)
  }

  /// Like `execute`, and returns how many rows it changed.
  package func executeCountingChanges() throws(SQLiteError) -> Int {
    try execute()
    return Int(sqlite3_changes64(database))
  }

  /// The row that `step` reached; valid until the next step.
  package var row: Row { Row(handle: handle) }

  private func check(_ code: Int32) throws(SQLiteError) {
    guard code == SQLITE_OK else { throw Connection.error(of: database, statement: sql) }
  }
}

/// The columns of the current row.
///
/// Valid only until the statement moves on: do not store it.
package struct Row {
  let handle: OpaquePointer

  package func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
  }

  package func int64(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

  package func int(_ column: Int) -> Int { Int(int64(column)) }

  package func double(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }

  package func optionalInt64(_ column: Int) -> Int64? { isNull(column) ? nil : int64(column) }

  package func optionalDouble(_ column: Int) -> Double? { isNull(column) ? nil : double(column) }

  package func string(_ column: Int) -> String {
    // Sound: SQLite keeps the text until the statement moves on, and we copy it here.
    guard let text = sqlite3_column_text(handle, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
  }

  package func optionalString(_ column: Int) -> String? {
    isNull(column) ? nil : string(column)
  }

  package func blob(_ column: Int) -> [UInt8] { array(column, of: UInt8.self) }

  /// Reads a blob written by `bind(array:)`; bytes beyond the last whole element are ignored.
  package func array<Element: BitwiseCopyable>(
    _ column: Int, of type: Element.Type
  ) -> [Element] {
    guard let bytes = sqlite3_column_blob(handle, Int32(column)) else { return [] }
    let count = Int(sqlite3_column_bytes(handle, Int32(column))) / MemoryLayout<Element>.stride
    // Sound: the copy stays inside both buffers, and any bit pattern is a valid number; callers
    // use it for integers and floating-point numbers only.
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(
          start: bytes, count: count * MemoryLayout<Element>.stride))
      initialized = count
    }
  }
}
