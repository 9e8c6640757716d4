import Kernels
import Testing

@testable import Recipes

/// The use cases of the domains: what they count, and the answers planted for them.
@Suite struct UseCaseTests {
  static let useCases = RecipeCatalogue.all.filter { $0.domain != nil }.map(\.name)
  static let typed = RecipeCatalogue.all.filter { $0.capabilities.eventType != nil }.map(\.name)

  @Test func `every use case can be trained`() {
    #expect(Self.useCases.count == 10)
    #expect(RecipeCatalogue.all.filter { !$0.isAvailable }.isEmpty)
  }

  @Test(arguments: useCases) func `a use case reports the eight metrics`(recipe: String) throws {
    let type = try #require(RecipeCatalogue.recipe(named: recipe)).capabilities.eventType
    let data = try Worlds.clusters(eventType: type ?? "Click")
    let metrics = try #require(try Worlds.train(recipe, data, { $0.evaluates = true }).metrics)
    #expect(metrics.count == 8)
    #expect(metrics.values.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  @Test(arguments: typed) func `fewer than 1000 events of the type fail by name`(
    recipe: String
  ) throws {
    let type = try #require(RecipeCatalogue.recipe(named: recipe)?.capabilities.eventType)
    #expect(throws: TrainingError.tooFewInteractions(minimum: 1000, eventType: type)) {
      try Worlds.train(recipe, Self.mixed(type, count: 999), { $0.minimums = .service })
    }
    let error = TrainingError.tooFewInteractions(minimum: 1000, eventType: type)
    #expect(
      error.description
        == "Dataset has fewer than 1000 interactions after filtering by event type: \(type)")
    let model = try Worlds.train(
      recipe, Self.mixed(type.uppercased(), count: 1000), { $0.minimums = .service }
    ).model
    #expect(model.counts(eventType: type.lowercased(), value: nil))
    #expect(!model.counts(eventType: "Other", value: nil))
    #expect(!model.counts(eventType: nil, value: nil))
  }

  @Test(arguments: useCases) func `too few active users fail whatever the use case`(
    recipe: String
  ) throws {
    let type = RecipeCatalogue.recipe(named: recipe)?.capabilities.eventType ?? "Watch"
    var builder = TrainingDataBuilder()
    for row in 0..<2400 {
      builder.append(
        user: "u\(row % 24)", item: "i\(row % 70)", timestamp: Int64(row), eventType: type)
    }
    let data = try builder.build()
    #expect(throws: TrainingError.tooFewActiveUsers(minimum: 25)) {
      try Worlds.train(recipe, data, { $0.minimums = .service })
    }
  }

  /// Activity of other types than the one counted is activity as well.
  private static func mixed(_ type: String, count: Int) throws -> TrainingData {
    var builder = TrainingDataBuilder()
    for row in 0..<count {
      builder.append(
        user: "u\(row % 20)", item: "i\(row % 70)", timestamp: Int64(row), eventType: type)
    }
    for row in 0..<500 {
      builder.append(
        user: "w\(row % 50)", item: "i\(row % 70)", timestamp: Int64(row), eventType: "Other")
    }
    return try builder.build()
  }
}

// MARK: - Planted answers

extension UseCaseTests {
  @Test(arguments: [
    ("aws-ecomm-popular-items-by-views", "viewed"),
    ("aws-ecomm-popular-items-by-purchases", "bought"),
    ("aws-vod-most-popular", "watched"),
  ])
  func `popularity counts the events of its own type`(recipe: String, first: String) throws {
    var builder = TrainingDataBuilder()
    for (item, type) in [("viewed", "view"), ("bought", "PURCHASE"), ("watched", "Watch")] {
      for user in 0..<40 {
        builder.append(user: "u\(user)", item: item, timestamp: 1, eventType: type)
        builder.append(user: "u\(user)", item: "clicked", timestamp: 2, eventType: "Click")
      }
      for user in 0..<30 {
        builder.append(user: "u\(user)", item: "often", timestamp: 1, eventType: type)
      }
    }
    let model = try Worlds.train(recipe, builder.build()).model
    let names = model.recommend(Query(user: 3), limit: 3).map { model.items[$0.item] }
    #expect(names.prefix(2) == [first, "often"])
  }

