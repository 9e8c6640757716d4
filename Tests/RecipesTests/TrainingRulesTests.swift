import Testing

@testable import Recipes

/// What a training refuses, and how parameters steer it.
@Suite struct TrainingRulesTests {
  private func failure(
    _ recipe: String = "aws-sims", _ data: TrainingData,
    _ change: (inout TrainingConfiguration) -> Void = { _ in }
  ) -> TrainingError? {
    do {
      _ = try Worlds.train(recipe, data, change)
      return nil
    } catch {
      return error as? TrainingError
    }
  }

  @Test func `too few interactions fail with the service's text`() throws {
    let data = try Worlds.ring(users: 30)
    let error = failure("aws-sims", data) { $0.minimums = .service }
    #expect(error?.description == "Dataset has fewer than 1000 interactions.")
  }

  @Test func `an event type that leaves too little is named`() throws {
    var builder = TrainingDataBuilder()
    for user in 0..<100 {
      for step in 0..<20 {
        builder.append(
          user: "u\(user)", item: "i\(step)", timestamp: Int64(step),
          eventType: step == 0 ? "Purchase" : "View")
      }
    }
    let error = failure("aws-popularity-count", try builder.build()) {
      $0.minimums = .service
      $0.eventType = "purchase"
    }
    #expect(
      error?.description
        == "Dataset has fewer than 1000 interactions after filtering by event type: purchase")
  }

  @Test func `too few users with two interactions fail with the service's text`() throws {
    var builder = TrainingDataBuilder()
    for user in 0..<24 {
      for step in 0..<50 { builder.append(user: "u\(user)", item: "i\(step)", timestamp: 1) }
    }
    let error = failure("aws-sims", try builder.build()) { $0.minimums = .service }
    #expect(
      error?.description == "Dataset has fewer than 25 users with at least 2 interactions each.")
  }

  @Test func `one user in a hundred must have two interactions`() throws {
    var builder = TrainingDataBuilder()
    for user in 0..<5000 { builder.append(user: "u\(user)", item: "i\(user % 50)", timestamp: 1) }
    for user in 0..<40 { builder.append(user: "u\(user)", item: "again", timestamp: 2) }
    let error = failure("aws-sims", try builder.build()) { $0.minimums = .service }
    #expect(error == .tooSmallShareOfActiveUsers(minimum: 0.01))
  }

  @Test func `more than ten event types fail`() throws {
    var builder = TrainingDataBuilder()
    for row in 0..<2000 {
      builder.append(
        user: "u\(row % 100)", item: "i\(row % 37)", timestamp: Int64(row),
        eventType: "type\(row % 11)")
    }
    let error = failure("aws-sims", try builder.build()) { $0.minimums = .service }
    #expect(error == .tooManyEventTypes(maximum: 10))
  }

  @Test func `unknown recipes are refused by name`() throws {
    let data = try Worlds.ring()
    #expect(failure("aws-magic", data) == .unknownRecipe("aws-magic"))
  }

  @Test func `bad hyperparameters are refused`() throws {
    let data = try Worlds.ring()
    for (name, value) in [
      ("bptt", "33"), ("bptt", "many"), ("hidden_dimension", "31"), ("recency_mask", "maybe"),
      ("popularity_discount_factor", "0.5"),
    ] {
      let error = failure("aws-user-personalization", data) {
        $0.algorithmHyperparameters = [name: value]
      }
      guard case .invalidHyperparameter(let problem)? = error else {
        Issue.record("\(name)=\(value) was accepted")
        continue
      }
      #expect(problem.contains(name))
    }
  }

  @Test func `a threshold keeps only interactions with enough value`() throws {
    var builder = TrainingDataBuilder()
    for user in 0..<10 {
      builder.append(user: "u\(user)", item: "liked", timestamp: 1, value: 4)
      builder.append(user: "u\(user)", item: "poor", timestamp: 2, value: 1)
      builder.append(user: "u\(user)", item: "unrated", timestamp: 3)
    }
    let model = try Worlds.train(
      "aws-popularity-count", builder.build(), { $0.eventValueThreshold = 3 }
    ).model
    #expect(model.popular(limit: 3).map { model.interactionCount(ofItem: $0.item) } == [10, 0, 0])
    #expect(model.counts(eventType: nil, value: 3))
    #expect(!model.counts(eventType: nil, value: 2.9))
    #expect(!model.counts(eventType: nil, value: nil))
  }

  @Test func `a higher discount factor brings rarer neighbours`() throws {
    let data = try Worlds.clusters()
    func meanCount(_ factor: String) throws -> Double {
      let model = try Worlds.train(
        "aws-sims", data,
        { $0.algorithmHyperparameters = ["popularity_discount_factor": factor] }
      ).model
      var counts: [Int] = []
      for seed in 0..<90 {
        for item in model.recommend(Query(seedItem: seed), limit: 3) {
          counts.append(model.interactionCount(ofItem: item.item))
        }
      }
      return Double(counts.reduce(0, +)) / Double(counts.count)
    }
    #expect(try meanCount("1.0") < meanCount("0.0"))
  }

  @Test func `pairs rarer than the minimum count are no neighbours`() throws {
    var builder = TrainingDataBuilder()
    for user in 0..<5 {
      builder.append(user: "u\(user)", item: "a", timestamp: 1)
      builder.append(user: "u\(user)", item: user < 3 ? "often" : "rarely", timestamp: 2)
    }
    for user in 5..<40 { builder.append(user: "u\(user)", item: "popular", timestamp: 1) }
    let data = try builder.build()
    func neighbours(_ minimum: String) throws -> [String] {
      let model = try Worlds.train(
        "aws-sims", data,
        {
          $0.algorithmHyperparameters = ["min_cointeraction_count": minimum]
          $0.featureTransformationParameters = [
            "min_user_history_length_percentile": "0.0",
            "max_user_history_length_percentile": "1.0",
            "max_item_interaction_count_percentile": "1.0",
          ]
        }
      ).model
      return model.recommend(Query(seedItem: 0), limit: 2).map { model.items[$0.item] }
    }
    #expect(try neighbours("2") == ["often", "rarely"])
    #expect(try neighbours("3") == ["often", "popular"])
  }

  @Test func `progress never goes back and ends at 1`() throws {
    var fractions: [Double] = []
    _ = try Recipes.train(
      recipe: "aws-user-personalization", data: Worlds.ring(),
      configuration: TrainingConfiguration(minimums: .relaxed), seed: 1, threads: 2
    ) { fractions.append($0.fraction) }
    #expect(fractions == fractions.sorted())
    #expect(fractions.last == 1)
  }
}
