import Testing

@testable import Recipes

/// Every recipe that knows more than popularity does better where there is more to know, by the
/// metrics its own training reports.
@Suite struct PopularityTests {
  /// Recipes that choose items for a user or an item by what users did.
  static let recipes = RecipeCatalogue.all.filter {
    [.userPersonalization, .personalizedRanking, .relatedItems].contains($0.type)
      && ![.texts, .baskets].contains($0.algorithm)
  }.map(\.name)

  private static let gain = "normalized_discounted_cumulative_gain_at_10"

  private static func gain(_ recipe: String, _ data: TrainingData) throws -> Double {
    try #require(try Worlds.train(recipe, data, { $0.evaluates = true }).metrics?[gain])
  }

  @Test(arguments: recipes) func `tastes are told apart`(recipe: String) throws {
    let data = try Worlds.clusters(eventType: ModelConformanceTests.eventType(recipe))
    #expect(try Self.gain(recipe, data) > 1.5 * Self.gain("aws-popularity-count", data))
  }

  @Test(arguments: recipes) func `sequences are followed`(recipe: String) throws {
    let data = try Worlds.ring(eventType: ModelConformanceTests.eventType(recipe))
    #expect(try Self.gain(recipe, data) > 2 * Self.gain("aws-popularity-count", data))
  }
}