  @Test func `a basket is found among purchases of other days`() throws {
    var builder = TrainingDataBuilder()
    var random = SeededRandom(seed: 6)
    for user in 0..<200 {
      for day in 0..<4 {
        let time = Int64(day * 86_400 * 7)
        let kind = Int(random.next() % 20)
        // Bread goes with butter; what else is in the month's other baskets is chance.
        for (offset, name) in ["bread", "butter"].enumerated() {
          builder.append(
            user: "u\(user)", item: "\(name)\(kind)", timestamp: time + Int64(offset * 30),
            eventType: "Purchase")
        }
        builder.append(
          user: "u\(user)", item: "jam\((kind + 7) % 20)", timestamp: time + 40,
          eventType: "View")
      }
    }
    let model = try Worlds.train(
      "aws-ecomm-frequently-bought-together", builder.build()
    ).model
    for kind in 0..<20 {
      let seed = try #require(model.itemIndex("bread\(kind)"))
      let list = model.recommend(Query(seedItem: seed), limit: 10)
      #expect(list.first.map { model.items[$0.item] } == "butter\(kind)")
      #expect(!list.contains { model.items[$0.item].hasPrefix("jam") })
    }
  }

  @Test func `what happened once does not beat what happens often`() throws {
    var builder = TrainingDataBuilder()
    for user in 0..<30 {
      builder.append(user: "u\(user)", item: "phone", timestamp: 1, eventType: "Purchase")
      builder.append(user: "u\(user)", item: "case", timestamp: 1, eventType: "Purchase")
    }
    builder.append(user: "u3", item: "oddity", timestamp: 2, eventType: "Purchase")
    let model = try Worlds.train(
      "aws-ecomm-frequently-bought-together", builder.build()
    ).model
    let list = model.recommend(Query(seedItem: 0), limit: 2)
    #expect(list.map { model.items[$0.item] } == ["case", "oddity"])
  }

  @Test(arguments: [
    ("aws-ecomm-customers-who-viewed-x-also-viewed", "View"),
    ("aws-vod-because-you-watched-x", "Watch"), ("aws-vod-more-like-x", "Watch"),
  ])
  func `related items come from the seed's cluster`(recipe: String, type: String) throws {
    let model = try Worlds.train(recipe, Worlds.clusters(eventType: type)).model
    for seed in 0..<90 {
      let list = model.recommend(Query(user: 1, seedItem: seed), limit: 5)
      #expect(list.count { $0.item % 6 == seed % 6 } >= 4)
    }
  }

  @Test func `more like X knows films that nobody watched by their metadata`() throws {
    let data = try Worlds.clusters(coldItems: 12, eventType: "Watch")
    let model = try Worlds.train("aws-vod-more-like-x", data).model
    for seed in 90..<102 {
      let list = model.recommend(Query(user: 1, seedItem: seed), limit: 8)
      #expect(list.allSatisfy { $0.item % 6 == seed % 6 })
    }
  }

  @Test(arguments: ["aws-ecomm-recommended-for-you", "aws-vod-top-picks"])
  func `picks are personal, follow live events and carry no scores`(recipe: String) throws {
    let model = try Worlds.train(recipe, Worlds.clusters(eventType: "Watch")).model
    for item in 0..<12 {
      let query = Query(events: [Query.Event(item: item, timestamp: 9000)])
      let list = model.recommend(query, limit: 10)
      #expect(list.count { $0.item % 6 == item % 6 } >= 8)
      #expect(list.allSatisfy { $0.score == nil })
    }
  }
}
