import DataPlane
import PersonalizeAPI
import Store
import Testing

/// Filtered lists are kept for the next equal request; whatever they depend on must drop them.
struct FilteredListTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  @Test(arguments: ["aws-user-personalization", "aws-popularity-count", "aws-similar-items"])
  func `a kept list knows of events, of known users and of new ones`(recipe: String) async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: recipe)
    let filter = try shop.addFilter(
      "seen", #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("View", "Skip")"#)
    for user in ["u1", "stranger"] {
      for type in ["View", "Skip"] {
        let before = try shop.recommend(
          campaign, filter: filter, user: user, item: "i39", count: 10)
        #expect(
          try shop.recommend(campaign, filter: filter, user: user, item: "i39", count: 10)
            == before)
        let first = try #require(before.first)
        try await shop.view([first], user: user, session: "session-\(user)", type: type)
        for count in [10, 3, 25] {
          let after = try shop.recommend(
            campaign, filter: filter, user: user, item: "i39", count: count)
          #expect(!after.isEmpty && !after.contains(first))
        }
      }
    }
  }

  @Test func `equal filters of different users, values and items are kept apart`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count")
    let filter = try shop.addFilter("under", "INCLUDE ItemID WHERE Items.PRICE < $MAX")
    for _ in 0..<2 {
      for limit in [3, 7, 11] {
        #expect(
          try shop.recommend(campaign, filter: filter, ["MAX": "\(limit)"]).count == limit)
      }
    }
    let seen = try shop.addFilter(
      "seen", #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#)
    try await shop.view(["i3"], user: "a")
    try await shop.view(["i4"], user: "b", session: "s2")
    for _ in 0..<2 {
      #expect(try !shop.recommend(campaign, filter: seen, user: "a").contains("i3"))
      #expect(try !shop.recommend(campaign, filter: seen, user: "b").contains("i4"))
      #expect(try shop.recommend(campaign, filter: seen, user: "b").contains("i3"))
    }
  }

  @Test func `a kept list goes when records of items change`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: "aws-user-personalization")
    let filter = try shop.addFilter("cheap", "INCLUDE ItemID WHERE Items.PRICE < 3")
    for _ in 0..<2 {
      #expect(
        try Set(shop.recommend(campaign, filter: filter, user: "u1")) == ["i0", "i1", "i2"])
    }
    try await shop.put([
      Item(itemId: "i9", properties: #"{"categoryL1":"low","price":1}"#),
      Item(itemId: "i1", properties: #"{"categoryL1":"low","price":100}"#),
    ])
    for _ in 0..<2 {
      #expect(
        try Set(shop.recommend(campaign, filter: filter, user: "u1")) == ["i0", "i2", "i9"])
    }
  }

  @Test func `equal values mean the same for every user, until records of items change`()
    async throws
  {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: "aws-user-personalization")
    let filter = try shop.addFilter("under", "INCLUDE ItemID WHERE Items.PRICE < $MAX")
    func passing(_ user: String, _ limit: String) throws -> Set<String> {
      try Set(shop.recommend(campaign, filter: filter, ["MAX": limit], user: user))
    }
    for user in ["u1", "u2", "u3"] {
      #expect(try passing(user, "3") == ["i0", "i1", "i2"])
      #expect(try passing(user, "2") == ["i0", "i1"])
    }
    try await shop.put([Item(itemId: "i1", properties: #"{"categoryL1":"low","price":100}"#)])
    for user in ["u4", "u1"] {
      #expect(try passing(user, "3") == ["i0", "i2"])
      #expect(try passing(user, "2") == ["i0"])
    }
  }
}
