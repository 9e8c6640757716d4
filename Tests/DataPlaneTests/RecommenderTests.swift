import DataPlane
import PersonalizeAPI
import Platform
import Store
import Testing

struct RecommenderTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  @Test(arguments: [
    ("aws-ecomm-recommended-for-you", true, false), ("aws-vod-top-picks", true, false),
    ("aws-ecomm-popular-items-by-views", true, false),
    ("aws-ecomm-frequently-bought-together", false, true),
    ("aws-ecomm-customers-who-viewed-x-also-viewed", true, true),
    ("aws-vod-because-you-watched-x", true, true), ("aws-vod-trending-now", false, false),
  ])
  func `a use case asks for its ids and tells no scores`(
    recipe: String, needsUser: Bool, needsItem: Bool
  ) throws {
    defer { shop.remove() }
    let recommender = try shop.addRecommender(recipe: recipe)
    let items = try shop.recommend(
      recommender: recommender, user: needsUser ? "u5" : nil, item: needsItem ? "i6" : nil,
      count: 5)
    #expect(items.count == 5)
    #expect(items.allSatisfy { $0.score == nil })
    if needsUser {
      let error = #expect(throws: ServiceError.self) {
        try shop.recommend(recommender: recommender, item: "i6")
      }
      #expect(error?.kind == .invalidInput)
      #expect(error?.message.contains("userId") == true)
    }
    if needsItem {
      let error = #expect(throws: ServiceError.self) {
        try shop.recommend(recommender: recommender, user: "u5")
      }
      #expect(error?.message.contains("itemId") == true)
    }
  }

  @Test(arguments: [
    Status.createInProgress, .createFailed, .inactive, .stopPending, .startInProgress,
    .deletePending,
  ])
  func `a recommender that is not active does not serve`(status: Status) throws {
    defer { shop.remove() }
    let recommender = try shop.addRecommender(recipe: "aws-vod-top-picks")
    #expect(try !shop.recommend(recommender: recommender, user: "u1").isEmpty)
    try shop.setStatus(recommender, status)
    let error = #expect(throws: ServiceError.self) {
      try shop.recommend(recommender: recommender, user: "u1")
    }
    #expect(error?.kind == .invalidInput)
    #expect(error?.message.contains(status.rawValue) == true)
    try shop.setStatus(recommender, .active)
    #expect(try !shop.recommend(recommender: recommender, user: "u1").isEmpty)
  }

  @Test func `a recommender and a campaign are not mistaken for one another`() throws {
    defer { shop.remove() }
    let recommender = try shop.addRecommender(recipe: "aws-vod-top-picks")
    let campaign = try shop.addCampaign()
    let swapped = #expect(throws: ServiceError.self) { try shop.recommend(recommender, user: "u1") }
    #expect(swapped?.kind == .invalidInput)
    let other = #expect(throws: ServiceError.self) {
      try shop.recommend(recommender: campaign, user: "u1")
    }
    #expect(other?.kind == .invalidInput)
    let unknown = #expect(throws: ServiceError.self) {
      try shop.recommend(recommender: Shop.arn("recommender", "none"), user: "u1")
    }
    #expect(unknown?.kind == .resourceNotFound)
  }

  @Test(.timeLimit(.minutes(5)))
  func `a retrained model takes over without a gap`() async throws {
    defer { shop.remove() }
    let recipe = "aws-vod-top-picks"
    let recommender = try shop.addRecommender(recipe: recipe)
    #expect(
      try !shop.recommend(recommender: recommender, user: "u1", count: 41).ids.contains("fresh"))
    try shop.publishModel(
      of: recommender, file: "main-2.model", recipe: recipe, extraItem: "fresh")
    try shop.setStatus(recommender, .active)
    while try !shop.recommend(recommender: recommender, user: "u1", count: 41).ids
      .contains("fresh")
    {
      await Task.yield()
    }
    #expect(shop.plane.isLoaded(tenant: shop.tenant, targetARN: recommender))
  }

  @Test func `what a user bought is dropped at once, from the list for the user alone`()
    async throws
  {
    defer { shop.remove() }
    let recommender = try shop.addRecommender(recipe: "aws-ecomm-recommended-for-you")
    let first = try shop.recommend(recommender: recommender, user: "u5", count: 40).ids
    #expect(first.count == 40)
    let bought = Array(first.prefix(3))
    try await shop.view(bought, user: "u5", type: "purchase")
    let later = try shop.recommend(recommender: recommender, user: "u5", count: 37).ids
    #expect(Set(later) == Set(first).subtracting(bought))
    #expect(try shop.recommend(recommender: recommender, user: "u5", count: 10).count == 10)
    #expect(try shop.recommend(recommender: recommender, user: "u4", count: 40).count == 40)
    // A view is no purchase.
    try await shop.view([later[0]], user: "u5")
    #expect(
      try shop.recommend(recommender: recommender, user: "u5", count: 40).ids.contains(later[0]))
  }

  @Test func `what was bought in a session counts for the user it turns out to be`() async throws {
    defer { shop.remove() }
    let recommender = try shop.addRecommender(
      recipe: "aws-ecomm-customers-who-viewed-x-also-viewed")
    func items(_ user: String) throws -> [String] {
      try shop.recommend(recommender: recommender, user: user, item: "i6", count: 40).ids
    }
    #expect(try items("u5").contains("i8"))
    try await shop.view(["i8"], user: nil, session: "x", type: "Purchase")
    #expect(try !items("x").contains("i8"))
    #expect(try items("u5").contains("i8"))
    try await shop.view(["i10"], user: "u5", session: "x")
    #expect(try !items("u5").contains("i8"))
    #expect(try items("u5").contains("i10"))
  }

  @Test func `imported purchases count, of which the latest hundred`() throws {
    defer { shop.remove() }
    let recommender = try shop.addRecommender(recipe: "aws-ecomm-recommended-for-you")
    #expect(try shop.recommend(recommender: recommender, user: "u5", count: 40).count == 40)
    let old = (0..<10).map { (user: "u5", item: "i\($0)", type: "Purchase") }
    try shop.importInteractions("one", old)
    let items = try shop.recommend(recommender: recommender, user: "u5", count: 40).ids
    #expect(Set(items).isDisjoint(with: old.map(\.item)))
    #expect(items.count == 30)
    try shop.importInteractions(
      "two", old + (0..<95).map { _ in (user: "u5", item: "i20", type: "PURCHASE") })
    let later = try shop.recommend(recommender: recommender, user: "u5", count: 40).ids
    #expect(
      Set((0..<40).map { "i\($0)" }).subtracting(later) == ["i5", "i6", "i7", "i8", "i9", "i20"])
  }

  @Test(.timeLimit(.minutes(5)), arguments: ["aws-trending-now", "aws-vod-trending-now"])
  func `streamed events make an item trend, and still do after a restart`(
    recipe: String
  ) async throws {
    defer { shop.remove() }
    let isCustom = recipe == "aws-trending-now"
    let arn =
      try isCustom
      ? shop.addCampaign(recipe: recipe) : shop.addRecommender(recipe: recipe)
    func first(_ shop: Shop) throws -> String? {
      try isCustom
        ? shop.recommend(arn, count: 1).ids.first
        : shop.recommend(recommender: arn, count: 1).ids.first
    }
    #expect(try first(shop) != "i33")
    for user in 0..<40 {
      try await shop.view(["i33"], user: "v\(user)", session: "t\(user)", type: "Watch")
    }
    while try first(shop) != "i33" { await Task.yield() }
    #expect(try first(try Shop(directory: shop.directory)) == "i33")
  }
}
