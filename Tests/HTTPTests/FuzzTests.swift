import HTTP
import Testing

/// A million damaged conversations, the same each time.
///
/// The reader is optimised also in debug builds, so this takes seconds. What is checked beside
/// the absence of traps: every step ends, and whatever comes out makes sense.
struct FuzzTests {
  static let templates = [
    "GET /a?b=c HTTP/1.1\r\nHost: h\r\nUser-Agent: x\r\n\r\nGET / HTTP/1.0\r\n\r\n",
    "POST /events HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nX-Amz-Target: a.b\r\n\r\n12345GET",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\n12345\r\nA\r\n0123456789"
      + "\r\n0\r\nT: u\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "PUT /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nConnection: close\r\n"
      + "Content-Length: 3\r\n\r\nabc",
  ].map { Array($0.utf8) }

  static let telling = Array("\r\n :;,0159AFaf/?%\u{0}\u{7f}\t".utf8) + [128, 255]

  @Test(arguments: 1...8)
  func `no damaged request traps or hangs the reader`(seed: UInt64) {
    var random = SplitMix(state: seed)
    var limits = HTTPLimits()
    limits.headerBytes = 200
    limits.headerCount = 6
    limits.bodyBytes = 64
    limits.outputBytes = 2000
    var handled = 0
    for round in 0..<125_000 {
      var bytes = Self.templates[round & 3]
      let changes = random.next() % 4
      for _ in 0...changes { random.damage(&bytes, Self.telling) }
      let split = Int(truncatingIfNeeded: random.next() % UInt64(bytes.count + 1))
      guard let count = Self.handled(bytes, split: split, limits: limits) else {
        Issue.record("seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
        return
      }
      handled += count
    }
    // Damage that no request survives would prove little.
    #expect(handled > 25_000)
  }

  /// How many requests of a conversation were handled; `nil` when something made no sense.
  static func handled(_ bytes: [UInt8], split: Int, limits: HTTPLimits) -> Int? {
    var connection = HTTPConnection(limits: limits, now: 0)
    for part in [0..<split, split..<bytes.count] {
      bytes.withUnsafeBytes { connection.receive(UnsafeRawBufferPointer(rebasing: $0[part])) }
      var steps = 0
      loop: while true {
        steps += 1
        guard steps < 100 else { return nil }
        switch connection.next(now: 0) {
        case .handle:
          let request = connection.request
          guard request.bodyRange.upperBound <= request.bytes.count,
            request.bodyRange.count <= limits.bodyBytes,
            request.headerCount <= limits.headerCount,
            request.pathRange.upperBound <= request.bytes.count
          else { return nil }
          connection.respond(
            .ok, dateLine: [], contentType: nil, headers: { _ in }, body: { (_: inout [UInt8]) in })
        case .wait:
          guard connection.outputCount > 0 else { break loop }
          connection.didSend(connection.outputCount, now: 0)
        case .close, .linger:
          return Int(connection.requestNumber)
        }
      }
    }
    return Int(connection.requestNumber)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Changes, adds or removes one byte.
  mutating func damage(_ bytes: inout [UInt8], _ telling: [UInt8]) {
    guard !bytes.isEmpty else { return }
    let roll = next()
    let index = Int(truncatingIfNeeded: (roll >> 32) % UInt64(bytes.count))
    let byte = telling[Int(truncatingIfNeeded: (roll >> 16) % UInt64(telling.count))]
    switch roll % 8 {
    case 0: bytes.remove(at: index)
    case 1: bytes.insert(byte, at: index)
    case 2: bytes[index] ^= 1 << UInt8(truncatingIfNeeded: (roll >> 8) % 8)
    default: bytes[index] = byte
    }
  }
}
