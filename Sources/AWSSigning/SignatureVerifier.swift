/// Checks requests' signatures, keeping signing keys and its buffer from one to the next.
///
/// Belongs to one thread: give each reactor its own.
package struct SignatureVerifier {
  /// How far a request's date may lie from now, either way.
  package static let skewSeconds: Int64 = 15 * 60

  private var cache = SigningKeyCache()
  private var canonical = CanonicalRequest()

  package init() {}

  /// Checks that whoever holds `secret` signed `request`, now and as it is.
  ///
  /// `authorization` must have been read from the request's own bytes. The host and the target
  /// must be among the signed headers: they choose what the request does.
  package mutating func verify(
    _ request: SignableRequest, _ authorization: Authorization, secret: String, now: Int64
  ) throws(SigningError) {
    let date = try Self.checkedDate(request, authorization, now: now)
    let signature = Digest(hex: request.bytes[authorization.signature])
    guard let signature else { throw .signatureMismatch }
    try Self.checkRequired(request, authorization)
    try writeCanonical(request, authorization)
    let scope = request.bytes[authorization.dateRange.lowerBound..<authorization.scope.upperBound]
    let stringToSign = canonical.stringToSign(
      date: date.utf8, scope: scope + Array("/aws4_request".utf8))
    let key = cache.key(scope: Array(request.bytes[authorization.scope]), secret: secret) {
      SigningKey(
        secret: secret, date: authorization.date, region: authorization.region,
        service: authorization.service)
    }
    guard key.sign(stringToSign) == signature else { throw .signatureMismatch }
  }

  /// The request's date as it was signed, after checking that it is near.
  private static func checkedDate(
    _ request: SignableRequest, _ authorization: Authorization, now: Int64
  ) throws(SigningError) -> String {
    guard let range = request.value(of: "x-amz-date") ?? request.value(of: "date") else {
      throw .missing([.date])
    }
    guard let date = SigningDate(request.bytes[range]) else { throw .malformedDate }
    let text = date.text
    guard request.bytes[authorization.dateRange].elementsEqual(text.utf8.prefix(8)) else {
      throw .scopeDateMismatch
    }
    let current = SigningDate(epochSeconds: now)
    let age = current.epochSeconds - date.epochSeconds
    if age > skewSeconds { throw .expired(signed: text, now: current.text) }
    if age < -skewSeconds { throw .notYetValid(signed: text, now: current.text) }
    return text
  }

  private static func checkRequired(
    _ request: SignableRequest, _ authorization: Authorization
  ) throws(SigningError) {
    let signed = request.bytes[authorization.signedHeaders].split(separator: 59)
    guard signed.contains(where: { $0.elementsEqual("host".utf8) }) else {
      throw .headerNotSigned("host")
    }
    if request.value(of: "x-amz-target") != nil {
      guard signed.contains(where: { $0.elementsEqual("x-amz-target".utf8) }) else {
        throw .headerNotSigned("x-amz-target")
      }
    }
  }

  private mutating func writeCanonical(
    _ request: SignableRequest, _ authorization: Authorization
  ) throws(SigningError) {
    let bytes = request.bytes
    canonical.begin(method: bytes[request.method])
    canonical.append(
      path: bytes[request.path], .init(service: bytes[authorization.serviceRange]))
    canonical.append(query: request.query.map { bytes[$0] } ?? [])
    for name in bytes[authorization.signedHeaders].split(separator: 59) {
      canonical.beginHeader(name)
      var isFirst = true
      for header in request.headers where header.name.count == name.count {
        guard
          zip(bytes[header.name], name).allSatisfy({ SignableRequest.lowercased($0) == $1 })
        else { continue }
        canonical.append(headerValue: bytes[header.value], isFirst: isFirst)
        isFirst = false
      }
      guard !isFirst else { throw .headerNotSent(String(decoding: name, as: UTF8.self)) }
      canonical.endHeader()
    }
    try finishCanonical(request, authorization)
  }

  private mutating func finishCanonical(
    _ request: SignableRequest, _ authorization: Authorization
  ) throws(SigningError) {
    let signedHeaders = request.bytes[authorization.signedHeaders]
    if let stated = request.value(of: "x-amz-content-sha256") {
      let hash = request.bytes[stated]
      if !hash.elementsEqual("UNSIGNED-PAYLOAD".utf8) {
        guard SHA256.hash(request.bytes, in: request.body) == Digest(hex: hash) else {
          throw .payloadMismatch
        }
      }
      canonical.finish(signedHeaders: signedHeaders, payloadHash: hash)
    } else {
      var hash: [UInt8] = []
      hash.reserveCapacity(64)
      SHA256.hash(request.bytes, in: request.body).appendHex(to: &hash)
      canonical.finish(signedHeaders: signedHeaders, payloadHash: hash)
    }
  }
}
