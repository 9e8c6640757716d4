import AWSSigning
import JSON
import PersonalizeAPI
import SQLite
import Store

/// Goes through the whole ledger, and through the requests and certificates that it speaks of.
struct LedgerAudit {
  private let database: PrivacyDatabase
  /// On whose behalf: other tenants' requests are not named.
  private let tenant: TenantKey
  private var problems: [String] = []
  private var omitted = 0
  private var entries: Int64 = 0
  private var head = Ledger.Head(sequence: 0, hash: LedgerEntry.genesis)
  /// What the ledger says of each request.
  private var histories: [Int64: History] = [:]

  private struct History {
    var content: String?
    var subjects: String?
    var state: String?
    var certificate: String?
    var results: [String: String] = [:]
  }

  private static let problemLimit = 100
  private static let pageSize = 1000

  init(_ database: PrivacyDatabase, tenant: TenantKey) {
    self.database = database
    self.tenant = tenant
  }

  mutating func verdict() throws -> LedgerVerdict {
    try checkChain()
    try checkHead()
    try checkRequests()
    if omitted > 0 { problems.append("There are \(omitted) further problems.") }
    return LedgerVerdict(
      valid: problems.isEmpty, entries: entries, headHash: head.hash, problems: problems)
  }

  private mutating func report(_ problem: String) {
    if problems.count < Self.problemLimit { problems.append(problem) } else { omitted += 1 }
  }

  // MARK: The chain

  private mutating func checkChain() throws {
    var last: Int64 = .min
    while true {
      let page = try database.connection.query(
        "SELECT sequence, body, hash FROM ledger WHERE sequence > ? ORDER BY sequence LIMIT ?",
        [.integer(last), Value(Self.pageSize)]
      ) { row in (sequence: row.int64(0), body: row.blob(1), hash: row.string(2)) }
      for entry in page { check(entry.sequence, entry.body, hash: entry.hash) }
      guard let end = page.last, page.count == Self.pageSize else { return }
      last = end.sequence
    }
  }

  private mutating func check(_ sequence: Int64, _ body: [UInt8], hash: String) {
    entries += 1
    if sequence != head.sequence + 1 {
      report(
        "Entry \(sequence) follows entry \(head.sequence): entries are missing or were renumbered.")
    }
    if hash != LedgerEntry.hash(after: head.hash, body: body) {
      report("Entry \(sequence) was changed, or what stood before it was: its hash does not fit.")
    }
    head = Ledger.Head(sequence: sequence, hash: hash)
    guard let content = try? JSONValue(parsing: body), Array(content.text.utf8) == body else {
      return report("Entry \(sequence) cannot be read.")
    }
    if content["sequence"]?.numberValue != Double(sequence) {
      report("Entry \(sequence) has the place of another.")
    }
    if let request = content["request"]?.numberValue.flatMap(Int64.init(exactly:)) {
      remember(content, in: &histories[request, default: History()])
    }
  }

  private func remember(_ entry: JSONValue, in history: inout History) {
    func fact(_ name: String) -> String? { entry["fact." + name]?.stringValue }
    guard let event = entry["event"]?.stringValue.flatMap(LedgerEvent.init(rawValue:)) else {
      return
    }
    switch event {
    case .received:
      history.content = fact("content")
      history.subjects = fact("subjects")
    case .subjectsRead: history.subjects = fact("subjects")
    case .groupFinished: if let group = fact("group") { history.results[group] = fact("result") }
    case .completed: history.certificate = fact("certificate")
    // A hold takes back what was accepted.
    case .held where history.state == PrivacyRequestState.pending.rawValue:
      history.state = PrivacyRequestState.verified.rawValue
    default: break
    }
    if PrivacyRequestState(rawValue: event.rawValue) != nil { history.state = event.rawValue }
  }

  // MARK: The end

  private mutating func checkHead() throws {
    let stored = try database.connection.first("SELECT sequence, hash, seal FROM ledger_head") {
      row in (Ledger.Head(sequence: row.int64(0), hash: row.string(1)), row.string(2))
    }
    guard let (known, seal) = stored else {
      if entries > 0 { report("The seal on the ledger's end is missing.") }
      return
    }
    if seal != database.ledger.seal(known) {
      report("The seal on the ledger's end was not made with this instance's key.")
    }
    if known.sequence > head.sequence {
      report(
        "The ledger was cut short: it ends with entry \(head.sequence), and its seal is on entry "
          + "\(known.sequence).")
    } else if known != head {
      report("The ledger goes on beyond its seal, or its last entry is another than was sealed.")
    }
  }

  // MARK: What the ledger speaks of

  private mutating func checkRequests() throws {
    var known: Set<Int64> = []
    var last: Int64 = 0
    while true {
      let page = try database.connection.query(
        """
        SELECT \(RequestRecord.columns) FROM requests WHERE sequence > ?
        ORDER BY sequence LIMIT ?
        """, [.integer(last), Value(Self.pageSize)]
      ) { row in try RequestRecord(row) }
      for record in page {
        known.insert(record.sequence)
        try check(record)
      }
      guard let end = page.last, page.count == Self.pageSize else { break }
      last = end.sequence
    }
    for request in histories.keys.filter({ !known.contains($0) }).sorted() {
      report("The request number \(request), which the ledger speaks of, is gone.")
    }
  }

  private mutating func check(_ record: RequestRecord) throws {
    let name =
      record.tenant == tenant.description
      ? "The request '\(record.id)'" : "The request number \(record.sequence) of another tenant"
    guard let history = histories[record.sequence], let content = history.content else {
      return report("\(name) is not in the ledger.")
    }
    let groups = try database.groups(of: record.sequence)
    if content != database.commitment(to: record, groups: groups.map(\.groupARN)) {
      report("\(name) is not as it was received: its ticket, reason, scope or times were changed.")
    }
    if history.state != record.state.rawValue {
      report(
        "\(name) is \(record.state.rawValue), and the ledger says \(history.state ?? "nothing").")
    }
    let subjects = try database.subjects(of: record.sequence)
    if history.subjects != SubjectDigest.hex(of: subjects) {
      report("\(name) is about other people than the ledger says.")
    }
    for group in groups
    where group.result.map({ SHA256.hash($0).hex })
      != history.results[group.groupARN]
    {
      report("\(name) has another result in a dataset group than the ledger says.")
    }
    try checkCertificate(of: record, name: name, digest: history.certificate)
  }

  private mutating func checkCertificate(
    of record: RequestRecord, name: String, digest: String?
  ) throws {
    let body = try database.connection.first(
      "SELECT body FROM certificates WHERE request = ?", [.integer(record.sequence)]
    ) { row in row.blob(0) }
    switch (body, digest) {
    case (nil, nil): return
    case (nil, _): report("\(name) has lost its certificate.")
    case (_, nil): report("\(name) has a certificate that the ledger knows nothing of.")
    case (let body?, let digest?):
      if CertificateSigner.digest(of: body) != digest {
        report("\(name) has another certificate than the ledger says.")
      }
      let signer = CertificateSigner(key: database.ledger.key)
      let content = (try? JSONValue(parsing: body)) ?? .null
      if content["signature"]?.stringValue != signer.signature(of: content) {
        report("\(name) has a certificate whose signature does not fit.")
      }
    }
  }
}
