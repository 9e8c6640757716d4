import Foundation
import SQLite
import Testing

@Suite struct ConnectionTests {
  let path = NSTemporaryDirectory() + "sqlite-\(UUID().uuidString).db"

  @Test func `rows come back as they went in`() throws {
    let connection = try Connection(path: path, mode: .durable)
    try connection.execute("CREATE TABLE t(a INTEGER, b REAL, c TEXT, d BLOB, e TEXT)")
    try connection.run(
      "INSERT INTO t VALUES (?, ?, ?, ?, ?)",
      [.integer(-7), .real(0.25), .text("zoë\u{0}x"), .blob([0, 255]), .null])
    let rows = try connection.query("SELECT * FROM t") { row in
      #expect(row.int64(0) == -7)
      #expect(row.double(1) == 0.25)
      #expect(row.string(2) == "zoë\u{0}x")
      #expect(row.blob(3) == [0, 255])
      #expect(row.optionalString(4) == nil)
      return 1
    }
    #expect(rows.count == 1)
  }

  @Test func `arrays of numbers keep their bits`() throws {
    let connection = try Connection(path: path, mode: .bulkLoad)
    try connection.execute("CREATE TABLE t(a BLOB)")
    let numbers: [UInt32] = [0, 1, .max]
    try connection.withStatement("INSERT INTO t VALUES (?)") { statement in
      try statement.bind(array: numbers, at: 0)
      try statement.execute()
    }
    let read = try connection.first("SELECT a FROM t") { $0.array(0, of: UInt32.self) }
    #expect(read == numbers)
  }

  @Test func `a transaction that throws leaves nothing`() throws {
    struct Refused: Error {}
    let connection = try Connection(path: path, mode: .durable)
    try connection.execute("CREATE TABLE t(a INTEGER)")
    #expect(throws: Refused.self) {
      try connection.transaction {
        try connection.run("INSERT INTO t VALUES (1)")
        throw Refused()
      }
    }
    #expect(try connection.first("SELECT count(*) FROM t") { $0.int(0) } == 0)
  }

  @Test func `a savepoint that throws undoes only itself`() throws {
    struct Refused: Error {}
    let connection = try Connection(path: path, mode: .durable)
    try connection.execute("CREATE TABLE t(a INTEGER)")
    try connection.transaction {
      try connection.run("INSERT INTO t VALUES (1)")
      #expect(throws: Refused.self) {
        try connection.savepoint {
          try connection.run("INSERT INTO t VALUES (2)")
          throw Refused()
        }
      }
    }
    #expect(try connection.query("SELECT a FROM t") { $0.int(0) } == [1])
  }

  @Test func `migrations run once and in order`() throws {
    let first = Migration("CREATE TABLE t(a INTEGER)")
    let second = Migration("ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x'")
    try Connection(path: path, mode: .durable).migrate([first])
    let connection = try Connection(path: path, mode: .durable)
    try connection.migrate([first, second])
    try connection.migrate([first, second])
    try connection.run("INSERT INTO t(a) VALUES (1)")
    #expect(try connection.first("SELECT b FROM t") { $0.string(0) } == "x")
    #expect(throws: SQLiteError.self) { try connection.migrate([first]) }
  }

  @Test func `an error names the statement and never the values`() throws {
    let connection = try Connection(path: path, mode: .durable)
    try connection.execute("CREATE TABLE t(a TEXT PRIMARY KEY)")
    try connection.run("INSERT INTO t VALUES (?)", ["secret"])
    let error = #expect(throws: SQLiteError.self) {
      try connection.run("INSERT INTO t VALUES (?)", ["secret"])
    }
    #expect(error?.isConstraintViolation == true)
    #expect(error?.description.contains("INSERT INTO t") == true)
    #expect(error?.description.contains("secret") == false)
  }
}
