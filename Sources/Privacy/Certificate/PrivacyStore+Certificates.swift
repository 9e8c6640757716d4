import JSON
package import PersonalizeAPI
import Platform
import SQLite
package import Store

extension PrivacyStore {
  /// The certificate of a completed erasure.
  package func certificate(
    _ id: String, tenant: TenantKey
  ) throws(ServiceError) -> ErasureCertificate {
    try read { database in
      let record = try database.existing(id, tenant: tenant)
      let body = try database.connection.first(
        "SELECT body FROM certificates WHERE request = ?", [.integer(record.sequence)]
      ) { row in row.blob(0) }
      guard let body else {
        throw ServiceError(
          .resourceNotFound,
          "The request '\(id)' is \(record.state.rawValue) and asks for \(record.kind.rawValue): "
            + "there is a certificate for an erasure that is COMPLETED.")
      }
      // Not held to the constraints of requests: it is what this instance wrote.
      var reader = JSONReader(body)
      return try ErasureCertificate(from: &reader)
    }
  }

  /// The certificate as a page to print.
  package func certificatePage(
    _ id: String, tenant: TenantKey
  ) throws(ServiceError) -> String {
    CertificatePage(try certificate(id, tenant: tenant)).html
  }

  /// Checks a certificate: its signature, and that the ledger records it.
  ///
  /// - Parameter body: the certificate as JSON, as it was presented; what a certificate does not have
  ///   counts as a change.
  package func verify(
    certificate body: [UInt8], tenant: TenantKey
  ) throws(ServiceError) -> LedgerVerdict {
    let certificate: JSONValue
    do throws(JSONError) {
      certificate = try JSONValue(parsing: body)
    } catch {
      throw ServiceError(error)
    }
    return try read { database in
      try CertificateCheck(database: database, tenant: tenant).verdict(certificate)
    }
  }

  /// Checks the whole ledger, and the requests and certificates it speaks of.
  ///
  /// What is changed, left out or moved shows, and so does an end cut off. What does not show by the
  /// ledger alone is a whole data folder put back to an earlier day: certificates issued since then
  /// fail to verify, and these are in the hands of others.
  package func audit(tenant: TenantKey) throws(ServiceError) -> LedgerVerdict {
    do {
      // A connection of its own: a long audit holds up nobody.
      let connection = try Connection(path: path, mode: .readOnly)
      return try connection.transaction {
        var audit = LedgerAudit(
          PrivacyDatabase(connection: connection, ledger: ledger), tenant: tenant)
        return try audit.verdict()
      }
    } catch {
      throw ServiceError(.internalFailure, "The ledger could not be read: \(error)")
    }
  }

  /// Makes and stores the certificate of a request whose groups are all done.
  ///
  /// - Returns: the certificate as stored.
  func certify(
    _ record: RequestRecord, groups: [RequestGroup], subjects: [SubjectHash],
    in database: PrivacyDatabase
  ) throws -> [UInt8] {
    let results = try groups.compactMap { try $0.result.map(CertifiedGroup.decode) }
    let now = clock.now()
    let certificate = ErasureCertificate(
      format: 1, requestId: record.id, ticket: record.ticket, requestedBy: record.requestedBy,
      subjects: subjects.map(\.description), groups: results,
      notErased: CertificateNotes.notErased(
        includesS3: record.includeS3, areObjectsKnown: Self.areObjectsKnown(results)),
      receivedTime: record.received.iso8601, startedTime: (record.started ?? now).iso8601,
      completedTime: (record.completed ?? now).iso8601, softwareVersion: softwareVersion,
      previousLedgerHash: try database.ledger.head(in: database.connection).hash,
      signatureAlgorithm: CertificateSigner.algorithm, keyId: key.identifier, signature: "")
    let body = try CertificateSigner(key: key).signed(certificate)
    try database.connection.run(
      "INSERT INTO certificates(request, body) VALUES (?, ?)",
      [.integer(record.sequence), .blob(body)])
    return body
  }

  /// Whether the customer's own files were looked at.
  private static func areObjectsKnown(_ groups: [CertifiedGroup]) -> Bool {
    groups.allSatisfy { group in
      group.places.contains { $0.place == Place.objects.rawValue && $0.locations != nil }
    }
  }
}

/// What every certificate says of what it does not cover.
enum CertificateNotes {
  /// - Parameter areObjectsKnown: whether the customer's own files were looked at.
  static func notErased(includesS3: Bool, areObjectsKnown: Bool) -> [String] {
    [
      files(includesS3, areObjectsKnown),
      "What left this instance before: answers, exported files, backups, logs of clients and of "
        + "proxies. A backup of a tenant's folder that is put back has this erasure applied again "
        + "before it serves.",
      "Names, ARNs and settings of resources, which are the customer's own words: one that carries an "
        + "id keeps it until it is deleted, and is counted with the places. So do the names of data "
        + "deletion jobs in the ledger, from which nothing is ever taken out.",
      "Figures over many people that hold no row of anybody, such as the accuracy that was measured "
        + "and the parameters that were found at earlier trainings, and counts of requests.",
      "A keyed hash of each id, the ledger and this certificate: they keep old files from bringing "
        + "the people back, and prove that this was done.",
      "Traces on the storage medium itself, such as blocks that the file system has freed: only "
        + "encryption of the medium helps against these.",
    ]
  }

  private static func files(_ includesS3: Bool, _ areKnown: Bool) -> String {
    guard areKnown else {
      return "Files under s3:// are on another server: they were neither looked at nor changed."
    }
    return includesS3
      ? "Of the files under the S3 root, those in CSV and JSON at the locations that the dataset "
        + "groups' resources name, and may write, were rewritten without the people; others, and "
        + "versions and copies elsewhere, were not. Where the ids still occur in what the resources "
        + "name is listed with the places."
      : "Files under the S3 root belong to whoever put them there: they were left as they are. "
        + "Where the ids occur in those that the dataset groups' resources name is listed with the "
        + "places."
  }

  static let signature =
    "The signature is an HMAC-SHA-256 under a key that the instance keeps in privacy.key. It shows "
    + "those who run the instance that the instance issued this certificate and that nothing in it "
    + "was changed since. It proves nothing to those who do not trust them, as whoever holds the "
    + "key can make such a signature. 'bespoke privacy verify' checks it against the instance."
}
