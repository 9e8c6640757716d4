import Kernels
import Testing

@testable import Recipes

/// Users for items, and for items of some attributes.
@Suite struct SegmentTests {
  private static let recipes = ["aws-item-affinity", "aws-item-attribute-affinity"]

  @Test func `an item's users are those of its cluster`() throws {
    let model = try Worlds.train("aws-item-affinity", Worlds.clusters()).model
    let right = (0..<90).map { item in
      model.users(forItem: item, limit: 20).count { $0 % 6 == item % 6 }
    }
    #expect(right.reduce(0, +) >= 1600)
  }

  @Test func `an item nobody had is judged by its like`() throws {
    let model = try Worlds.train("aws-item-affinity", Worlds.clusters(coldItems: 12)).model
    for item in 90..<102 {
      #expect(model.users(forItem: item, limit: 20).count { $0 % 6 == item % 6 } >= 17)
    }
  }

  @Test func `an attribute's users are those of its cluster`() throws {
    let model = try Worlds.train("aws-item-attribute-affinity", Worlds.clusters()).model
    for cluster in 0..<6 {
      let wanted = try AttributeExpression(parsing: "ITEMS.category = \"c\(cluster)\"")
      let users = try model.users(forAttributes: wanted, limit: 20)
      #expect(users.count { $0 % 6 == cluster } >= 19)
    }
  }

  @Test func `conditions that no item meets together find nobody`() throws {
    let model = try Worlds.train("aws-item-attribute-affinity", Worlds.clusters()).model
    func users(_ text: String) throws -> [Int] {
      try model.users(forAttributes: AttributeExpression(parsing: text), limit: 20)
    }
    #expect(try users(#"ITEMS.CATEGORY = "c1" AND ITEMS.CATEGORY = "c2""#).isEmpty)
    #expect(try users(#"ITEMS.CATEGORY = "c1" and items.category="c1""#).count == 20)
    #expect(try users(#"ITEMS.CATEGORY = "C1""#).isEmpty)
    #expect(throws: AttributeExpressionError.unknownColumn("GENRE", known: ["CATEGORY"])) {
      try users(#"ITEMS.GENRE = "c1""#)
    }
    #expect(throws: AttributeExpressionError.notAText(column: "CATEGORY")) {
      try users("ITEMS.CATEGORY = 5")
    }
  }

  @Test(arguments: [
    "", "ITEMS", "ITEMS.", "ITEMS.a", "ITEMS.a =", "ITEMS.a = x", "ITEMS.a = \"x", "USERS.a = 1",
    "ITEMS.a = 1 OR ITEMS.b = 2", "ITEMS.a = 1 AND", "ITEMS.a = 1 ITEMS.b = 2", "ITEMS.a = nan",
    "ITEMS.a == 1", "\u{0}", "ITEMS.a > 1",
  ])
  func `what is no expression is refused with what was expected`(text: String) {
    #expect(throws: AttributeExpressionError.self) { try AttributeExpression(parsing: text) }
  }

  @Test func `texts, numbers and escapes are read`() throws {
    let expression = try AttributeExpression(
      parsing: #"  items.Größe = "a \"b\" \\ | 東" AND ITEMS.YEAR=-19.5 "#)
    #expect(
      expression.conditions == [
        .init(column: "Größe", value: .text(#"a "b" \ | 東"#)),
        .init(column: "YEAR", value: .number(-19.5)),
      ])
  }

  @Test(arguments: recipes) func `metrics are of held-out interactions, better than chance`(
    recipe: String
  ) throws {
    let data = try Worlds.clusters(users: 600)
    let metrics = try #require(try Worlds.train(recipe, data, { $0.evaluates = true }).metrics)
    #expect(Set(metrics.keys) == ["coverage", "hits_at_1_percent", "recall_at_1_percent"])
    let recall = try #require(metrics["recall_at_1_percent"])
    #expect(recall > 0.015)
    #expect((metrics["hits_at_1_percent"] ?? 0) <= 6)
  }

  @Test(arguments: recipes) func `interactions of one moment foretell nothing`(
    recipe: String
  ) throws {
    var builder = TrainingDataBuilder()
    for user in 0..<30 { builder.append(user: "u\(user)", item: "i\(user % 3)", timestamp: 7) }
    #expect(throws: TrainingError.equalTimestamps) { try Worlds.train(recipe, builder.build()) }
  }

  @Test func `the hidden dimension is that of the factors`() throws {
    let data = try Worlds.clusters()
    func size(_ hidden: String) throws -> Int {
      try Worlds.train(
        "aws-item-affinity", data, { $0.algorithmHyperparameters = ["hidden_dimension": hidden] }
      ).model.encoded().count
    }
    #expect(try size("32") < size("149"))
    #expect(try size("149") < size("256"))
  }

  @Test(arguments: recipes) func `limits, filters and unknown items are taken as they are`(
    recipe: String
  ) throws {
    let model = try Worlds.train(recipe, Worlds.clusters()).model
    let all = model.users(forItem: 3, limit: 10_000)
    #expect(Set(all).count == 150)
    #expect(model.users(forItem: 3, limit: 10) == Array(all.prefix(10)))
    #expect(
      model.users(forItem: 3, limit: 10) { $0 % 2 == 0 }
        == Array(all.filter { $0 % 2 == 0 }.prefix(10)))
    #expect(model.users(forItem: -1, limit: 5).isEmpty)
    #expect(model.users(forItem: 90, limit: 5).isEmpty)
    #expect(model.users(forItem: 3, limit: -1).isEmpty)
  }
}
