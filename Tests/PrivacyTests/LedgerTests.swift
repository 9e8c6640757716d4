import Foundation
import JSON
import PersonalizeAPI
import Platform
import SQLite
import Testing

@testable import Privacy

@Suite struct LedgerTests {
  let scene: PrivacyScene

  init() throws {
    scene = try PrivacyScene()
    try scene.create()
    try scene.create(["otto-0815"], id: "R-2") { $0.requiresVerification = true }
    try scene.complete()
  }

  private func audit() throws -> LedgerVerdict { try scene.store.audit(tenant: scene.tenant) }

  private func unlock() throws {
    try scene.tamper("DROP TRIGGER ledger_keeps_entries; DROP TRIGGER ledger_loses_nothing")
  }

  private func check(_ certificate: [UInt8]) throws -> LedgerVerdict {
    try scene.store.verify(certificate: certificate, tenant: scene.tenant)
  }

  private func certificate() throws -> [UInt8] {
    try scene.store.certificate("R-1", tenant: scene.tenant).encoded()
  }

  @Test func `an untouched ledger is valid, and nobody is named in it`() throws {
    let verdict = try audit()
    #expect(verdict.valid && verdict.problems.isEmpty)
    // RECEIVED, VERIFIED, PENDING, IN_PROGRESS, the group, COMPLETED; RECEIVED.
    #expect(verdict.entries == 7)
    let connection = try Connection(
      path: scene.directory + "/privacy.sqlite", mode: .readOnly)
    let bodies = try connection.query("SELECT body FROM ledger") { row in row.string(0) }.joined()
    for secret in ["anna-4711", "otto-0815", "T-99", "Art. 17", "R-1"] {
      #expect(!bodies.contains(secret))
    }
  }

  @Test(arguments: [
    "UPDATE ledger SET hash = 'x' WHERE sequence = 2", "DELETE FROM ledger WHERE sequence = 7",
  ])
  func `entries can be neither changed nor deleted`(sql: String) throws {
    #expect(throws: SQLiteError.self) { try scene.tamper(sql) }
    #expect(try audit().valid)
  }

