import Glibc
import Kernels
import Testing

@testable import Recipes

/// Items compared by their texts.
@Suite struct SemanticTests {
  private static let recipe = "aws-semantic-similarity"

  @Test func `neighbours are about the seed's topic`() throws {
    let model = try Worlds.train(Self.recipe, Worlds.texts()).model
    let right = (0..<120).map { seed in
      model.recommend(Query(seedItem: seed), limit: 10).count { $0.item % 6 == seed % 6 }
    }
    #expect(right.reduce(0, +) >= 1150)
  }

  @Test func `no interactions are needed, but texts are`() throws {
    var data = try Worlds.texts()
    #expect(throws: Never.self) {
      try Worlds.train(Self.recipe, data, { $0.minimums = .service })
    }
    data.itemTitles = nil
    data.itemMetadata = MetadataTable()
    #expect(throws: TrainingError.noItemTexts) { try Worlds.train(Self.recipe, data) }
  }

  @Test func `inflected and compound words are alike`() throws {
    var builder = TrainingDataBuilder()
    var titles = MetadataColumnBuilder(name: "NAME", kind: .text)
    let names = [
      "running shoes", "runner's shoe", "shoelaces", "garden hose", "watering the gardens",
      "espresso machine", "espresso beans",
    ]
    for name in names { titles.set(row: builder.items.intern(name), text: name) }
    builder.itemTitles = titles
    let model = try Worlds.train(Self.recipe, builder.build()).model
    func nearest(_ name: String) throws -> String {
      let seed = try #require(model.itemIndex(name))
      let first = try #require(model.recommend(Query(seedItem: seed), limit: 1).first)
      return model.items[first.item]
    }
    #expect(try nearest("running shoes") == "runner's shoe")
    #expect(try nearest("garden hose") == "watering the gardens")
    #expect(try nearest("espresso beans") == "espresso machine")
  }

  @Test func `texts without blanks between words are compared as well`() throws {
    var builder = TrainingDataBuilder()
    var titles = MetadataColumnBuilder(name: "NAME", kind: .text)
    for name in ["赤い自転車", "青い自転車", "木の机", "白い机", "🚲", "Ёлка", "ёлки"] {
      titles.set(row: builder.items.intern(name), text: name)
    }
    builder.itemTitles = titles
    let model = try Worlds.train(Self.recipe, builder.build()).model
    func nearest(_ seed: Int) -> Int? {
      model.recommend(Query(seedItem: seed), limit: 1).first?.item
    }
    #expect(nearest(0) == 1)
    #expect(nearest(2) == 3)
    #expect(nearest(5) == 6)
  }

  @Test func `popularity and freshness move the lists as far as asked`() throws {
    let model = try Worlds.train(Self.recipe, Worlds.texts(interactions: 2000)).model
    func means(_ influence: RankingInfluence) -> (popularity: Double, birth: Double) {
      var sums = (popularity: 0.0, birth: 0.0)
      for seed in 0..<120 {
        var query = Query(seedItem: seed)
        query.influence = influence
        for place in model.recommend(query, limit: 5) {
          sums.popularity += Double(model.interactionCount(ofItem: place.item))
          sums.birth += Double(place.item)
        }
      }
      return (sums.popularity / 600, sums.birth / 600)
    }
    let plain = means(.none)
    let half = means(RankingInfluence(popularity: 0.3))
    let full = means(RankingInfluence(popularity: 1))
    #expect(plain.popularity < half.popularity && half.popularity < full.popularity)
    #expect(means(RankingInfluence(freshness: 1)).birth > plain.birth + 10)
  }

  @Test func `new items get neighbours and become some without training`() throws {
    let all = try Worlds.texts(items: 132)
    let model = try Worlds.train(Self.recipe, Worlds.texts(items: 120)).model
    var builder = TrainingDataBuilder()
    var titles = MetadataColumnBuilder(name: "TITLE", kind: .text)
    var text = MetadataColumnBuilder(name: "DESCRIPTION", kind: .text)
    let description = try #require(all.itemMetadata.columns.first)
    for item in 120..<132 {
      let row = builder.items.intern("i\(item)")
      titles.set(
        row: row, text: String(decoding: all.itemTitles?.text(ofRow: item) ?? [], as: UTF8.self))
      text.set(row: row, text: String(decoding: description.text(ofRow: item), as: UTF8.self))
    }
    builder.itemTitles = titles
    builder.itemMetadata = [text]
    let grown = model.growing(by: try builder.build(), threads: 2)
    #expect(grown.items.count == 132)
    var right = 0
    for seed in 120..<132 {
      let list = grown.recommend(Query(seedItem: seed), limit: 10)
      right += list.count { $0.item % 6 == seed % 6 }
      let isFound = (0..<120).contains { other in
        grown.recommend(Query(seedItem: other), limit: 15).contains { $0.item == seed }
      }
      #expect(isFound)
    }
    #expect(right >= 96)
    let stored = try Model(decoding: grown.encoded())
    #expect(try stored.encoded() == grown.encoded())
    #expect(model.items.count == 120)
  }

  @Test func `the metrics tell of popularity, freshness and similarity`() throws {
    let data = try Worlds.texts(interactions: 2000)
    let metrics = try #require(try Worlds.train(Self.recipe, data, { $0.evaluates = true }).metrics)
    #expect(metrics.count == 11)
    #expect(metrics.values.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect((metrics["item_similarity"] ?? 0) > 0.3)
    let bare = try #require(
      try Worlds.train(Self.recipe, Worlds.texts(), { $0.evaluates = true }).metrics)
    #expect(
      Set(bare.keys)
        == ["coverage", "item_popularity", "item_freshness", "item_similarity"])
  }

  @Test func `few of many items share a topic, and they are found`() throws {
    let model = try Worlds.train(
      Self.recipe, Worlds.texts(items: 4000, topics: 100, words: 100)
    ).model
    let right = (0..<200).map { seed in
      model.recommend(Query(seedItem: seed), limit: 10).count { $0.item % 100 == seed % 100 }
    }
    #expect(right.reduce(0, +) >= 1500)
  }
}
