import PersonalizeAPI
import Testing

/// Whatever the bytes, a request is decoded or refused with an error of the service.
@Suite struct RequestFuzzTests {
  private static let body = Array(
    #"""
    {"trackingId":"t","userId":"u\u00e9","sessionId":"s","eventList":[{"eventType":"View",
    "sentAt":"2026-11-21T11:40:12.5Z","itemId":"i","properties":{"a":[1]},"impression":["a","b"],
    "metricAttribution":{"eventAttributionSource":"mail"}},{"eventType":"","sentAt":1e9}]}
    """#.utf8)

  private static let alphabet = Array(#"{}[]",:\/ue0129.+-tfnTZ "#.utf8) + [0, 0x80, 0xC3, 0xFF]

  @Test func `twenty thousand mutated requests do not trap the decoder`() {
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var outcomes: [ErrorKind?: Int] = [:]
    for _ in 0..<20_000 {
      var bytes = Self.body
      for _ in 0...random(3) {
        let position = random(bytes.count)
        switch random(3) {
        case 0: bytes[position] = Self.alphabet[random(Self.alphabet.count)]
        case 1: bytes.insert(Self.alphabet[random(Self.alphabet.count)], at: position)
        default: bytes.remove(at: position)
        }
      }
      outcomes[outcome(of: bytes), default: 0] += 1
    }
    #expect(Set(outcomes.keys) == [nil, .invalidInput, .serialization])
  }

  private func outcome(of bytes: [UInt8]) -> ErrorKind? {
    do throws(ServiceError) {
      _ = try PutEventsRequest.request(in: bytes)
      return nil
    } catch {
      return error.kind
    }
  }
}
