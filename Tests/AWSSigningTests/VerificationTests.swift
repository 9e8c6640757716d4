import AWSSigning
import Testing

struct VerificationTests {
  @Test(arguments: SignedRequests.all)
  func `requests signed elsewhere are verified`(text: String) throws {
    try WireRequest(text).verify()
    #expect(throws: SigningError.signatureMismatch) {
      try WireRequest(text).verify(secret: "another")
    }
  }

  @Test func `the scope is read`() throws {
    let request = WireRequest(SignedRequests.all[1])
    let authorization = try Authorization(request.bytes, try #require(request.authorization))
    #expect(authorization.accessKey == "111122223333")
    #expect(authorization.date == "20261121")
    #expect(authorization.region == "eu-west-1")
    #expect(authorization.service == "personalize")
  }

  @Test(arguments: [
    ("POST /", "PUT /"), ("\"shop\"", "\"shoq\""), ("CreateSchema", "DeleteSchema"),
    ("localhost", "localhosu"), ("x-amz-json-1.1", "x-amz-json-1.0"), ("114012Z", "114013Z"),
    ("/us-east-1/", "/us-east-2/"), ("POST / ", "POST /?a=b "), ("POST / ", "POST /a "),
    ("=8685", "=9685"), ("Signature=8", "Signature="), ("ded21", "xyzzy"),
    ("=content-type;host", "=host;content-type"),
  ])
  func `any change breaks the signature`(part: String, changed: String) {
    let text = SignedRequests.all[0].replacing(part, with: changed)
    #expect(throws: SigningError.signatureMismatch) { try WireRequest(text).verify() }
  }

  @Test func `one verifier serves many keys and secrets`() throws {
    var verifier = SignatureVerifier()
    for _ in 0..<3 {
      for text in SignedRequests.all {
        let request = WireRequest(text)
        let authorization = try Authorization(request.bytes, try #require(request.authorization))
        try verifier.verify(
          request.signable, authorization, secret: SignedRequests.secret,
          now: SignedRequests.epochSeconds)
        #expect(throws: SigningError.signatureMismatch) {
          try verifier.verify(
            request.signable, authorization, secret: "new", now: SignedRequests.epochSeconds)
        }
      }
    }
  }

  @Test func `a signature holds for 15 minutes either way`() throws {
    let request = WireRequest(SignedRequests.all[0])
    let signed = SignedRequests.epochSeconds
    try request.verify(now: signed + 900)
    try request.verify(now: signed - 900)
    #expect(throws: SigningError.expired(signed: "20261121T114012Z", now: "20261121T115513Z")) {
      try request.verify(now: signed + 901)
    }
    #expect(throws: SigningError.notYetValid(signed: "20261121T114012Z", now: "20261121T112511Z")) {
      try request.verify(now: signed - 901)
    }
  }

  @Test func `what chooses the action must be signed`() {
    let text = SignedRequests.all[0]
    #expect(throws: SigningError.headerNotSigned("host")) {
      try WireRequest(text.replacing(";host;", with: ";")).verify()
    }
    #expect(throws: SigningError.headerNotSigned("x-amz-target")) {
      try WireRequest(text.replacing(";x-amz-target,", with: ",")).verify()
    }
    #expect(throws: SigningError.headerNotSent("x-other")) {
      try WireRequest(text.replacing(";x-amz-target,", with: ";x-amz-target;x-other,")).verify()
    }
  }

  @Test func `the stated digest of the content must be right`() {
    let text = SignedRequests.all[6].replacing("\n\na,b", with: "\n\na,c")
    #expect(throws: SigningError.payloadMismatch) { try WireRequest(text).verify() }
  }

  @Test func `the date must be there, readable, and that of the scope`() {
    let text = SignedRequests.all[0]
    #expect(throws: SigningError.missing([.date])) {
      try WireRequest(text.replacing("X-Amz-Date", with: "X-Date")).verify()
    }
    #expect(throws: SigningError.malformedDate) {
      try WireRequest(text.replacing("20261121T114012Z", with: "2026-11-21T11:40")).verify()
    }
    #expect(throws: SigningError.malformedDate) {
      try WireRequest(text.replacing("20261121T114012Z", with: "20261321T114012Z")).verify()
    }
    #expect(throws: SigningError.scopeDateMismatch) {
      try WireRequest(text.replacing("20261121T114012Z", with: "20261122T114012Z")).verify()
    }
  }

  @Test(arguments: [
    ("Basic abc", SigningError.unsupportedAlgorithm),
    ("", .unsupportedAlgorithm),
    ("AWS4-HMAC-SHA256X Credential=a", .unsupportedAlgorithm),
    ("AWS4-HMAC-SHA256", .missing([.credential, .signedHeaders, .signature])),
    ("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request", .missing([.signedHeaders, .signature])),
    (
      "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host",
      .missing([.signature])
    ),
    (
      "AWS4-HMAC-SHA256 Credential=, SignedHeaders=host, Signature=a", .missing([.credential])
    ),
    (
      "AWS4-HMAC-SHA256 Credential=a/b/c/aws4_request, SignedHeaders=host, Signature=a",
      .malformedCredential
    ),
    (
      "AWS4-HMAC-SHA256 Credential=a/b//d/aws4_request, SignedHeaders=host, Signature=a",
      .malformedCredential
    ),
    (
      "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=a",
      .malformedCredential
    ),
  ])
  func `a broken header is told what it lacks`(value: String, expected: SigningError) {
    let bytes = Array(value.utf8)
    #expect(throws: expected) { try Authorization(bytes, 0..<bytes.count) }
    #expect(!expected.message.isEmpty)
  }

  @Test func `the parts may be set off by commas alone`() throws {
    let text = SignedRequests.all[0].replacing(", ", with: ",")
    try WireRequest(text).verify()
  }

  @Test func `damaged headers never trap`() {
    var state: UInt64 = 7
    let request = WireRequest(SignedRequests.all[3])
    for _ in 0..<20_000 {
      var text = request.bytes
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let start = Int(truncatingIfNeeded: (state >> 33) % UInt64(text.count))
      text[start] = UInt8(truncatingIfNeeded: state >> 24)
      let damaged = SignableRequest(
        bytes: text, method: request.signable.method, path: request.signable.path,
        query: request.signable.query, headers: request.signable.headers,
        body: request.signable.body)
      guard let range = request.authorization,
        let authorization = try? Authorization(text, range)
      else { continue }
      var verifier = SignatureVerifier()
      try? verifier.verify(
        damaged, authorization, secret: "s", now: SignedRequests.epochSeconds)
    }
  }
}
