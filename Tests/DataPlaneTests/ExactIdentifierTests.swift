import DataPlane
import Foundation
import PersonalizeAPI
import Store
import Testing

/// Ids that look the same and differ in their bytes are different ids.
@Suite struct ExactIdentifierTests {
  static let composed = "jos\u{E9}"
  static let decomposed = "jose\u{301}"
  let shop: Shop

  init() throws { shop = try Shop() }

  /// The even items of the shop's first taste.
  private static let even = ["i22", "i24", "i26", "i28", "i30"]
  private static let odd = ["i23", "i25", "i27", "i29", "i31"]

  @Test func `two users are recommended by what each did`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    try await shop.view(Self.even, user: Self.composed, session: "s1")
    #expect(try shop.recommend(campaign, user: Self.composed, count: 10).evenCount(of: 10) >= 8)
    let nobody = try shop.recommend(campaign, user: "nobody", count: 10)
    #expect(try shop.recommend(campaign, user: Self.decomposed, count: 10) == nobody)
    try await shop.view(Self.odd, user: Self.decomposed, session: "s2")
    #expect(try shop.recommend(campaign, user: Self.decomposed, count: 10).evenCount(of: 10) <= 2)
    #expect(try shop.recommend(campaign, user: Self.composed, count: 10).evenCount(of: 10) >= 8)
    // The same from the disk.
    let again = try Shop(directory: shop.directory)
    #expect(try again.recommend(campaign, user: Self.decomposed, count: 10).evenCount(of: 10) <= 2)
    #expect(try again.recommend(campaign, user: Self.composed, count: 10).evenCount(of: 10) >= 8)
  }

  @Test func `two sessions belong to their own users`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    try await shop.view(Self.even, user: nil, session: Self.composed)
    try await shop.view(Self.odd, user: nil, session: Self.decomposed)
    try await shop.view(["i1"], user: "ann", session: Self.composed)
    try await shop.view(["i0"], user: "bob", session: Self.decomposed)
    for _ in 0..<2 {
      #expect(try shop.recommend(campaign, user: "ann", count: 10).evenCount(of: 10) >= 7)
      #expect(try shop.recommend(campaign, user: "bob", count: 10).evenCount(of: 10) <= 3)
    }
    let group = try shop.store.tenant(shop.tenant).group(named: "shop")
    #expect(try group.reader().sessionOwners().count == 2)
  }

  @Test func `filters know which of two users met which of two items`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count")
    let seen = try shop.addFilter(
      "seen", #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#)
    try shop.importInteractions("import", [(Self.composed, "i0", "View")])
    try await shop.view(["i1"], user: Self.decomposed)
    let first = try shop.recommend(campaign, filter: seen, user: Self.composed)
    let second = try shop.recommend(campaign, filter: seen, user: Self.decomposed)
    #expect(!first.contains("i0") && first.contains("i1"))
    #expect(second.contains("i0") && !second.contains("i1"))
  }

  @Test func `records of two items are two records`() async throws {
    defer { shop.remove() }
    try shop.addDataset("ITEMS", schema: Shop.itemsSchema)
    let version = try shop.addVersion(
      "both", recipe: "aws-popularity-count", extraItem: Self.decomposed)
    let campaign = Shop.arn("campaign", "both")
    try shop.insert(
      .campaign, campaign, "both",
      body: Campaign(name: "both", solutionVersionArn: version).encoded())
    try await shop.put([
      Item(itemId: Self.decomposed, properties: #"{"categoryL1":"\#(Self.composed)","price":1}"#),
      Item(itemId: Self.composed, properties: #"{"categoryL1":"\#(Self.decomposed)","price":2}"#),
    ])
    let cheap = try shop.addFilter("cheap", "INCLUDE ItemID WHERE Items.PRICE < 2")
    #expect(
      try shop.recommend(campaign, filter: cheap).map { Array($0.utf8) } == [
        Array(Self.decomposed.utf8)
      ])
    for (value, count) in [(Self.composed, 1), (Self.decomposed, 0)] {
      let filter = try shop.addFilter(
        "category\(count)", "INCLUDE ItemID WHERE Items.CATEGORY_L1 = \"\(value)\"")
      #expect(try shop.recommend(campaign, filter: filter).count == count)
    }
  }

  @Test func `a ranking tells each of two items`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-personalized-ranking")
    let ranking =
      try shop.plane.getPersonalizedRanking(
        GetPersonalizedRankingRequest(
          campaignArn: campaign, inputList: ["i3", Self.composed, Self.decomposed], userId: "u1"),
        shop.context
      ).personalizedRanking ?? []
    #expect(Set(ranking.ids.map { Array($0.utf8) }).count == 3)
  }
}
