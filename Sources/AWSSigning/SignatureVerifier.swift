/// Checks requests' signatures, keeping signing keys and its buffer from one to the next.
///
/// Belongs to one thread: give each reactor its own.
package struct SignatureVerifier {
  /// How far a request's date may lie from now, either way.
  package static let skewSeconds: Int64 = 15 * 60

  private var cache = SigningKeyCache()
  private var canonical = CanonicalRequest()
  private var lastDate: ReadDate?

  /// A date as a request gave it, and what it means: many requests have the same.
  private struct ReadDate {
    let given: [UInt8]
    let date: SigningDate
    let text: [UInt8]
  }

  private static let host = Array("host".utf8)
  private static let target = Array("x-amz-target".utf8)
  private static let amazonDate = Array("x-amz-date".utf8)
  private static let date = Array("date".utf8)
  private static let contentDigest = Array("x-amz-content-sha256".utf8)

  package init() {}

  /// Checks that whoever holds `secret` signed `request`, now and as it is.
  ///
  /// `authorization` must have been read from the request's own bytes. The host and the target
  /// must be among the signed headers: they choose what the request does.
  package mutating func verify(
    _ request: SignableRequest, _ authorization: Authorization, secret: String, now: Int64
  ) throws(SigningError) {
    let date = try readDate(of: request)
    try Self.check(date, request, authorization, now: now)
    guard let signature = Digest(hex: authorization.signature, of: request.bytes) else {
      throw .signatureMismatch
    }
    try Self.checkRequired(request, authorization)
    try writeCanonical(request, authorization)
    let stringToSign = canonical.stringToSign(
      date: date.text, scope: request.bytes[authorization.signedScope])
    let key = cache.key(scope: request.bytes[authorization.scope], secret: secret) {
      SigningKey(
        secret: secret, date: authorization.date, region: authorization.region,
        service: authorization.service)
    }
    guard key.sign(stringToSign) == signature else { throw .signatureMismatch }
  }

  private mutating func readDate(of request: SignableRequest) throws(SigningError) -> ReadDate {
    guard let range = request.value(of: Self.amazonDate) ?? request.value(of: Self.date) else {
      throw .missing([.date])
    }
    let given = request.bytes[range]
    if let lastDate, lastDate.given.elementsEqual(given) { return lastDate }
    guard let date = SigningDate(given) else { throw .malformedDate }
    let read = ReadDate(given: Array(given), date: date, text: Array(date.text.utf8))
    lastDate = read
    return read
  }

  /// Checks that the request's date is near, and that of its scope.
  private static func check(
    _ date: ReadDate, _ request: SignableRequest, _ authorization: Authorization, now: Int64
  ) throws(SigningError) {
    guard request.bytes[authorization.dateRange].elementsEqual(date.text.prefix(8)) else {
      throw .scopeDateMismatch
    }
    let current = SigningDate(epochSeconds: now)
    let age = current.epochSeconds - date.date.epochSeconds
    if age > skewSeconds { throw .expired(signed: date.date.text, now: current.text) }
    if age < -skewSeconds { throw .notYetValid(signed: date.date.text, now: current.text) }
  }

  private static func checkRequired(
    _ request: SignableRequest, _ authorization: Authorization
  ) throws(SigningError) {
    guard isSigned(host, request, authorization) else { throw .headerNotSigned("host") }
    guard request.value(of: target) == nil || isSigned(target, request, authorization) else {
      throw .headerNotSigned("x-amz-target")
    }
  }

  private static func isSigned(
    _ name: [UInt8], _ request: SignableRequest, _ authorization: Authorization
  ) -> Bool {
    let bytes = request.bytes.span
    var names = SignedHeaderNames(authorization.signedHeaders)
    while let range = names.next(in: bytes) {
      if request.bytes[range].elementsEqual(name) { return true }
    }
    return false
  }

  private mutating func writeCanonical(
    _ request: SignableRequest, _ authorization: Authorization
  ) throws(SigningError) {
    let bytes = request.bytes
    canonical.begin(method: bytes[request.method])
    canonical.append(
      path: bytes[request.path], .init(service: bytes[authorization.serviceRange]))
    canonical.append(query: request.query.map { bytes[$0] } ?? [])
    var names = SignedHeaderNames(authorization.signedHeaders)
    while let name = names.next(in: bytes.span) {
      canonical.beginHeader(bytes[name])
      let wanted = bytes.span.extracting(name)
      guard let first = request.firstHeader(named: wanted) else {
        throw .headerNotSent(String(decoding: bytes[name], as: UTF8.self))
      }
      canonical.append(headerValue: bytes[request.headers[first].value], isFirst: true)
      var last = first
      while let next = request.firstHeader(named: wanted, from: last + 1) {
        canonical.append(headerValue: bytes[request.headers[next].value], isFirst: false)
        last = next
      }
      canonical.endHeader()
    }
    try finishCanonical(request, authorization)
  }

  private mutating func finishCanonical(
    _ request: SignableRequest, _ authorization: Authorization
  ) throws(SigningError) {
    let signedHeaders = request.bytes[authorization.signedHeaders]
    guard let stated = request.value(of: Self.contentDigest) else {
      let digest = SHA256.hash(request.bytes, in: request.body)
      return canonical.finish(signedHeaders: signedHeaders, payload: digest)
    }
    let hash = request.bytes[stated]
    if !hash.elementsEqual("UNSIGNED-PAYLOAD".utf8) {
      let digest = Digest(hex: stated, of: request.bytes)
      guard SHA256.hash(request.bytes, in: request.body) == digest else {
        throw .payloadMismatch
      }
    }
    canonical.finish(signedHeaders: signedHeaders, payloadHash: hash)
  }
}
