import FoundationEssentials
import Platform

/// Signs what is said to controllers, with the system's `openssl`, which the toolchain's own
/// libraries have no substitute for.
struct OpenDSRSigner: Sendable {
  /// The certificate in PEM form, as it is handed out.
  let certificate: String
  private let openssl: String
  private let keyPath: String

  /// - Throws: a sentence on what is missing; also when the key does not sign.
  init(certificate certificatePath: String, key keyPath: String) throws {
    guard let openssl = ChildProcess.path(of: "openssl") else {
      throw OpenDSRConfigurationError("Signed answers need the openssl command.")
    }
    guard let data = try? Data(contentsOf: URL(filePath: certificatePath)),
      let text = String(data: data, encoding: .utf8), text.contains("BEGIN CERTIFICATE")
    else {
      throw OpenDSRConfigurationError("\(certificatePath) is no certificate in PEM form.")
    }
    certificate = text
    self.openssl = openssl
    self.keyPath = keyPath
    try checkPair(certificatePath)
  }

  /// The signature of the SHA-256 of `body`, in base64.
  func signature(of body: [UInt8]) throws -> String {
    let (output, ended) = try ChildProcess.run(
      path: openssl, arguments: ["dgst", "-sha256", "-sign", keyPath], input: body)
    guard ended == "exit code 0", !output.isEmpty else {
      throw OpenDSRConfigurationError("openssl cannot sign with \(keyPath): \(ended).")
    }
    return Data(output).base64EncodedString()
  }

  /// The key must be the one that the certificate speaks of.
  private func checkPair(_ certificatePath: String) throws {
    let ofCertificate = try ChildProcess.run(
      path: openssl, arguments: ["x509", "-in", certificatePath, "-noout", "-pubkey"])
    let ofKey = try ChildProcess.run(
      path: openssl, arguments: ["pkey", "-in", keyPath, "-pubout", "-passin", "pass:"])
    guard ofKey.ended == "exit code 0", ofCertificate.ended == "exit code 0",
      ofKey.output == ofCertificate.output
    else {
      throw OpenDSRConfigurationError(
        "\(keyPath) is not the private key of the certificate \(certificatePath).")
    }
  }
}

/// What keeps OpenDSR from working as configured.
struct OpenDSRConfigurationError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
