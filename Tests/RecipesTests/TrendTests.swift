import Testing

@testable import Recipes

@Suite struct TrendTests {
  private static let recipes = ["aws-trending-now", "aws-vod-trending-now"]
  private static let hour: Int64 = 3600
  private static let end: Int64 = 1_000_000

  /// Item `steady` has 30 interactions in each window, `rising` 5 and 20, `falling` 40 and 10;
  /// `old` has the most of all, long ago.
  private static func data() throws -> TrainingData {
    var builder = TrainingDataBuilder()
    var user = 0
    func add(_ item: String, _ count: Int, _ time: Int64) {
      for step in 0..<count {
        builder.append(
          user: "u\(user % 60)", item: item, timestamp: time - Int64(step), eventType: "Watch")
        user += 1
      }
    }
    add("steady", 30, end)
    add("steady", 30, end - 2 * hour)
    add("rising", 20, end)
    add("rising", 5, end - 2 * hour)
    add("falling", 10, end)
    add("falling", 40, end - 2 * hour)
    add("old", 100, end - 100 * hour)
    return try builder.build()
  }

  private func names(_ model: Model, _ query: Query, _ limit: Int = 4) -> [String] {
    model.recommend(query, limit: limit).map { model.items[$0.item] }
  }

  @Test(arguments: recipes) func `what gains most comes first, then what is popular`(
    recipe: String
  ) throws {
    let model = try Worlds.train(recipe, Self.data()).model
    #expect(model.trendWindow == 7200)
    #expect(names(model, Query()) == ["rising", "old", "steady", "falling"])
    #expect(names(model, Query(time: Self.end + 60)) == ["rising", "old", "steady", "falling"])
  }

  @Test(arguments: recipes) func `live events start a trend without training`(
    recipe: String
  ) throws {
    let model = try Worlds.train(recipe, Self.data()).model
    let steady = try #require(model.itemIndex("steady"))
    let events = (0..<25).map { Query.Event(item: steady, timestamp: Self.end + $0) }
    #expect(names(model, Query(events: events), 2) == ["steady", "rising"])
    // Two windows later only the live events are left, and then nothing is.
    let later = Query(events: events, time: Self.end + 4 * Self.hour)
    #expect(names(model, later, 2) == ["old", "steady"])
    let soon = Query(events: events, time: Self.end + Self.hour)
    #expect(names(model, soon, 1) == ["steady"])
  }

  @Test(arguments: recipes) func `without interactions in two windows the popular ones are listed`(
    recipe: String
  ) throws {
    let model = try Worlds.train(recipe, Self.data()).model
    let late = Query(time: Self.end + 1000 * Self.hour)
    #expect(model.recommend(late, limit: 4) == model.popular(limit: 4))
  }

  @Test func `the window is as long as the parameter says`() throws {
    var builder = TrainingDataBuilder()
    for minute in 0..<20 {
      builder.append(user: "a\(minute)", item: "early", timestamp: Int64(minute))
      builder.append(user: "a\(minute)", item: "early", timestamp: Int64(3600 + minute))
      builder.append(user: "b\(minute)", item: "late", timestamp: Int64(3600 + minute * 10))
    }
    builder.append(user: "c", item: "early", timestamp: 3800)
    let data = try builder.build()
    for (frequency, seconds, first) in [
      ("1 hour", 3600, "late"), ("1 day", 86_400, "early"), ("30 minutes", 1800, "early"),
    ] {
      let model = try Worlds.train(
        "aws-trending-now", data,
        { $0.featureTransformationParameters = ["trend_discovery_frequency": frequency] }
      ).model
      #expect(model.trendWindow == Int64(seconds))
      #expect(names(model, Query(), 1) == [first])
    }
  }

  @Test func `a trend that goes on is foretold`() throws {
    var builder = TrainingDataBuilder()
    for window in 0..<4 {
      for step in 0..<(window * 30) {
        builder.append(
          user: "u\(step % 40)", item: "i\(step % 3)", timestamp: Int64(window * 7200 + step))
      }
      for step in 0..<40 {
        builder.append(
          user: "u\(step)", item: "j\(step % 20)", timestamp: Int64(window * 7200 + step))
      }
    }
    let metrics = try #require(
      try Worlds.train("aws-trending-now", builder.build(), { $0.evaluates = true }).metrics)
    #expect(metrics.count == 9)
    #expect(try #require(metrics["trend_prediction_accuracy"]) == 1)
  }
}
