import JSON
import PersonalizeAPI
import SQLite
import Store

/// Checks a certificate that somebody presents: its signature, and that the ledger records it.
struct CertificateCheck {
  let database: PrivacyDatabase
  let tenant: TenantKey

  /// - Parameter certificate: as presented; members that a certificate does not have count as
  ///   changes.
  func verdict(_ certificate: JSONValue) throws -> LedgerVerdict {
    let ledger = database.ledger
    let head = try ledger.head(in: database.connection)
    var problems: [String] = []
    let keyID = certificate["keyId"]?.stringValue
    if certificate["format"]?.numberValue != 1 {
      problems.append("The certificate is not of the format 1, the one there is.")
    }
    if keyID != ledger.key.identifier {
      problems.append(
        "The certificate was signed with the key \(keyID ?? "without a name"); this instance's is "
          + "\(ledger.key.identifier).")
    } else if certificate["signature"]?.stringValue
      != CertificateSigner(key: ledger.key).signature(of: certificate)
    {
      problems.append(
        "The signature does not fit: the certificate was changed after it was issued.")
    }
    problems += try recordProblems(of: certificate)
    return LedgerVerdict(
      valid: problems.isEmpty, entries: head.sequence, headHash: head.hash, problems: problems)
  }

  private func recordProblems(of certificate: JSONValue) throws -> [String] {
    let digest = CertificateSigner.digest(of: Array(certificate.text.utf8))
    let entry = try database.connection.first(
      """
      SELECT sequence, body, hash FROM ledger
      WHERE instr(body, CAST(? AS BLOB)) > 0 ORDER BY sequence LIMIT 1
      """, [.text("\"fact.certificate\":\"\(digest)\"")]
    ) { row in (sequence: row.int64(0), body: row.blob(1), hash: row.string(2)) }
    guard let entry, let content = try? JSONValue(parsing: entry.body),
      content["tenant"]?.stringValue == tenant.description
    else { return ["The ledger records no such certificate of this account and region."] }
    let previous =
      try database.connection.first(
        "SELECT hash FROM ledger WHERE sequence = ?", [.integer(entry.sequence - 1)]
      ) { row in row.string(0) } ?? LedgerEntry.genesis
    var problems: [String] = []
    if certificate["previousLedgerHash"]?.stringValue != previous {
      problems.append(
        "The ledger's entry before the certificate's is another than when it was issued.")
    }
    if entry.hash != LedgerEntry.hash(after: previous, body: entry.body) {
      problems.append("The ledger's entry of the certificate was changed.")
    }
    return problems
  }
}
