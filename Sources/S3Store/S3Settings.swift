import AWSSigning
import ObjectStore

/// One S3 server, and how it is used.
struct S3Settings: Sendable {
  /// Scheme, host and port, such as `http://127.0.0.1:5000`.
  let origin: String
  /// As the `Host` header has it.
  let host: String
  let region: String
  let credentials: SigningCredentials
  let patienceNanoseconds: UInt64
  /// How long a server may be silent within one attempt.
  var idleNanoseconds: UInt64 { max(patienceNanoseconds / 3, 1_000_000_000) }
  /// How much of an object one request brings.
  var pieceBytes = 4 << 20
  /// How many further ones are under way while one is used.
  var piecesAhead = 2
  /// The size of the first parts of an upload; what is smaller goes in one request.
  var partBytes = 8 << 20

  /// - Throws: when credentials are missing.
  init(_ address: RemoteAddress, environment: [String: String]) throws(RemoteUnavailable) {
    guard let key = environment["AWS_ACCESS_KEY_ID"], !key.isEmpty,
      let secret = environment["AWS_SECRET_ACCESS_KEY"], !secret.isEmpty
    else {
      throw RemoteUnavailable(
        "the server was started without AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in its "
          + "environment, which the S3 endpoint \(address.origin) needs")
    }
    origin = address.origin
    host = address.host
    region = address.region
    let token = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    credentials = SigningCredentials(accessKey: key, secretKey: secret, sessionToken: token)
    patienceNanoseconds = UInt64(max(address.patienceSeconds, 1)) * 1_000_000_000
  }
}
