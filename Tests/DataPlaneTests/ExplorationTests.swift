import PersonalizeAPI
import Platform
import Store
import Testing

@testable import DataPlane

struct ExplorationTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  /// A campaign over 60 items of three months and 20 that nobody has met.
  private func campaign(
    _ name: String = "new", recipe: String = "aws-user-personalization",
    weight: String? = nil, cutOff: String? = nil
  ) throws -> String {
    try shop.addCampaignWithNewItems(name, recipe: recipe, weight: weight, cutOff: cutOff)
  }

  private func newCount(_ items: [PredictedItem]) -> Int {
    items.count { $0.itemId?.hasPrefix("n") ?? false }
  }

  @Test func `the weight decides how many new items a list has`() throws {
    defer { shop.remove() }
    var counts: [Int] = []
    for weight in ["0", "0.3", "0.7", "1"] {
      let campaign = try campaign("w\(weight.filter { $0 != "." })", weight: weight)
      counts.append(
        try (0..<30).reduce(0) {
          $0 + newCount(try shop.recommend(campaign, user: "u\($1)", count: 25))
        })
    }
    #expect(counts[0] < counts[1] && counts[1] < counts[2] && counts[2] < counts[3])
    #expect(counts[0] == 0)
    #expect(counts[3] == 30 * 20)
  }

  @Test func `the scores go down and sum up to one as without exploration`() throws {
    defer { shop.remove() }
    let plain = try shop.recommend(try campaign("plain", weight: "0"), user: "u3", count: 80)
    let explored = try shop.recommend(try campaign("all", weight: "0.6"), user: "u3", count: 80)
    #expect(plain.map(\.itemId) != explored.map(\.itemId))
    #expect(plain.map(\.score) == explored.map(\.score))
    #expect(Set(explored.compactMap(\.itemId)).count == 80)
  }

  @Test func `only items within the age limit are explored`() throws {
    defer { shop.remove() }
    let campaign = try campaign(weight: "1", cutOff: "10")
    let first = try shop.recommend(campaign, user: "u1", count: 20)
    // n10 came ten days before the newest interaction, n11 and the others earlier.
    #expect(Set(first.ids.prefix(11)) == Set((0...10).map { "n\($0)" }))
  }

  @Test func `the same state gives the same list after a restart`() throws {
    let campaign = try campaign(weight: "0.5")
    let lists = try (0..<10).map { try shop.recommend(campaign, user: "u\($0)", count: 25) }
    #expect(try shop.recommend(campaign, user: "u3", count: 10) == Array(lists[3].prefix(10)))
    let reopened = try Shop(directory: shop.directory)
    defer { reopened.remove() }
    for (user, list) in lists.enumerated() {
      #expect(try reopened.recommend(campaign, user: "u\(user)", count: 25) == list)
    }
  }

  @Test func `a new event draws again`() async throws {
    defer { shop.remove() }
    let campaign = try campaign(weight: "1")
    let before = try shop.recommend(campaign, user: "u3", count: 20)
    let other = try shop.recommend(campaign, user: "u5", count: 20)
    try await shop.view(["i4"], user: "u3")
    #expect(try shop.recommend(campaign, user: "u3", count: 20) != before)
    #expect(try shop.recommend(campaign, user: "u5", count: 20) == other)
  }

  @Test func `items that are shown and passed over fall behind`() async throws {
    defer { shop.remove() }
    let campaign = try campaign(weight: "1")
    let before = try shop.recommend(campaign, user: "u3", count: 20).ids
    let victim = try #require(before.first)
    for index in 0..<30 {
      try await shop.put(
        PutEventsRequest(
          trackingId: Shop.trackingID, userId: "w\(index)", sessionId: "w\(index)",
          eventList: [
            Event(
              eventType: "View", itemId: "i1", sentAt: Timestamp(seconds: 1_700_090_000),
              impression: [victim, "i1"])
          ]))
    }
    let after = try shop.recommend(campaign, user: "u3", count: 20).ids
    #expect(try #require(after.firstIndex(of: victim)) > 10)
    #expect(after.filter { $0 != victim } == before.filter { $0 != victim })
    // What was passed over stays so after a restart.
    let reopened = try Shop(directory: shop.directory)
    #expect(try reopened.recommend(campaign, user: "u3", count: 20).ids == after)
  }

  @Test func `items that are chosen come forward`() async throws {
    defer { shop.remove() }
    let campaign = try campaign(weight: "1")
    let before = try shop.recommend(campaign, user: "u3", count: 20).ids
    let last = try #require(before.last)
    for index in 0..<30 {
      try await shop.view([last], user: "w\(index)", session: "w\(index)")
    }
    #expect(try shop.recommend(campaign, user: "u3", count: 20).ids.first == last)
  }

  @Test func `an answer that an event names counts as its impression`() async throws {
    defer { shop.remove() }
    let campaign = try campaign(weight: "1")
    let before = try shop.recommend(campaign, user: "u3", count: 20).ids
    for index in 0..<30 {
      let answer = try shop.plane.getRecommendations(
        GetRecommendationsRequest(campaignArn: campaign, userId: "u3", numResults: 1),
        shop.context)
      try await shop.put(
        PutEventsRequest(
          trackingId: Shop.trackingID, userId: "w\(index)", sessionId: "w\(index)",
          eventList: [
            Event(
              eventType: "View", itemId: "i1", sentAt: Timestamp(seconds: 1_700_090_000),
              recommendationId: answer.recommendationId)
          ]))
    }
    let stored = try shop.storedEvents()
    #expect(stored.first?.shown == before.first)
    #expect(stored.first?.recommendedBy == campaign)
    #expect(stored.first?.impression == nil)
    #expect(try shop.recommend(campaign, user: "u3", count: 20).ids.first != before.first)
  }

  @Test func `an impression of the event's own wins over the answer it names`() async throws {
    defer { shop.remove() }
    let campaign = try campaign(weight: "1")
    let answer = try shop.plane.getRecommendations(
      GetRecommendationsRequest(campaignArn: campaign, userId: "u3"), shop.context)
    try await shop.put(
      PutEventsRequest(
        trackingId: Shop.trackingID, userId: "u3", sessionId: "s",
        eventList: [
          Event(
            eventType: "View", itemId: "i1", sentAt: Timestamp(seconds: 1_700_090_000),
            recommendationId: answer.recommendationId, impression: ["i1", "i2"])
        ]))
    let event = try #require(try shop.storedEvents().first)
    #expect(event.impression == "i1|i2")
    #expect(event.shown == nil)
    #expect(event.recommendationID == answer.recommendationId)
  }

  @Test func `another weight takes effect without another model`() throws {
    defer { shop.remove() }
    let campaign = try campaign(weight: "0")
    #expect(newCount(try shop.recommend(campaign, user: "u3", count: 20)) == 0)
    try shop.setExploration(of: campaign, ["explorationWeight": "1"])
    #expect(newCount(try shop.recommend(campaign, user: "u3", count: 20)) == 20)
    try shop.setExploration(
      of: campaign, ["explorationWeight": "1", "explorationItemAgeCutOff": "5"])
    #expect(newCount(try shop.recommend(campaign, user: "u3", count: 20)) < 20)
  }

  @Test func `the second version explores a little by itself and says so`() throws {
    defer { shop.remove() }
    let campaign = try campaign(recipe: "aws-user-personalization-v2")
    var explored = 0
    for user in 0..<30 {
      let items = try shop.recommend(campaign, user: "u\(user)", count: 25)
      for item in items {
        #expect(item.reason == (item.itemId?.hasPrefix("n") == true ? ["Exploration"] : nil))
        #expect(item.score != nil)
      }
      explored += newCount(items)
    }
    #expect((1...60).contains(explored))
  }

  @Test func `the second version fills up with popular items without score`() async throws {
    defer { shop.remove() }
    let campaign = try campaign(recipe: "aws-user-personalization-v2")
    let items = try shop.recommend(campaign, user: "u3", count: 80)
    #expect(items.count == 80)
    let popular = items.filter { $0.reason == ["Popular item"] }
    #expect(popular.count > 10)
    #expect(popular.allSatisfy { $0.score == nil })
    #expect(
      items.suffix(popular.count) == popular[...] || items.contains { $0.reason == ["Exploration"] }
    )
  }

  @Test func `users that nobody knows share one explored list`() throws {
    defer { shop.remove() }
    let campaign = try campaign(weight: "1")
    let list = try shop.recommend(campaign, user: "stranger", count: 20)
    #expect(newCount(list) == 20)
    #expect(try shop.recommend(campaign, user: "another", count: 20) == list)
  }
}
