import JSON
import Testing

/// Whatever the bytes, reading them ends in a value or an error, never in a trap.
@Suite struct JSONFuzzTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    /// SplitMix64 (Steele, Lea, Flood 2014).
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let seeds = [
    #"{"name":"a\u00e9\ud83d\ude00\n","list":[1,-2.5e3,true,null,{"x":"y"}],"n":1e400}"#,
    #"[{"itemId":"i","sentAt":1553631760.25,"properties":"{\"a\":1}"},{},[],""]"#,
    #"{"a":{"b":{"c":[[[["é€😀"]]]]}},"a":9223372036854775808}"#,
  ].map { Array($0.utf8) }

  /// What any document is made of, in any order.
  private static let pieces = [
    "{", "}", "[", "]", ",", ":", "\"", "\"a\":", "\"name\":\"x\"", "\\u", "\\ud83d", "\\ude00",
    "1", "-", "0.5", "e9", "E+400", "true", "fals", "null", " ", "\n", "é", "😀", "\u{0}", "\\",
  ].map { Array($0.utf8) }

  private static let alphabet =
    Array(#"{}[]",:\/ue0123456789.+-tfn dD8 "#.utf8) + [0, 0x80, 0xC3, 0xE2, 0xFF]

  /// Each of the four shares of a million cases has its own seed.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a quarter of a million mutated documents do not trap the reader`(seed: UInt64) {
    var random = Random(state: seed)
    var accepted = 0
    for round in 0..<250_000 {
      var bytes = Self.seeds[round % Self.seeds.count]
      for _ in 0..<Int.random(in: 1...4, using: &random) { Self.mutate(&bytes, &random) }
      if Self.read(bytes, as: round % 5) { accepted += 1 }
    }
    #expect(accepted > 0)
    #expect(accepted < 250_000)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a hundred thousand random texts do not trap the reader`(seed: UInt64) {
    var random = Random(state: seed)
    var accepted = 0
    for round in 0..<100_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        if round % 2 == 0 {
          bytes += Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
        } else {
          bytes.append(UInt8.random(in: 0...255, using: &random))
        }
      }
      if Self.read(bytes, as: round / 2 % 5) { accepted += 1 }
    }
    #expect(accepted > 300)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a hundred thousand documents of any shape are read as they were written`(
    seed: UInt64
  ) throws {
    var random = Random(state: seed)
    for _ in 0..<100_000 {
      let value = Self.document(depth: 4, &random)
      var writer = JSONWriter()
      value.encode(to: &writer)
      guard try JSONValue(parsing: writer.bytes) == value else {
        Issue.record("\(String(decoding: writer.bytes, as: UTF8.self))")
        return
      }
    }
  }

  private static let texts = ["", "a", "\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}", "é", "\u{2028}😀"]

  private static func document(depth: Int, _ random: inout Random) -> JSONValue {
    let text = texts[Int.random(in: 0..<texts.count, using: &random)]
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: return .string(text)
    case 1: return .number(Double(Int.random(in: -9...9, using: &random)) / 4)
    case 2: return .number(Double(bitPattern: random.next() & ~(1 << 62)))
    case 3: return .boolean(random.next() % 2 == 0)
    case 4: return .null
    case 5:
      return .array(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          document(depth: depth - 1, &random)
        })
    default:
      var members: [String: JSONValue] = [:]
      for number in 0..<Int.random(in: 0...3, using: &random) {
        let value = document(depth: depth - 1, &random)
        // A member that is null is as if it were absent.
        if value != .null { members["\(number)\(text)"] = value }
      }
      return .object(members)
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout Random) {
    guard !bytes.isEmpty else { return }
    let position = Int.random(in: 0..<bytes.count, using: &random)
    let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
    switch UInt8.random(in: 0...4, using: &random) {
    case 0: bytes[position] = byte
    case 1: bytes.insert(byte, at: position)
    case 2: bytes.remove(at: position)
    case 3: bytes.removeSubrange(position...)
    default: bytes[position] ^= 1 << UInt8.random(in: 0...7, using: &random)
    }
  }

  /// Whether the bytes were read to their end, in one of the ways that callers read.
  private static func read(_ bytes: [UInt8], as kind: Int) -> Bool {
    var reader = JSONReader(bytes, validates: kind == 0)
    do throws(JSONError) {
      switch kind {
      case 0: try readKnownMembers(&reader)
      case 1: try reader.skipValue()
      case 2: _ = try reader.jsonText()
      case 3: _ = try reader.double()
      default: _ = try JSONValue(from: &reader)
      }
      try reader.finish()
      return true
    } catch {
      return false
    }
  }

  private static let members = JSONMembers("name", "list", "n")

  private static func readKnownMembers(_ reader: inout JSONReader) throws(JSONError) {
    try reader.beginObject()
    while let member = try reader.nextMember(of: members) {
      let offset = reader.offset
      switch member {
      case 0: reader.violation(at: offset, value: try reader.string(), requirement: "r")
      case 1:
        try reader.beginArray()
        while try reader.nextElement() { try reader.skipValue() }
      case 2: _ = try reader.long()
      default: try reader.skipValue()
      }
    }
  }
}
