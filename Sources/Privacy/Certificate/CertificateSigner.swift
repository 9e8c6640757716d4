import AWSSigning
import JSON
import PersonalizeAPI

/// Signs certificates and checks signatures.
///
/// The signature is an HMAC-SHA-256 under a key of the instance. It proves to whoever runs the
/// instance that the instance made the certificate and that nothing in it was changed since. It
/// proves nothing to somebody who does not trust them: whoever holds the key can make another.
struct CertificateSigner {
  static let algorithm = "HMAC-SHA-256"
  let key: SubjectKey

  /// The signature of a certificate, whatever it has for one.
  func signature(of certificate: JSONValue) -> String {
    var members = certificate.objectValue ?? [:]
    members["signature"] = nil
    return key.signature(of: Array(JSONValue.object(members).text.utf8))
  }

  /// The certificate as it is kept and handed out, with its signature.
  func signed(_ certificate: ErasureCertificate) throws -> [UInt8] {
    var certificate = certificate
    certificate.signature = signature(of: try JSONValue(parsing: certificate.encoded()))
    return certificate.encoded()
  }

  /// The hash that the ledger keeps of a certificate: of its canonical JSON.
  static func digest(of certificate: [UInt8]) -> String {
    let canonical = (try? JSONValue(parsing: certificate)).map { Array($0.text.utf8) }
    return SHA256.hash(canonical ?? certificate).hex
  }
}
