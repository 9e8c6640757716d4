import DataPlane
import PersonalizeAPI
import Platform
import Store
import Testing

struct PromotionTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  private func recommend(
    _ campaign: String, _ promotion: Promotion, filter: String? = nil, count: Int? = 10,
    metadata: [String: [String]]? = nil
  ) throws(ServiceError) -> [PredictedItem] {
    try shop.plane.getRecommendations(
      GetRecommendationsRequest(
        campaignArn: campaign, userId: "u1", numResults: count, filterArn: filter,
        promotions: [promotion], metadataColumns: metadata), shop.context
    ).itemList ?? []
  }

  private func promotion(_ percent: Int, _ filter: String) -> Promotion {
    Promotion(name: "sale", percentPromotedItems: percent, filterArn: filter)
  }

  @Test(arguments: [(30, 10, 3), (25, 10, 3), (24, 10, 2), (1, 10, 1), (100, 10, 10), (50, 5, 3)])
  func `the share is rounded half up and at least one`(
    percent: Int, count: Int, expected: Int
  ) async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count")
    let filter = try shop.addFilter("sale", "INCLUDE ItemID WHERE Items.PRICE >= 20")
    let items = try recommend(campaign, promotion(percent, filter), count: count)
    #expect(items.count == count)
    #expect(items.count { $0.promotionName == "sale" } == expected)
    #expect(Set(items.ids).count == count)
  }

  @Test func `promoted and ordinary items each keep their order`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign()
    let filter = try shop.addFilter("sale", "INCLUDE ItemID WHERE Items.PRICE >= 20")
    let request = try shop.addFilter("even", "EXCLUDE ItemID WHERE Items.PRICE > 10")
    let all = try shop.recommend(campaign, user: "u1", count: 40)
    let promoted = all.ids.filter { (Int($0.dropFirst()) ?? 0) >= 20 && $0 != "i39" }
    let ordinary = all.ids.filter { $0 == "i39" || (Int($0.dropFirst()) ?? 0) <= 10 }
    var arrangements: Set<[Bool]> = []
    for _ in 0..<10 {
      let items = try recommend(campaign, promotion(40, filter), filter: request)
      let marked = items.filter { $0.promotionName != nil }
      #expect(marked.ids == Array(promoted.prefix(4)))
      #expect(items.filter { $0.promotionName == nil }.ids == Array(ordinary.prefix(6)))
      #expect(
        items.allSatisfy { item in item.score == all.first { $0.itemId == item.itemId }?.score })
      arrangements.insert(items.map { $0.promotionName != nil })
    }
    #expect(arrangements.count > 1)
  }

  @Test func `when few match ordinary items fill the list`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count")
    let few = try shop.addFilter("few", "INCLUDE ItemID WHERE Items.PRICE >= 37")
    let items = try recommend(campaign, promotion(50, few))
    #expect(items.count == 10)
    #expect(items.count { $0.promotionName != nil } == 2)
    let none = try shop.addFilter("none", "INCLUDE ItemID WHERE Items.PRICE > 1000")
    #expect(try recommend(campaign, promotion(50, none)).count == 10)
    // And when ordinary ones run out, the list is shorter.
    #expect(try recommend(campaign, promotion(50, few), filter: none).count == 2)
  }

  @Test func `equal seeds give equal places`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count")
    let filter = try shop.addFilter("sale", "INCLUDE ItemID WHERE Items.PRICE >= 20")
    let again = try Shop(directory: shop.directory)
    let request = GetRecommendationsRequest(
      campaignArn: campaign, promotions: [promotion(50, filter)])
    func answers(_ shop: Shop) throws -> [[String]] {
      // Of its own, as the shop's has made identifiers of rows.
      let plane = DataPlane(
        store: shop.store, clock: shop.clock, identifiers: Identifiers(seed: 11),
        log: Log(threshold: .error, clock: shop.clock))
      return try (0..<3).map { _ in
        try plane.getRecommendations(request, shop.context).itemList?.ids ?? []
      }
    }
    #expect(try answers(shop) == answers(again))
  }

  @Test func `promoted items carry metadata, and reasons where there are any`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: "aws-user-personalization-v2")
    let filter = try shop.addFilter("sale", "INCLUDE ItemID WHERE Items.PRICE = 21")
    let items = try recommend(campaign, promotion(20, filter), metadata: ["ITEMS": ["PRICE"]])
    let sale = try #require(items.first { $0.promotionName == "sale" })
    #expect(sale.itemId == "i21")
    #expect(sale.metadata == ["PRICE": "21.0"])
    #expect(sale.reason == ["Promoted item"])
    #expect(items.count { $0.reason != nil } == 1)
    let request = GetRecommendationsRequest(
      campaignArn: campaign, userId: "u1", promotions: [promotion(100, filter)],
      metadataColumns: ["ITEMS": ["PRICE"]])
    var buffer: [UInt8] = []
    #expect(
      try shop.plane.respond(
        to: .getRecommendations, body: request.encoded(), tenant: shop.tenant, mayBlock: true,
        into: &buffer))
    let decoded = try GetRecommendationsResponse.decode(buffer).itemList
    #expect(decoded?.first { $0.promotionName != nil } == sale)
  }

  @Test func `a promotion that can't be is refused`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign()
    let filter = try shop.addFilter("sale", "INCLUDE ItemID WHERE Items.PRICE > $MIN")
    let values = ["MIN": "20"]
    let refused: [[Promotion]] = [
      [Promotion(name: "p", filterArn: filter, filterValues: values)],
      [Promotion(name: "p", percentPromotedItems: 10)],
      [promotion(10, filter)],
      [Promotion(percentPromotedItems: 0, filterArn: filter, filterValues: values)],
      [
        Promotion(percentPromotedItems: 10, filterArn: filter, filterValues: values),
        Promotion(percentPromotedItems: 10, filterArn: filter, filterValues: values),
      ],
    ]
    for promotions in refused {
      let error = #expect(throws: ServiceError.self) {
        try shop.plane.getRecommendations(
          GetRecommendationsRequest(campaignArn: campaign, userId: "u1", promotions: promotions),
          shop.context)
      }
      #expect(error?.kind == .invalidInput)
    }
    let gone = #expect(throws: ServiceError.self) {
      try recommend(campaign, promotion(10, Shop.arn("filter", "gone")))
    }
    #expect(gone?.kind == .resourceNotFound)
    let unnamed = Promotion(percentPromotedItems: 20, filterArn: filter, filterValues: values)
    #expect(try recommend(campaign, unnamed).allSatisfy { $0.promotionName == nil })
  }
}
