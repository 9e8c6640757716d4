import Testing

@testable import Recipes

/// What every model must hold, whatever its recipe.
@Suite struct ModelConformanceTests {
  static let recipes = RecipeCatalogue.all.map(\.name)

  /// The type of event a use case counts, in another case; `nil` for the other recipes.
  static func eventType(_ recipe: String) -> String? {
    RecipeCatalogue.recipe(named: recipe)?.capabilities.eventType?.lowercased()
  }

  private static func model(_ recipe: String) throws -> Model {
    try Worlds.train(
      recipe, Worlds.clusters(coldItems: 12, eventType: eventType(recipe))
    ).model
  }

  /// A mix of queries: known and unknown users, live events, seeds.
  private static let queries = [
    Query(), Query(user: 3), Query(user: 149), Query(user: 100_000), Query(user: -1),
    Query(events: [Query.Event(item: 7, timestamp: 10)]),
    Query(
      user: 5, events: [Query.Event(item: 8, timestamp: 9), Query.Event(item: 9, timestamp: 8)]),
    Query(user: 5, events: [Query.Event(item: 100_000, timestamp: 9)]),
    Query(seedItem: 11), Query(user: 4, seedItem: 89), Query(seedItem: 100), Query(seedItem: -4),
    Query(seedItem: 100_000), Query(time: 5020), Query(time: .max), Query(time: .min),
    Query(events: [Query.Event(item: 9, timestamp: .min), Query.Event(item: 9, timestamp: .max)]),
  ]

  @Test(arguments: recipes)
  func `the seed is not among its related items, and ignored by other recipes`(recipe: String)
    throws
  {
    let model = try Self.model(recipe)
    for query in Self.queries {
      guard let seed = query.seedItem else { continue }
      let list = model.recommend(query, limit: 500)
      if model.recipe.capabilities.itemID == .required {
        #expect(!list.contains { $0.item == seed })
      } else {
        var withoutSeed = query
        withoutSeed.seedItem = nil
        #expect(model.recommend(withoutSeed, limit: 500) == list)
      }
    }
  }

  @Test(arguments: recipes)
  func `equal seeds give equal models with any number of threads`(recipe: String) throws {
    let data = try Worlds.clusters(eventType: Self.eventType(recipe))
    let one = try Worlds.train(recipe, data, { $0.evaluates = true }, threads: 1)
    for threads in [2, 5] {
      let other = try Worlds.train(recipe, data, { $0.evaluates = true }, threads: threads)
      #expect(try other.model.encoded() == one.model.encoded())
      #expect(other.metrics == one.metrics)
    }
  }

  @Test(arguments: recipes) func `asking beyond the catalogue gives each item once`(
    recipe: String
  ) throws {
    let model = try Self.model(recipe)
    for query in Self.queries {
      let items = model.recommend(query, limit: 10_000).map(\.item)
      let hasSeed = query.seedItem.map { (0..<model.items.count).contains($0) } ?? false
      let isRelated = model.recipe.capabilities.itemID == .required
      #expect(items.count == model.items.count - (hasSeed && isRelated ? 1 : 0))
      #expect(Set(items).count == items.count)
    }
  }

  @Test(arguments: recipes) func `a longer list starts with the shorter one`(recipe: String) throws
  {
    let model = try Self.model(recipe)
    for query in Self.queries {
      let long = model.recommend(query, limit: 60)
      for limit in [0, 1, 10, 59] {
        #expect(model.recommend(query, limit: limit) == Array(long.prefix(limit)))
      }
      #expect(model.recommend(query, limit: -5).isEmpty)
    }
  }

  @Test(arguments: recipes) func `only allowed items are returned, as many as asked`(
    recipe: String
  ) throws {
    let model = try Self.model(recipe)
    for query in Self.queries {
      let all = model.recommend(query, limit: 1000)
      let allowed = model.recommend(query, limit: 10) { $0 % 3 == 0 }
      #expect(allowed == Array(all.filter { $0.item % 3 == 0 }.prefix(10)))
      #expect(model.recommend(query, limit: 10) { _ in false }.isEmpty)
    }
  }

