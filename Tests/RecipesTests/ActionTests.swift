import Glibc
import Kernels
import Testing

@testable import Recipes

/// What to do next with a user.
@Suite struct ActionTests {
  private static let recipe = "aws-next-best-action"
  private static let day: Int64 = 86_400
  private static let now: Int64 = 60 * day

  /// Members mostly take the first action and those who like even items the second; the third is
  /// taken by a fifth of all; nobody met the fourth.
  private static func world(users: Int = 1500) throws -> TrainingData {
    var builder = TrainingDataBuilder()
    var random = SeededRandom(seed: 4)
    var status = MetadataColumnBuilder(name: "STATUS", kind: .categorical)
    for name in ["upgrade", "even", "survey", "new"] { builder.actions.actions.intern(name) }
    builder.actions.set(2, value: 9, expiration: nil, repeatDays: nil)
    for user in 0..<users {
      let number = builder.users.intern("u\(user)")
      status.set(row: number, text: user % 4 < 2 ? "member" : "guest")
      let likesEven = user % 2 == 0
      for step in 0..<8 {
        let item = Int(random.next() % 40) * 2 + (likesEven ? 0 : 1)
        builder.append(
          user: "u\(user)", item: "i\(item)", timestamp: Int64(step) * 3600)
      }
      let chances: [Float] = [user % 4 < 2 ? 0.8 : 0.1, likesEven ? 0.7 : 0.1, 0.2]
      for (action, chance) in chances.enumerated() {
        builder.actions.append(
          user: number, action: UInt32(action),
          response: random.uniform() < chance ? .taken : (user % 3 == 0 ? .viewed : .notTaken),
          timestamp: 30 * day + Int64(action) * 60 + Int64(user))
      }
    }
    builder.userMetadata = [status]
    return try builder.build()
  }

  private static func trained(_ data: TrainingData) throws -> TrainedModel {
    try Worlds.train(
      recipe, data,
      {
        $0.minimums = .service; $0.evaluates = true
      })
  }

  private static func scores(_ model: Model, _ query: ActionQuery) -> [Int: Double] {
    Dictionary(
      uniqueKeysWithValues: model.recommendActions(query, limit: 100).map { ($0.action, $0.score) })
  }

  @Test func `scores are the probabilities that were planted`() throws {
    let model = try Self.trained(Self.world()).model
    var sums = [String: (Double, Int)]()
    for user in 0..<1500 {
      let scores = Self.scores(model, ActionQuery(user: user, time: 31 * Self.day))
      for (action, score) in scores {
        #expect((0...1).contains(score))
        let kind = action == 0 ? user % 4 < 2 : action == 1 ? user % 2 == 0 : true
        sums["\(action)\(kind)", default: (0, 0)].0 += score
        sums["\(action)\(kind)", default: (0, 0)].1 += 1
      }
      #expect(scores[3] == 0)
    }
    func mean(_ key: String) -> Double { sums[key].map { $0.0 / Double($0.1) } ?? -1 }
    let means = sums.mapValues { $0.0 / Double($0.1) }
    #expect(mean("0true") > 0.6 && mean("0false") < 0.3, "\(means)")
    #expect(mean("1true") > 0.5 && mean("1false") < 0.3)
    #expect(abs(mean("2true") - 0.2) < 0.1)
  }

  @Test func `someone new is judged by attributes and events alone`() throws {
    let data = try Self.world()
    let model = try Self.trained(data).model
    let base = Self.scores(model, ActionQuery(time: 31 * Self.day))
    #expect((0.2...0.7).contains(base[0] ?? 0))
    let events = (0..<8).map { Query.Event(item: $0, timestamp: 31 * Self.day) }
    func even(_ parity: Int) throws -> Double {
      let items = events.filter { (data.items[$0.item].utf8.last ?? 0) % 2 == UInt8(parity) }
      return Self.scores(model, ActionQuery(events: items, time: 31 * Self.day))[1] ?? 0
    }
    #expect(try even(0) > even(1) + 0.2)
  }