  @Test func `a change of any byte of an entry is found`() throws {
    try unlock()
    let path = scene.directory + "/privacy.sqlite"
    let connection = try Connection(path: path, mode: .durable)
    let body = try #require(
      try connection.first("SELECT body FROM ledger WHERE sequence = 3") { $0.blob(0) })
    for index in body.indices {
      var changed = body
      changed[index] ^= 1
      try connection.run("UPDATE ledger SET body = ? WHERE sequence = 3", [.blob(changed)])
      #expect(try !audit().valid, "byte \(index)")
    }
    try connection.run("UPDATE ledger SET body = ? WHERE sequence = 3", [.blob(body)])
    #expect(try audit().valid)
  }

  @Test(arguments: [
    // Deleted within, at the beginning, and at the end.
    ("DELETE FROM ledger WHERE sequence = 3", "missing"),
    ("DELETE FROM ledger WHERE sequence = 1", "missing"),
    ("DELETE FROM ledger WHERE sequence = 7", "cut short"),
    ("DELETE FROM ledger WHERE sequence > 3", "cut short"),
    // Two entries exchanged.
    (
      """
      UPDATE ledger SET sequence = 99 WHERE sequence = 2;
      UPDATE ledger SET sequence = 2 WHERE sequence = 3;
      UPDATE ledger SET sequence = 3 WHERE sequence = 99
      """, "place of another"
    ),
    // Cut short together with its seal.
    (
      """
      DELETE FROM ledger WHERE sequence = 7;
      UPDATE ledger_head SET sequence = 6, hash = (SELECT hash FROM ledger WHERE sequence = 6)
      """, "instance's key"
    ),
    ("DELETE FROM ledger_head", "seal on the ledger's end is missing"),
    ("INSERT INTO ledger VALUES (8, x'7b7d', 'x')", "beyond its seal"),
  ])
  func `what is deleted, exchanged, cut off or added is found`(
    sql: String, problem: String
  ) throws {
    try unlock()
    try scene.tamper(sql)
    let verdict = try audit()
    #expect(!verdict.valid)
    #expect(verdict.problems.contains { $0.contains(problem) }, "\(verdict.problems)")
  }

  @Test(arguments: [
    ("UPDATE requests SET ticket = 'T-100' WHERE id = 'R-1'", "not as it was received"),
    ("UPDATE requests SET due = due + 1 WHERE id = 'R-1'", "not as it was received"),
    ("UPDATE requests SET state = 'DENIED' WHERE id = 'R-2'", "the ledger says RECEIVED"),
    ("DELETE FROM subjects WHERE request = 1", "about other people"),
    ("DELETE FROM certificates", "lost its certificate"),
    (
      "UPDATE certificates SET body = replace(CAST(body AS TEXT), 'R-1', 'R-3')",
      "another certificate"
    ),
    ("UPDATE request_groups SET result = x'7b7d' WHERE request = 1", "another result"),
  ])
  func `requests and certificates that differ from the ledger are found`(
    sql: String, problem: String
  ) throws {
    try scene.tamper(sql)
    let verdict = try audit()
    #expect(!verdict.valid)
    #expect(verdict.problems.contains { $0.contains(problem) }, "\(verdict.problems)")
  }

  @Test func `another tenant's audit names no request`() throws {
    try scene.tamper("UPDATE requests SET ticket = 'x' WHERE id = 'R-1'")
    let verdict = try scene.store.audit(tenant: scene.other)
    #expect(!verdict.valid)
    #expect(!verdict.problems.joined().contains("R-1"))
  }

  // MARK: Certificates

  @Test func `a certificate states what was done and verifies`() throws {
    let certificate = try scene.store.certificate("R-1", tenant: scene.tenant)
    #expect(certificate.subjects == [scene.store.key.hash(of: "anna-4711").description])
    #expect(certificate.groups == [scene.result()])
    #expect(certificate.ticket == "T-99" && certificate.requestedBy == "AKIASTAFF")
    #expect(certificate.completedTime == PrivacyScene.start.iso8601)
    #expect(certificate.signatureAlgorithm == "HMAC-SHA-256")
    let verdict = try check(certificate.encoded())
    #expect(verdict.valid, "\(verdict.problems)")
    // However it is laid out.
    let spaced = String(decoding: certificate.encoded(), as: UTF8.self)
      .replacing(",\"", with: ",\n  \"")
    #expect(try check(Array(spaced.utf8)).valid)
  }

  @Test func `a certificate verifies after a restart and for its tenant alone`() throws {
    let bytes = try certificate()
    try scene.reopen()
    #expect(try check(bytes).valid)
    let elsewhere = try scene.store.verify(certificate: bytes, tenant: scene.other)
    #expect(!elsewhere.valid)
  }

  @Test(arguments: [
    ("T-99", "T-98"), ("\"before\":7", "\"before\":8"),
    ("\"format\":1", "\"format\":1,\"note\":\"x\""),
    ("retrained", "unchanged"),
  ])
  func `a changed certificate does not verify`(old: String, new: String) throws {
    let text = String(decoding: try certificate(), as: UTF8.self)
    let changed = text.replacing(old, with: new)
    #expect(changed != text)
    let verdict = try check(Array(changed.utf8))
    #expect(!verdict.valid)
    #expect(verdict.problems.contains { $0.contains("signature") })
  }

  @Test func `a certificate of another instance does not verify`() throws {
    let elsewhere = try PrivacyScene()
    let verdict = try elsewhere.store.verify(certificate: certificate(), tenant: scene.tenant)
    #expect(!verdict.valid)
    #expect(verdict.problems.contains { $0.contains("key") })
    #expect(verdict.problems.contains { $0.contains("records no such certificate") })
  }

  @Test func `a ledger cut short no longer bears the certificates it had`() throws {
    let bytes = try certificate()
    try unlock()
    try scene.tamper("DELETE FROM ledger WHERE sequence > 3")
    #expect(try !check(bytes).valid)
  }

  @Test func `the page shows all, escaped, without scripts or anything from elsewhere`() throws {
    try scene.create(["eve-666"], id: "<script>alert('1')</script>") {
      $0.ticket = "\"><img src=x onerror=alert(1)>&"
    }
    try scene.complete("<script>alert('1')</script>")
    let page = try scene.store.certificatePage(
      "<script>alert('1')</script>", tenant: scene.tenant)
    #expect(!page.contains("<script") && !page.contains("<img") && !page.contains("http://"))
    #expect(!page.contains("https://") && !page.contains("src=x o\""))
    #expect(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"))
    #expect(page.contains("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;"))
    #expect(page.contains("Rows of &lt;interactions&gt;"))
    #expect(page.contains(scene.store.key.hash(of: "eve-666").description))
    #expect(page.contains("whoever holds the key"))
  }
}