  @Test(arguments: recipes) func `scores are in their documented range, best first`(
    recipe: String
  ) throws {
    let model = try Self.model(recipe)
    for query in Self.queries {
      let list = model.recommend(query, limit: 10_000)
      let scores = list.compactMap(\.score)
      guard [.catalogue, .inputList].contains(model.recipe.capabilities.scores) else {
        #expect(scores.isEmpty)
        continue
      }
      #expect(scores.count == list.count)
      #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 })
      #expect(scores.allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(abs(scores.reduce(0, +) - 1) < 1e-4)
    }
  }

  @Test(arguments: recipes) func `a ranking holds each given item once, scores summing to 1`(
    recipe: String
  ) throws {
    let model = try Self.model(recipe)
    let input = [5, 95, 17, 5, 30, -1, 100_000, 92, 44]
    for query in Self.queries {
      let ranking = model.rank(query, items: input)
      #expect(Set(ranking.map(\.item)) == [5, 17, 30, 44, 92, 95])
      #expect(ranking.count == 6)
      // Items 90 and up have no interactions: last, in input order, without score.
      #expect(
        ranking.suffix(2) == [ScoredItem(item: 95, score: nil), ScoredItem(item: 92, score: nil)])
      let scores = ranking.prefix(4).compactMap(\.score)
      #expect(abs(scores.reduce(0, +) - 1) < 1e-9)
      #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 })
    }
    #expect(model.rank(Query(), items: []).isEmpty)
  }

  @Test(arguments: recipes) func `a ranking orders items as a recommendation does`(
    recipe: String
  ) throws {
    let model = try Self.model(recipe)
    guard model.recipe.algorithm == .blend else { return }
    let known = (0..<model.items.count).filter { model.interactionCount(ofItem: $0) > 0 }
    for query in Self.queries {
      let scores = model.recommend(query, limit: 1000).filter { known.contains($0.item) }
      let ranking = model.rank(query, items: known)
      #expect(ranking.count == known.count)
      // Sums in another order differ in the last bits, which may swap near equals.
      let rank = Dictionary(uniqueKeysWithValues: ranking.enumerated().map { ($1.item, $0) })
      let moved = scores.enumerated().count { abs((rank[$1.item] ?? -9) - $0) > 1 }
      #expect(moved == 0)
    }
  }

  @Test(arguments: recipes) func `a stored model answers as the one it was made from`(
    recipe: String
  ) throws {
    let model = try Self.model(recipe)
    let bytes = try model.encoded()
    let stored = try Model(decoding: bytes)
    #expect(try stored.encoded() == bytes)
    for query in Self.queries {
      #expect(stored.recommend(query, limit: 50) == model.recommend(query, limit: 50))
      #expect(stored.rank(query, items: [3, 1, 2]) == model.rank(query, items: [3, 1, 2]))
    }
    #expect(stored.itemIndex("i17") == 17)
    #expect(stored.userIndex("u17") == model.userIndex("u17"))
    #expect(stored.userIndex("nobody") == nil)
  }

  @Test(arguments: recipes) func `models that are the same for everyone hold no users`(
    recipe: String
  ) throws {
    let model = try Self.model(recipe)
    let type = model.recipe.type
    let isPersonal =
      [.userPersonalization, .personalizedRanking, .personalizedActions, .userSegmentation]
      .contains(type)
    #expect(model.users.count == (isPersonal ? 150 : 0))
  }

  @Test(arguments: recipes) func `a handful of interactions trains when minima are relaxed`(
    recipe: String
  ) throws {
    var builder = TrainingDataBuilder()
    var titles = MetadataColumnBuilder(name: "TITLE", kind: .text)
    titles.set(row: builder.items.intern("x"), text: "the letter x")
    builder.itemTitles = titles
    builder.actions.actions.intern("call")
    builder.append(
      user: "a", item: "x", timestamp: 1, eventType: Self.eventType(recipe))
    if RecipeCatalogue.recipe(named: recipe)?.type != .userSegmentation {
      let single = try Worlds.train(recipe, try builder.build(), { $0.evaluates = true })
      #expect(single.model.recommend(Query(user: 0), limit: 5).count == 1)
    }
    builder.append(user: "b", item: "y", timestamp: 2)
    builder.append(user: "b", item: "x", timestamp: 3, eventType: Self.eventType(recipe))
    let three = try Worlds.train(recipe, try builder.build(), { $0.evaluates = true })
    #expect(three.model.recommend(Query(user: 1), limit: 5).count == 2)
  }
}