  @Test func `metrics are of held-out responses`() throws {
    let metrics = try #require(try Self.trained(Self.world()).metrics)
    #expect(
      Set(metrics.keys) == [
        "coverage", "precision", "recall", "area_under_the_curve",
        "normalized_discounted_cumulative_gain_at_5",
        "normalized_discounted_cumulative_gain_at_10",
        "normalized_discounted_cumulative_gain_at_25",
      ])
    #expect(metrics.values.allSatisfy { (0...1).contains($0) })
  }

  @Test func `fifty responses of both kinds within six weeks give an action scores`() throws {
    func scored(_ taken: Int, _ declined: Int, days: Int64) throws -> Bool {
      var builder = TrainingDataBuilder()
      for row in 0..<1000 {
        builder.append(user: "u\(row % 100)", item: "i\(row % 20)", timestamp: Int64(row))
      }
      for user in 0..<100 {
        for (response, count) in [(ActionData.Response.taken, taken), (.notTaken, declined)]
        where user < count {
          builder.actions.append(
            user: UInt32(user), action: builder.actions.actions.intern("a"), response: response,
            timestamp: Int64(user) + (response == .taken ? 0 : 500))
        }
      }
      builder.actions.append(
        user: 1, action: builder.actions.actions.intern("late"), response: .viewed,
        timestamp: days * Self.day)
      let model = try Self.trained(builder.build()).model
      let action = try #require(model.candidates.index(of: "a"))
      return (Self.scores(model, ActionQuery(time: Self.now))[action] ?? 0) > 0
    }
    #expect(try scored(50, 50, days: 40))
    #expect(try !scored(49, 50, days: 40))
    #expect(try !scored(50, 49, days: 40))
    #expect(try !scored(50, 50, days: 50))
  }

  @Test func `without interactions with actions all score 0, the valuable first`() throws {
    var builder = TrainingDataBuilder()
    for row in 0..<1000 {
      builder.append(user: "u\(row % 100)", item: "i\(row % 20)", timestamp: Int64(row))
    }
    for (name, value) in [("a", 1), ("b", 7), ("c", 3)] {
      builder.actions.set(
        builder.actions.actions.intern(name), value: Float(value), expiration: nil,
        repeatDays: nil)
    }
    let model = try Self.trained(builder.build()).model
    let list = model.recommendActions(ActionQuery(user: 1, time: 5), limit: 5)
    #expect(list.map { model.candidates[$0.action] } == ["b", "c", "a"])
    #expect(list.allSatisfy { $0.score == 0 })
  }

  @Test func `no actions, too few interactions: no model`() throws {
    #expect(throws: TrainingError.noActions) { try Worlds.train(Self.recipe, Worlds.ring()) }
    #expect(throws: TrainingError.tooFewInteractions(minimum: 1000, eventType: nil)) {
      try Self.trained(Self.world(users: 100))
    }
  }

  @Test func `an expired action and one met too lately are withheld`() throws {
    let model = try Self.trained(Self.world()).model
    var rules = ActionRules(count: 4)
    rules.set(0, value: nil, expiration: Self.now, repeatDays: nil)
    rules.set(1, value: nil, expiration: nil, repeatDays: 30)
    var query = ActionQuery(user: 2, time: Self.now - 1, rules: rules)
    func shown() -> Set<Int> { Set(model.recommendActions(query, limit: 9).map(\.action)) }
    #expect(shown() == [0, 2, 3])
    query.time = Self.now
    #expect(shown() == [2, 3])
    query.time = Self.now + Self.day
    #expect(shown() == [1, 2, 3])
    query.responses = [
      ActionQuery.Response(action: 1, response: .viewed, timestamp: query.time - 60)
    ]
    #expect(shown() == [2, 3])
  }

  @Test func `an answer just given counts at once`() throws {
    let model = try Self.trained(Self.world()).model
    var query = ActionQuery(time: 31 * Self.day)
    let before = Self.scores(model, query)
    query.responses = [
      ActionQuery.Response(action: 0, response: .notTaken, timestamp: 31 * Self.day - 5)
    ]
    #expect(Self.scores(model, query) != before)
  }

  @Test func `a tenth of the places is for actions to be learnt about`() throws {
    let model = try Self.trained(Self.world()).model
    let lists = (0..<400).map { seed in
      model.recommendActions(
        ActionQuery(user: 4, time: 31 * Self.day, explorationSeed: UInt64(seed)), limit: 2)
    }
    #expect(lists.allSatisfy { $0.count == 2 })
    let explored = lists.count { list in list.contains { $0.action == 3 } }
    #expect((50...120).contains(explored))
    #expect(lists.allSatisfy { zip($0, $0.dropFirst()).allSatisfy { $0.score >= $1.score } })
  }

  @Test func `a longer period makes more responses of one meeting`() throws {
    let data = try Self.world(users: 400)
    func trained(_ days: String) throws -> [UInt8] {
      try Worlds.train(
        Self.recipe, data,
        { $0.featureTransformationParameters = ["action_optimization_period": days] }
      ).model.encoded()
    }
    #expect(try trained("7") != trained("28"))
  }

  @Test func `a stored model answers as the one it was made from`() throws {
    let model = try Self.trained(Self.world(users: 400)).model
    let stored = try Model(decoding: model.encoded())
    #expect(try stored.encoded() == model.encoded())
    for user in [0, 7, 399, 400, -1] {
      let query = ActionQuery(
        user: user, responses: [.init(action: 9, response: .taken, timestamp: 3)], time: .max)
      #expect(
        stored.recommendActions(query, limit: 9) == model.recommendActions(query, limit: 9))
    }
    #expect(try Self.trained(Self.world(users: 400)).model.encoded() == model.encoded())
  }
}
