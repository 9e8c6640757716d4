import Testing

@testable import Recipes

@Suite struct EvaluationTests {
  @Test func `hits at 2 and 5 of 5 give the documented gain`() {
    let scores = Evaluation.scores(of: [9, 1, 8, 7, 2], truth: [1, 2])
    #expect(Evaluation.rounded(scores["normalized_discounted_cumulative_gain_at_5"] ?? 0) == 0.6241)
    #expect(scores["precision_at_5"] == 0.4)
    #expect(scores["precision_at_25"] == 0.08)
    #expect(scores["mean_reciprocal_rank_at_25"] == 0.5)
  }

  @Test func `no hit gives zeros and a perfect list ones`() {
    #expect(Evaluation.scores(of: [1, 2], truth: [3]).values.allSatisfy { $0 == 0 })
    let perfect = Evaluation.scores(of: Array(0..<25), truth: Set(0..<25))
    #expect(perfect.count == 7)
    #expect(perfect.values.allSatisfy { abs($0 - 1) < 1e-12 })
  }

  @Test func `a tenth of the users is tested on the newest tenth of their interactions`() throws {
    let data = try Worlds.ring(users: 120, steps: 20)
    let split = Evaluation.split(Sequences(data), users: data.users, seed: 4)
    #expect(split.testUsers.count == 12)
    for (user, truth) in zip(split.testUsers, split.truths) {
      #expect(truth == Array(data.itemIDs[data.rows(ofUser: user).suffix(2)]))
      #expect(split.sequences.length(ofUser: user) == 18)
    }
    let again = Evaluation.split(Sequences(data), users: data.users, seed: 4)
    #expect(again.testUsers == split.testUsers)
    let other = Evaluation.split(Sequences(data), users: data.users, seed: 5)
    #expect(other.testUsers != split.testUsers)
  }

  @Test func `a training reports the eight metrics, rounded, better than popularity`() throws {
    let data = try Worlds.ring()
    let metrics = try #require(
      try Worlds.train("aws-user-personalization", data, { $0.evaluates = true }).metrics)
    let keys = [
      "coverage", "mean_reciprocal_rank_at_25", "normalized_discounted_cumulative_gain_at_5",
      "normalized_discounted_cumulative_gain_at_10", "normalized_discounted_cumulative_gain_at_25",
      "precision_at_5", "precision_at_10", "precision_at_25",
    ]
    #expect(metrics.keys.sorted() == keys.sorted())
    #expect(metrics.values.allSatisfy { $0 >= 0 && $0 <= 1 && Evaluation.rounded($0) == $0 })
    let popular = try #require(
      try Worlds.train("aws-popularity-count", data, { $0.evaluates = true }).metrics)
    let key = "normalized_discounted_cumulative_gain_at_10"
    #expect(try #require(metrics[key]) > 2 * #require(popular[key]))
  }

  @Test func `metrics are absent when not asked for`() throws {
    #expect(try Worlds.train("aws-sims", Worlds.ring()).metrics == nil)
  }

  @Test func `an evaluation alone gives the metrics of the whole training, with their lists`()
    throws
  {
    let data = try Worlds.ring()
    for recipe in ["aws-user-personalization", "aws-sims"] {
      let whole = try Worlds.train(recipe, data, { $0.evaluates = true })
      let alone = try Worlds.train(recipe, data, { $0.purpose = .evaluation })
      #expect(alone.metrics == whole.metrics)
      let evaluation = try #require(alone.evaluation)
      #expect(evaluation.users.count == 12)
      #expect(evaluation.lists.count == 12)
      #expect(evaluation.heldOut.allSatisfy { $0.count == 2 })
      #expect(evaluation.lists == whole.evaluation?.lists)
    }
  }

  @Test func `a validation sees nothing of what the test holds out`() throws {
    let data = try Worlds.ring()
    let test = try #require(
      try Worlds.train("aws-sims", data, { $0.purpose = .evaluation }).evaluation)
    let validation = try #require(
      try Worlds.train("aws-sims", data, { $0.purpose = .validation }).evaluation)
    #expect(Set(validation.users) != Set(test.users))
    #expect(validation.data.count == data.count - test.heldOut.reduce(0) { $0 + $1.count })
    for (user, rows) in zip(test.users, test.heldOut) {
      #expect(
        Array(validation.data.itemIDs[validation.data.rows(ofUser: user)])
          == Array(data.itemIDs[data.rows(ofUser: user).lowerBound..<rows.lowerBound]))
    }
  }

  private func weights(of model: Model) throws -> Blend.Weights {
    guard case .blend(let blend) = model.scorer else { throw NotABlend() }
    return blend.weights
  }

  private struct NotABlend: Error {}

  @Test func `a training that carries a model on keeps its weights and learns new items`() throws {
    let old = try Worlds.train("aws-user-personalization", Worlds.ring(items: 60))
    let data = try Worlds.ring(items: 80)
    let new = try Worlds.train("aws-user-personalization", data, { $0.base = old.model })
    #expect(try weights(of: new.model) == weights(of: old.model))
    #expect(new.model.items.count == 80)
    #expect(new.metrics == nil)
    // A model of another recipe has nothing to keep.
    let sims = try Worlds.train("aws-sims", data).model
    let fresh = try Worlds.train("aws-user-personalization", data)
    let other = try Worlds.train("aws-user-personalization", data, { $0.base = sims })
    #expect(try other.model.encoded() == fresh.model.encoded())
  }
}
