import Testing

@testable import AWSSigning

/// Whatever the header says, it is read or refused, and nothing made up of it is verified.
@Suite struct AuthorizationFuzzTests {
  private static let pieces = [
    "Credential=", "SignedHeaders=", "Signature=", "AWS4-HMAC-SHA256", ",", "=", "/", ";", " ",
    "host", "x-amz-date", "aws4_request", "20261121", "\t", "\u{0}", "é", "é/é/é/é/é",
    "Credential=A/20261121/r/s/aws4_request", "a",
  ].map { Array($0.utf8) }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `fifty thousand damaged headers are read or refused`(seed: UInt64) throws {
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let request = WireRequest(SignedRequests.all[random(SignedRequests.all.count)])
    let place = try #require(request.authorization)
    let header = Array(request.bytes[place])
    var read = 0
    for round in 0..<50_000 {
      var value = header
      for _ in 0...random(3) {
        guard !value.isEmpty else { break }
        let start = random(value.count)
        switch random(5) {
        case 0: value[start] = UInt8(truncatingIfNeeded: random(256))
        case 1: value.removeSubrange(start..<min(start + 1 + random(20), value.count))
        case 2: value.insert(contentsOf: Self.pieces[random(Self.pieces.count)], at: start)
        case 3: value.removeSubrange(start...)
        default: value.insert(contentsOf: value[start...].prefix(20), at: random(value.count))
        }
      }
      guard value != header, let found = try? Authorization(value, 0..<value.count) else {
        continue
      }
      read += 1
      _ = (found.accessKey, found.date, found.region, found.service)
      guard round % 8 == 0 else { continue }
      var verifier = SignatureVerifier()
      try? verifier.verify(
        request.signable, found, secret: "another", now: SignedRequests.epochSeconds)
    }
    #expect(read > 1000)
  }
}
