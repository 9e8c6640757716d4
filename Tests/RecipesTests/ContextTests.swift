import Kernels
import Testing

@testable import Recipes

/// Circumstances of an interaction that decide which items are met, and some that do not.
@Suite struct ContextTests {
  /// Users meet even items on a phone and odd ones on a television; in the morning (an hour below
  /// 12) those of them below 40, later the others.
  private static func evenings(
    isTold: Bool = true
  ) throws -> TrainingData {
    var builder = TrainingDataBuilder(
      contextColumns: ["DEVICE", "HOUR", "COIN"], numericContext: ["HOUR"])
    var random = SeededRandom(seed: 8)
    for item in 0..<80 { builder.items.intern("i\(item)") }
    for user in 0..<200 {
      let number = builder.users.intern("u\(user)")
      for step in 0..<12 {
        let hour = Int(random.next() % 24)
        let isPhone = random.next() % 2 == 0
        let strays = random.uniform() < 0.1
        let item =
          strays
          ? Int(random.next() % 80)
          : Int(random.next() % 20) * 2 + (isPhone ? 0 : 1) + (hour < 12 ? 0 : 40)
        builder.append(user: number, item: UInt32(item), timestamp: Int64(step * 60))
        let told = isTold ? (isPhone ? "phone" : "tv") : (random.next() % 2 == 0 ? "phone" : "tv")
        builder.setContext(column: 0, value: told)
        builder.setContext(column: 1, value: "\(isTold ? hour : Int(random.next() % 24))")
        builder.setContext(column: 2, value: random.next() % 2 == 0 ? "head" : "tail")
      }
    }
    return try builder.build()
  }

  private func query(_ model: Model, user: Int?, _ context: [String: String]) -> Query {
    var query = Query(user: user)
    query.contextFeatures = model.contextFeatures(context)
    return query
  }

  private func fits(_ item: Int, _ device: String, _ hour: Int) -> Bool {
    (item % 2 == 0) == (device == "phone") && (item < 40) == (hour < 12)
  }

  @Test(arguments: [
    "aws-user-personalization", "aws-user-personalization-v2", "aws-personalized-ranking",
    "aws-personalized-ranking-v2", "aws-vod-top-picks",
  ])
  func `a list suits the circumstances of the request`(recipe: String) throws {
    let model = try Worlds.train(recipe, Self.evenings()).model
    for (device, hour) in [("phone", 3), ("phone", 20), ("tv", 9), ("tv", 15)] {
      for user in [nil, 5, 6] {
        let list = model.recommend(
          query(model, user: user, ["device": device, "HOUR": "\(hour)"]), limit: 10)
        #expect(list.count { fits($0.item, device, hour) } >= 7)
      }
    }
  }

  @Test func `a ranking suits the circumstances as well`() throws {
    let model = try Worlds.train("aws-personalized-ranking", Self.evenings()).model
    let ranking = model.rank(
      query(model, user: 7, ["DEVICE": "tv", "HOUR": "22"]), items: Array(0..<80))
    #expect(ranking.prefix(8).count { fits($0.item, "tv", 22) } >= 6)
  }

  @Test func `circumstances that say nothing change nothing`() throws {
    let model = try Worlds.train("aws-user-personalization", Self.evenings(isTold: false)).model
    for user in 0..<10 {
      let told = query(model, user: user, ["DEVICE": "tv", "HOUR": "22", "COIN": "head"])
      #expect(
        model.recommend(told, limit: 10) == model.recommend(Query(user: user), limit: 10))
    }
  }

  @Test func `columns and values nobody knows are ignored`() throws {
    let model = try Worlds.train("aws-user-personalization", Self.evenings()).model
    #expect(model.contextColumns == ["DEVICE", "HOUR", "COIN"])
    #expect(model.contextFeatures(["MOOD": "good", "DEVICE": "fridge", "HOUR": "late"]) == [])
  }

  @Test func `recipes without context ignore it`() throws {
    let model = try Worlds.train("aws-hrnn", Self.evenings()).model
    #expect(model.contextFeatures(["DEVICE": "tv"]) == [])
  }
}
