import Testing

@testable import Recipes

/// The second versions and the HRNN family: one blend, steered by their own parameters.
@Suite struct RecencyTests {
  /// Half a year in which `old` items were popular, then a week of `new` ones, fewer in number.
  private static func shift() throws -> TrainingData {
    var builder = TrainingDataBuilder()
    for user in 0..<100 {
      for step in 0..<10 {
        builder.append(
          user: "u\(user)", item: "old\((user * 3 + step) % 15)",
          timestamp: Int64(86_400 * (step * 15 + user % 15)))
      }
      for step in 0..<3 {
        builder.append(
          user: "u\(user)", item: "new\((user + step) % 8)",
          timestamp: Int64(86_400 * (175 + step) + user))
      }
    }
    return try builder.build()
  }

  @Test func `the bias to recent data lists what is popular now for a new user`() throws {
    let data = try Self.shift()
    func first(_ bias: String) throws -> [String] {
      let model = try Worlds.train(
        "aws-user-personalization-v2", data,
        { $0.algorithmHyperparameters = ["apply_recency_bias": bias] }
      ).model
      return model.recommend(Query(), limit: 5).map { String(model.items[$0.item].prefix(3)) }
    }
    #expect(try first("true") == Array(repeating: "new", count: 5))
    #expect(try first("false") == Array(repeating: "old", count: 5))
  }

  @Test func `recent interactions weigh more, as many in all`() throws {
    let data = try Self.shift()
    let recency = Recency.bias(data.timestamps)
    let counts = recency.counts(Sequences(data), timestamps: data.timestamps)
    #expect(abs(counts.reduce(0, +) - Float(data.count)) < 1)
    let old = try #require(data.items.index(of: "old0"))
    let new = try #require(data.items.index(of: "new0"))
    #expect(counts[new] > counts[old])
    let all = Recency.none.counts(Sequences(data), timestamps: data.timestamps)
    #expect(all[new] < all[old])
    #expect(recency.ruleWeights(data.timestamps).allSatisfy { $0 >= 0.5 && $0 <= 1 })
    #expect(Recency.candidates([]).isEmpty && Recency.candidates([5, 5]).isEmpty)
  }

  @Test(arguments: ["aws-user-personalization-v2", "aws-personalized-ranking-v2"])
  func `the bias is a flag and no other parameter exists`(recipe: String) throws {
    let data = try Worlds.ring()
    for parameters in [["apply_recency_bias": "yes"], ["bptt": "32"]] {
      #expect(throws: TrainingError.self) {
        try Worlds.train(recipe, data, { $0.algorithmHyperparameters = parameters })
      }
    }
  }

  @Test(arguments: [
    "aws-user-personalization-v2", "aws-hrnn", "aws-hrnn-metadata", "aws-hrnn-coldstart",
  ])
  func `on a ring the next item comes first`(recipe: String) throws {
    let data = try Worlds.ring()
    let model = try Worlds.train(recipe, data).model
    let hits = (0..<data.users.count).count { user in
      guard let last = data.rows(ofUser: user).last else { return false }
      let next = (Int(data.itemIDs[last]) + 1) % data.items.count
      return model.recommend(Query(user: user), limit: 3).contains { $0.item == next }
    }
    #expect(Double(hits) >= 0.9 * Double(data.users.count))
  }

  @Test func `a larger hidden dimension makes more factors`() throws {
    func factors(_ recipe: String, _ dimension: String?) throws -> Int {
      let entry = try #require(RecipeCatalogue.recipe(named: recipe))
      var configuration = TrainingConfiguration()
      configuration.algorithmHyperparameters = dimension.map { ["hidden_dimension": $0] } ?? [:]
      let values = try HyperparameterValues(entry, configuration)
      return BlendTraining(values, itemCount: 9, timestamps: [1], seed: 1, threads: 1)
        .taste.dimension
    }
    #expect(try factors("aws-hrnn", nil) < factors("aws-hrnn", "149"))
    #expect(try factors("aws-hrnn-metadata", nil) < factors("aws-hrnn-metadata", "96"))
    #expect(try factors("aws-hrnn-coldstart", "43") < factors("aws-hrnn-coldstart", nil))
  }
}
