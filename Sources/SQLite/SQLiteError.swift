import CSQLite

/// What SQLite refused, and on which statement.
///
/// Bound values are never part of it: they may be personal data.
package struct SQLiteError: Error, Sendable, CustomStringConvertible {
  /// The extended result code.
  package let code: Int32
  package let message: String
  package let statement: String?

  /// The primary result code: the extended one without its upper bits.
  package var primaryCode: Int32 { code & 0xFF }

  package var isConstraintViolation: Bool { primaryCode == SQLITE_CONSTRAINT }

  package var description: String {
    let tail = statement.map { " in: \($0)" } ?? ""
    return "SQLite error \(code): \(message)\(tail)"
  }
}
