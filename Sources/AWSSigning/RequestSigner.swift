/// What a client proves itself with.
package struct SigningCredentials: Sendable {
  package var accessKey: String
  package var secretKey: String
  /// Set with temporary credentials.
  package var sessionToken: String?

  package init(accessKey: String, secretKey: String, sessionToken: String? = nil) {
    self.accessKey = accessKey
    self.secretKey = secretKey
    self.sessionToken = sessionToken
  }
}

/// A request to be signed, and where to send it once it is.
package struct OutgoingRequest: Sendable {
  /// The content, or what to say of it.
  package enum Payload: Sendable {
    case bytes([UInt8])
    case digest(Digest)
    /// Not covered by the signature.
    case unsigned
  }

  package var method: String
  /// As it goes into the `Host` header, with the port unless it is the scheme's own.
  package var host: String
  /// Not encoded; begins with a slash.
  package var path: String
  /// Neither names nor values are encoded.
  package var query: [(name: String, value: String)]
  /// Further headers, all of which will be signed.
  package var headers: [(name: String, value: String)]
  package var payload: Payload

  package init(
    method: String, host: String, path: String, query: [(name: String, value: String)] = [],
    headers: [(name: String, value: String)] = [], payload: Payload = .bytes([])
  ) {
    self.method = method
    self.host = host
    self.path = path
    self.query = query
    self.headers = headers
    self.payload = payload
  }

  /// The path as it goes on the wire.
  package var encodedPath: String {
    var bytes: [UInt8] = []
    URIEncoding.append(path.utf8, keepingSlashes: true, to: &bytes)
    return bytes.isEmpty ? "/" : String(decoding: bytes, as: UTF8.self)
  }

  /// The query as it goes on the wire, without a question mark; empty when there is none.
  package var encodedQuery: String {
    var bytes: [UInt8] = []
    for (index, pair) in query.enumerated() {
      if index > 0 { bytes.append(38) }
      URIEncoding.append(pair.name.utf8, to: &bytes)
      bytes.append(61)
      URIEncoding.append(pair.value.utf8, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Signs requests for one service in one region.
package struct RequestSigner: Sendable {
  private let credentials: SigningCredentials
  private let region: String
  private let service: String

  package init(credentials: SigningCredentials, region: String, service: String) {
    self.credentials = credentials
    self.region = region
    self.service = service
  }

  /// The headers to send `request` with: its own, and those that make the signature.
  ///
  /// Send them with `encodedPath` and `encodedQuery`; the `Host` header, which is signed too, is
  /// not among them.
  package func headers(
    for request: OutgoingRequest, at date: SigningDate
  ) -> [(name: String, value: String)] {
    let payloadHash = Self.hash(request.payload)
    var sent = request.headers.filter { Self.isNotOurs($0.name) }
    sent.append(("X-Amz-Date", date.text))
    if let token = credentials.sessionToken { sent.append(("X-Amz-Security-Token", token)) }
    if service == "s3" { sent.append(("X-Amz-Content-Sha256", payloadHash)) }
    let day = String(date.text.prefix(8))
    let scope = "\(day)/\(region)/\(service)/aws4_request"
    let (canonical, names) = canonicalRequest(request, sent, payloadHash: payloadHash)
    let key = SigningKey(
      secret: credentials.secretKey, date: day, region: region, service: service)
    let signature = key.sign(canonical.stringToSign(date: date.text.utf8, scope: scope.utf8))
    sent.append(
      (
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope), "
          + "SignedHeaders=\(names), Signature=\(signature.hex)"
      ))
    return sent
  }

  private func canonicalRequest(
    _ request: OutgoingRequest, _ sent: [(name: String, value: String)], payloadHash: String
  ) -> (CanonicalRequest, names: String) {
    var values: [String: [String]] = ["host": [request.host]]
    for header in sent { values[header.name.lowercased(), default: []].append(header.value) }
    let names = values.keys.sorted()
    var canonical = CanonicalRequest()
    canonical.begin(method: ArraySlice(request.method.utf8))
    canonical.append(path: ArraySlice(request.encodedPath.utf8), .init(service: service.utf8))
    canonical.append(query: ArraySlice(request.encodedQuery.utf8))
    for name in names {
      canonical.beginHeader(ArraySlice(name.utf8))
      for (index, value) in (values[name] ?? []).enumerated() {
        canonical.append(headerValue: ArraySlice(value.utf8), isFirst: index == 0)
      }
      canonical.endHeader()
    }
    let signed = names.joined(separator: ";")
    canonical.finish(signedHeaders: ArraySlice(signed.utf8), payloadHash: payloadHash.utf8)
    return (canonical, signed)
  }

  private static func hash(_ payload: OutgoingRequest.Payload) -> String {
    switch payload {
    case .bytes(let bytes): SHA256.hash(bytes).hex
    case .digest(let digest): digest.hex
    case .unsigned: "UNSIGNED-PAYLOAD"
    }
  }

  /// Whether a header is left as the caller gave it.
  private static func isNotOurs(_ name: String) -> Bool {
    let own = [
      "host", "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256",
    ]
    return !own.contains(name.lowercased())
  }
}
