import PersonalizeAPI

/// A certificate as a page to read and to print: no scripts, nothing from elsewhere.
struct CertificatePage {
  private let certificate: ErasureCertificate

  init(_ certificate: ErasureCertificate) {
    self.certificate = certificate
  }

  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \
    'unsafe-inline'; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Certificate of erasure \(escaped(certificate.requestId))</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <main>
    <h1>Certificate of erasure</h1>
    \(head)
    \(certificate.groups.map(section).joined())
    <h2>What was not erased, and why</h2>
    <ul>\(certificate.notErased.map { "<li>\(escaped($0))</li>" }.joined())</ul>
    <h2>People</h2>
    <p>Each as the HMAC-SHA-256 of the user id under the instance's key: without the key, nobody can
    tell whose they are.</p>
    <ol class="hashes">\(certificate.subjects.map { "<li><code>\(escaped($0))</code></li>" }.joined())
    </ol>
    <h2>Signature</h2>
    \(signature)
    </main>
    </body>
    </html>

    """
  }

  private var head: String {
    rows([
      ("Request", certificate.requestId), ("Ticket", certificate.ticket ?? "none"),
      ("Requested by", certificate.requestedBy), ("Received", certificate.receivedTime),
      ("Begun", certificate.startedTime), ("Completed", certificate.completedTime),
      ("People", "\(certificate.subjects.count)"),
      ("Dataset groups", "\(certificate.groups.count)"),
      ("Software", "bespoke \(certificate.softwareVersion)"),
    ])
  }

  private var signature: String {
    rows([
      ("Algorithm", certificate.signatureAlgorithm), ("Key", certificate.keyId),
      ("Signature", certificate.signature),
      ("Ledger entry before", certificate.previousLedgerHash),
    ]) + "<p>\(escaped(CertificateNotes.signature))</p>"
  }

  private func section(_ group: CertifiedGroup) -> String {
    let tooShort =
      group.idsTooShortToSearch == 0
      ? ""
      : " Of \(group.idsTooShortToSearch) ids the bytes could not be searched, as they are too "
        + "short to tell from others' bytes: of these the places alone were looked at."
    return """
      <h2>\(escaped(group.datasetGroupArn))</h2>
      <p>Erased by <code>\(escaped(group.dataDeletionJobArn))</code>.</p>
      <table>
      <thead><tr><th scope="col">Place</th><th scope="col" class="number">Before</th>\
      <th scope="col" class="number">After</th></tr></thead>
      <tbody>\(group.places.map(row).joined())</tbody>
      </table>
      \(models(group.models))
      <p>Afterwards \(group.filesSearched) files with \(group.bytesSearched) bytes were searched for \
      the ids in these forms: \(escaped(group.encodings.joined(separator: ", "))).\(tooShort)</p>

      """
  }

  private func row(_ place: CertifiedPlace) -> String {
    let locations = (place.locations ?? []).map { "<br><code>\(escaped($0))</code>" }.joined()
    return "<tr><td>\(escaped(place.description))\(locations)</td>"
      + "<td class=\"number\">\(place.before)</td><td class=\"number\">\(place.after)</td></tr>\n"
  }

  private func models(_ models: [CertifiedModel]) -> String {
    guard !models.isEmpty else { return "" }
    let rows = models.map { model in
      "<tr><td><code>\(escaped(model.arn))</code></td><td>\(escaped(model.action))</td>"
        + "<td><code>\(escaped(model.oldChecksum))</code><br>"
        + "<code>\(escaped(model.newChecksum ?? "none"))</code></td></tr>\n"
    }
    return """
      <table>
      <thead><tr><th scope="col">Model</th><th scope="col">What became of it</th>\
      <th scope="col">SHA-256 before and after</th></tr></thead>
      <tbody>\(rows.joined())</tbody>
      </table>
      """
  }

  private func rows(_ rows: [(name: String, value: String)]) -> String {
    "<table class=\"facts\"><tbody>"
      + rows.map { "<tr><th scope=\"row\">\($0.name)</th><td>\(escaped($0.value))</td></tr>\n" }
      .joined() + "</tbody></table>"
  }

  /// Text as it may stand in content and in attributes.
  private func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
      case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
      case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
      case UInt8(ascii: "\""): bytes += Array("&quot;".utf8)
      case UInt8(ascii: "'"): bytes += Array("&#39;".utf8)
      // Control characters have no meaning in a page, and some are not allowed.
      case 0..<32, 127: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let style = """
    body { font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 0; }
    main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.5rem; }
    h1 { font-size: 1.75rem; margin: 0 0 1rem; }
    h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
    table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
    th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; \
    border-bottom: 1px solid #d0d0d0; overflow-wrap: anywhere; }
    .facts th { width: 12rem; font-weight: 600; }
    .number { text-align: right; font-variant-numeric: tabular-nums; width: 6rem; }
    code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
    .hashes { padding-left: 2.5rem; }
    @media print { main { max-width: none; padding: 0; } tr, li { break-inside: avoid; } }
    """
}
