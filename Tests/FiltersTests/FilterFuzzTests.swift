import Testing

@testable import Filters

/// Texts of any kind end in a filter or in an error with its place, never in a trap.
@Suite struct FilterFuzzTests {
  static let seeds = FilterCorpusTests.wellFormed.map { Array($0.utf8) }
  static let schema = FilterCheckTests.schema
  static let pieces = [
    "INCLUDE", "EXCLUDE", "ItemID", "UserID", "WHERE", "Items", "Interactions", "Users", ".",
    "GENRE", "YEAR", "AGE", "EVENT_TYPE", "IN", "NOT", "AND", "OR", "IF", "CurrentUser",
    "CurrentItem", "(", ")", "\"a\"", "'b'", "\"", "\\", ",", "*", "|", "$P", "$", "\"$Q\"", "=",
    "!=", "<", ">=", "1", "-2.5e3", "1e", ".", "é", "\u{0}", "\n", "🧩", "\r\n",
  ].map { Array($0.utf8) }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `a quarter of a million random texts are read or refused`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var read = 0
    for round in 0..<250_000 {
      let text = String(decoding: Self.bytes(round, &random), as: UTF8.self)
      do {
        let filter = try Filter(parsing: text)
        read += 1
        _ = try? filter.check(against: Self.schema)
      } catch {
        let hasCaret = round % 16 != 0 || error.excerpt.hasSuffix("^")
        if error.offset > text.utf8.count || !hasCaret {
          Issue.record("\(text.debugDescription): \(error)")
        }
      }
      if round % 8 == 0 { _ = try? FilterValues(parsing: ["P": text]) }
    }
    #expect(read > 10_000, "too few texts were expressions to say much: \(read)")
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `fifty thousand expressions of the grammar are all read`(seed: UInt64) {
    var world = RandomWorld(seed: seed)
    for _ in 0..<50_000 {
      let text = world.filter()
      do {
        let filter = try Filter(parsing: text)
        let names = filter.parameters.map(\.name)
        let values = try FilterValues(parsing: world.values)
        guard world.values.keys.allSatisfy(names.contains) else {
          Issue.record("\(names): \(text)")
          return
        }
        try values.check(for: filter.parameters)
      } catch {
        // More text than is allowed is what such a filter may be, nothing else.
        guard text.unicodeScalars.count > Filter.lengthMax else {
          Issue.record("\(error)")
          return
        }
      }
    }
  }

  private static func bytes(_ round: Int, _ random: inout SeededRandom) -> [UInt8] {
    switch round % 8 {
    case 0: (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    case 1, 3, 5, 7: assembled(&random)
    default: mutated(&random)
    }
  }

  /// An expression with some bytes changed, removed, doubled or put in.
  private static func mutated(_ random: inout SeededRandom) -> [UInt8] {
    var bytes = random.pick(seeds)
    for _ in 0..<random.below(4) {
      guard !bytes.isEmpty else { break }
      let place = random.below(bytes.count)
      switch random.below(4) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.removeSubrange(place..<min(place + 1 + random.below(8), bytes.count))
      case 2: bytes.insert(contentsOf: random.pick(pieces), at: place)
      default: bytes.append(contentsOf: bytes[place...])
      }
    }
    return bytes
  }

  /// Words and signs of the language in any order, now and then a sensible start.
  private static func assembled(_ random: inout SeededRandom) -> [UInt8] {
    var bytes = random.chance(2) ? Array("INCLUDE ItemID WHERE Items.GENRE ".utf8) : []
    for _ in 0..<random.below(12) {
      bytes += random.pick(pieces)
      if !random.chance(4) { bytes.append(UInt8(ascii: " ")) }
    }
    return bytes
  }
}
