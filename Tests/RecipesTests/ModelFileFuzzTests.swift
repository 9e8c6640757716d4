import Kernels
import Testing

@testable import Recipes

/// A file whose checksums are right and whose content is not: refused, or a model that answers.
@Suite struct ModelFileFuzzTests {
  /// A recipe for each thing that a file can hold.
  @Test(arguments: [
    "aws-user-personalization", "aws-sims", "aws-popularity-count", "aws-trending-now",
    "aws-personalized-ranking", "aws-similar-items", "aws-semantic-similarity",
    "aws-next-best-action", "aws-item-affinity", "aws-item-attribute-affinity",
  ]) func `changed content under right checksums never traps`(recipe: String) throws {
    let original = try Worlds.train(
      recipe, Worlds.clusters(items: 24, users: 30, coldItems: 3)
    ).model.encoded()
    var random = SeededRandom(seed: 9)
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(max(bound, 1))) }
    let sections = Self.sections(of: original).filter { !$0.isEmpty }
    var answered = 0
    for _ in 0..<2000 {
      var bytes = original
      for _ in 0...below(2) {
        let section = sections[below(sections.count)]
        let place = section.lowerBound + below(section.count)
        switch below(4) {
        case 0: bytes[place] = UInt8(below(256))
        case 1: bytes[place] ^= 1 << UInt8(below(8))
        case 2: for index in place..<min(place + 4, section.upperBound) { bytes[index] = 0xFF }
        default:
          for index in place..<min(place + 8, section.upperBound) {
            bytes[index] = bytes[index - 1]
          }
        }
      }
      Self.seal(&bytes)
      guard let model = try? Model(decoding: bytes) else { continue }
      answered += 1
      Self.ask(model)
    }
    #expect(answered > 0)
  }

  private static func ask(_ model: Model) {
    let queries = [
      Query(), Query(user: 0), Query(user: 29), Query(seedItem: 1), Query(seedItem: 26),
      Query(user: model.userIndex("u3"), seedItem: model.itemIndex("i5")),
    ]
    for query in queries {
      let found = model.recommend(query, limit: 25)
      #expect(found.allSatisfy { $0.item >= 0 && $0.item < model.items.count })
      _ = model.recommend(query, limit: 500) { $0 % 3 == 0 }
      _ = model.rank(query, items: [0, 1, 5, 26, -1, 99])
    }
    for user in [0, 29, -1] {
      let actions = model.recommendActions(ActionQuery(user: user, time: 7000), limit: 9)
      #expect(actions.allSatisfy { $0.score.isNaN || $0.score.isFinite })
    }
    _ = model.users(forItem: 5, limit: 40) { $0 % 2 == 0 }
    for item in found(model) {
      _ = (model.items[item], model.creationTime(ofItem: item))
    }
  }

  private static func found(_ model: Model) -> Range<Int> { 0..<model.items.count }

  /// Where the sections lie, by the file's table.
  private static func sections(of bytes: [UInt8]) -> [Range<Int>] {
    (0..<Int(number(bytes, 12, UInt32.self))).map { index in
      let entry = ModelFile.headerLength + index * ModelFile.entryLength
      let offset = Int(number(bytes, entry + 8, UInt64.self))
      return offset..<offset + Int(number(bytes, entry + 16, UInt64.self))
    }
  }

  /// Makes the checksums those of the content.
  private static func seal(_ bytes: inout [UInt8]) {
    let sections = sections(of: bytes)
    for (index, section) in sections.enumerated() {
      set(
        &bytes, ModelFile.headerLength + index * ModelFile.entryLength + 24,
        checksum(bytes, section))
    }
    let table =
      ModelFile.headerLength..<ModelFile.headerLength + sections.count * ModelFile.entryLength
    set(&bytes, 24, checksum(bytes, table))
  }

  private static func checksum(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    Array(bytes[range]).withUnsafeBytes { Checksum.of($0) }
  }

  private static func number<Value: FixedWidthInteger>(
    _ bytes: [UInt8], _ offset: Int, _ type: Value.Type
  ) -> Value {
    bytes[offset..<offset + Value.bitWidth / 8].reversed().reduce(0) { $0 << 8 | Value($1) }
  }

  private static func set(_ bytes: inout [UInt8], _ offset: Int, _ value: UInt64) {
    for index in 0..<8 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }
}
