import Platform
import SQLite

/// Appends to the ledger, inside the transaction that changes what the entry tells of.
struct Ledger {
  let key: SubjectKey
  let clock: Clock

  /// Where the ledger ends.
  struct Head: Equatable {
    var sequence: Int64
    var hash: String
  }

  /// - Returns: the new entry's number and hash.
  @discardableResult
  func append(
    _ event: LedgerEvent, tenant: String, request: Int64?, facts: [String: String] = [:],
    in connection: Connection
  ) throws -> Head {
    let last = try head(in: connection)
    let entry = LedgerEntry(
      sequence: last.sequence + 1, time: clock.now(), tenant: tenant, event: event,
      request: request, facts: facts)
    let body = entry.body
    let head = Head(
      sequence: entry.sequence, hash: LedgerEntry.hash(after: last.hash, body: body))
    try connection.run(
      "INSERT INTO ledger(sequence, body, hash) VALUES (?, ?, ?)",
      [.integer(head.sequence), .blob(body), .text(head.hash)])
    try connection.run(
      "INSERT OR REPLACE INTO ledger_head(id, sequence, hash, seal) VALUES (1, ?, ?, ?)",
      [.integer(head.sequence), .text(head.hash), .text(seal(head))])
    return head
  }

  /// The newest entry's number and hash; 0 and the genesis hash when there is none.
  func head(in connection: Connection) throws -> Head {
    try connection.first(
      "SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1"
    ) { row in Head(sequence: row.int64(0), hash: row.string(1)) }
      ?? Head(sequence: 0, hash: LedgerEntry.genesis)
  }

  func seal(_ head: Head) -> String {
    key.signature(of: Array("ledger head \(head.sequence) \(head.hash)".utf8))
  }
}
