import Kernels

@testable import Recipes

extension Worlds {
  /// Words of invented languages, one for each topic, and words that all share.
  static func word(_ topic: Int, _ number: Int) -> String {
    let syllables = ["ka", "lo", "mi", "ru", "te", "sha", "po", "wen", "ig", "bor", "fe", "zu"]
    var random = SeededRandom(seed: UInt64(topic * 1000 + number))
    return (0..<5).map { _ in syllables[Int(random.next() % UInt64(syllables.count))] }.joined()
  }

  /// Items with titles and descriptions about `topics` topics, item i about topic i % topics.
  ///
  /// - Parameter interactions: how many there are, by as many users as needed.
  static func texts(
    items: Int = 120, topics: Int = 6, words: Int = 25, interactions: Int = 0
  ) throws -> TrainingData {
    var builder = TrainingDataBuilder()
    var random = SeededRandom(seed: 8)
    var titles = MetadataColumnBuilder(name: "TITLE", kind: .text)
    var text = MetadataColumnBuilder(name: "DESCRIPTION", kind: .text)
    for item in 0..<items {
      let row = builder.items.intern("i\(item)")
      func sentence(_ length: Int) -> String {
        (0..<length).map { _ in
          let topic = random.uniform() < 0.6 ? item % topics + 1 : 0
          return word(topic, Int(random.next() % UInt64(words)))
        }.joined(separator: " ")
      }
      titles.set(row: row, text: sentence(3))
      text.set(row: row, text: sentence(15))
      builder.itemCreationTimes[row] = Int64(1000 * item)
    }
    builder.itemTitles = titles
    builder.itemMetadata = [text]
    for row in 0..<interactions {
      // Items with low numbers are popular.
      let item = Int(Float(items) * random.uniform() * random.uniform())
      builder.append(user: "u\(row / 8)", item: "i\(item)", timestamp: Int64(5000 + row))
    }
    return try builder.build()
  }
}
