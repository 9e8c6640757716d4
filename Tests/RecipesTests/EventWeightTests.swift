import Kernels
import Testing

@testable import Recipes

/// Events that count by their type, and rankings that favour what items are worth.
@Suite struct EventWeightTests {
  /// Every user views items of the first half and buys items of the second.
  private static func shop() throws -> TrainingData {
    var builder = TrainingDataBuilder()
    var random = SeededRandom(seed: 4)
    for item in 0..<60 { builder.items.intern("i\(item)") }
    for user in 0..<150 {
      let number = builder.users.intern("u\(user)")
      for step in 0..<16 {
        let isView = random.next() % 2 == 0
        let item = (isView ? 0 : 30) + Int(30 * random.uniform() * random.uniform())
        let type = builder.eventTypes.intern(isView ? "View" : "Purchase")
        builder.append(
          user: number, item: UInt32(item), timestamp: Int64(100 + step), eventType: type,
          value: isView ? Float(step % 4) : nil)
      }
    }
    return try builder.build()
  }

  private func weights(view: Double, purchase: Double) -> EventWeights {
    EventWeights([
      .init(eventType: "view", weight: view), .init(eventType: "Purchase", weight: purchase),
    ])
  }

  private func bought(_ model: Model, _ user: Int?) -> Int {
    model.recommend(Query(user: user), limit: 10).count { $0.item >= 30 }
  }

  @Test(arguments: ["aws-user-personalization-v2", "aws-personalized-ranking-v2"])
  func `reversed weights reverse the ranking`(recipe: String) throws {
    let data = try Self.shop()
    let views = try Worlds.train(
      recipe, data, { $0.eventWeights = weights(view: 1, purchase: 0.05) }
    ).model
    let purchases = try Worlds.train(
      recipe, data, { $0.eventWeights = weights(view: 0.05, purchase: 1) }
    ).model
    for user in [nil, 3, 77, 120] {
      #expect(bought(views, user) <= 3)
      #expect(bought(purchases, user) >= 7)
    }
  }

  @Test func `types without an entry do not count, now or later`() throws {
    let model = try Worlds.train(
      "aws-user-personalization-v2", Self.shop(),
      {
        $0.eventWeights = EventWeights([
          .init(eventType: "VIEW", threshold: 2, weight: 0.3)
        ])
      }
    ).model
    #expect((30..<60).allSatisfy { model.interactionCount(ofItem: $0) == 0 })
    #expect(model.counts(eventType: "View", value: 2))
    #expect(!model.counts(eventType: "View", value: 1))
    #expect(!model.counts(eventType: "View", value: nil))
    #expect(!model.counts(eventType: "Purchase", value: 9))
    // One type alone counts 1, whatever its weight.
    #expect(model.weight(eventType: "View", value: 2) == 1)
  }

  @Test func `weights survive the model file and are reported in a metric`() throws {
    let trained = try Worlds.train(
      "aws-user-personalization-v2", Self.shop(),
      {
        $0.eventWeights = weights(view: 0.2, purchase: 0.8)
        $0.evaluates = true
      })
    let copy = try Model(decoding: trained.model.encoded())
    #expect(copy.weight(eventType: "purchase", value: nil) > 1)
    #expect(
      copy.recommend(Query(user: 3), limit: 20)
        == trained.model.recommend(Query(user: 3), limit: 20))
    for depth in [5, 10, 25] {
      let key = "normalized_discounted_cumulative_gain_with_event_weights_at_\(depth)"
      #expect(trained.metrics?[key] != nil)
    }
  }

  @Test func `a weighted gain counts hits by their events`() throws {
    let (data, _) = try Self.shop().weighted(by: weights(view: 0.5, purchase: 1))
    let sequences = Sequences(data)
    let split = Evaluation.split(sequences, users: data.users, seed: 1)
    let perfect = zip(split.testUsers, split.truths).map { user, truth in
      truth.indices.sorted {
        let start = split.sequences.range(ofUser: user).upperBound
        return sequences.weights[start + $0] > sequences.weights[start + $1]
      }.map { Int(truth[$0]) }
    }
    let gains = Evaluation.weightedGains(perfect, split)
    #expect(gains.values.allSatisfy { $0 == 1 } && gains.count == 3)
  }
}

@Suite struct ObjectiveTests {
  /// Six clusters of items, whose prices have nothing to do with them.
  private static func priced() throws -> TrainingData {
    var data = try Worlds.clusters()
    var price = MetadataColumnBuilder(name: "PRICE", kind: .numeric)
    for item in 0..<90 { price.set(row: UInt32(item), number: Float(1 + (item / 6) % 15)) }
    data.itemMetadata = MetadataTable(columns: [price.build(rows: 90)])
    return data
  }

  private func train(_ sensitivity: Objective.Sensitivity?) throws -> TrainedModel {
    try Worlds.train(
      "aws-user-personalization", Self.priced(),
      { configuration in
        configuration.evaluates = true
        configuration.objective = sensitivity.map {
          Objective(itemAttribute: "price", sensitivity: $0)
        }
      })
  }

  private func meanPrice(_ model: Model) -> Double {
    var sum = 0.0
    for user in 0..<60 {
      for item in model.recommend(Query(user: user), limit: 5) {
        sum += Double(1 + (item.item / 6) % 15)
      }
    }
    return sum / 300
  }

  @Test func `a higher sensitivity brings higher values`() throws {
    let plain = try train(nil)
    let models = try Objective.Sensitivity.allCases.map { try train($0) }
    let means = models.map { meanPrice($0.model) }
    #expect(means == means.sorted())
    #expect(means[0] == meanPrice(plain.model))
    #expect(means[3] > means[0] + 1)
    #expect(plain.metrics?["average_rewards_at_k"] == nil)
    for model in models {
      let rewards = try #require(model.metrics?["average_rewards_at_k"])
      #expect(rewards > 0 && rewards <= 1)
    }
    let copy = try Model(decoding: models[3].model.encoded())
    #expect(meanPrice(copy) == means[3])
  }

  @Test func `the ranking recipe favours high values too`() throws {
    let items = (0..<15).map { $0 * 6 }
    let model = try Worlds.train(
      "aws-personalized-ranking", Self.priced(),
      { $0.objective = Objective(itemAttribute: "PRICE", sensitivity: .high) }
    ).model
    let ranking = model.rank(Query(), items: items).map(\.item)
    let upper = ranking.prefix(7).reduce(0) { $0 + ($1 / 6) % 15 }
    let lower = ranking.suffix(7).reduce(0) { $0 + ($1 / 6) % 15 }
    #expect(upper > lower)
  }
}
