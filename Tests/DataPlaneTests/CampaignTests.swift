import DataPlane
import PersonalizeAPI
import Store
import Testing

struct CampaignTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  @Test func `an unknown campaign is not found`() throws {
    defer { shop.remove() }
    let error = #expect(throws: ServiceError.self) {
      try shop.recommend(Shop.arn("campaign", "none"), user: "u1")
    }
    #expect(error?.kind == .resourceNotFound)
  }

  @Test func `another tenant's campaign is not found`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    _ = try shop.recommend(campaign, user: "u1")
    let stranger = try #require(TenantKey(account: "999922223333", region: "eu-west-1"))
    #expect(!shop.plane.isLoaded(tenant: stranger, targetARN: campaign))
    let error = #expect(throws: ServiceError.self) {
      try shop.plane.getRecommendations(
        GetRecommendationsRequest(campaignArn: campaign, userId: "u1"),
        .init(tenant: stranger))
    }
    #expect(error?.kind == .resourceNotFound)
  }

  @Test(arguments: [Status.createPending, .createInProgress, .createFailed, .deletePending])
  func `a campaign that is not active does not serve`(status: Status) throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(status: status)
    let error = #expect(throws: ServiceError.self) { try shop.recommend(campaign, user: "u1") }
    #expect(error?.kind == .invalidInput)
    #expect(error?.message.contains(status.rawValue) == true)
  }

  @Test func `a campaign serves from the moment it is active until it is deleted`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(status: .createInProgress)
    #expect(throws: ServiceError.self) { try shop.recommend(campaign, user: "u1") }
    try shop.setStatus(campaign, .active)
    #expect(try !shop.recommend(campaign, user: "u1").isEmpty)
    try shop.setStatus(campaign, .deletePending)
    #expect(!shop.plane.isLoaded(tenant: shop.tenant, targetARN: campaign))
    #expect(throws: ServiceError.self) { try shop.recommend(campaign, user: "u1") }
    try shop.store.tenant(shop.tenant).transaction { database in
      if let resource = try database.resource(campaign) { try database.remove(resource) }
    }
    let error = #expect(throws: ServiceError.self) { try shop.recommend(campaign, user: "u1") }
    #expect(error?.kind == .resourceNotFound)
  }

  @Test(.timeLimit(.minutes(5)))
  func `an update swaps the version without a gap`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    #expect(try !shop.recommend(campaign, user: "u1", count: 40).ids.contains("fresh"))
    let version = try shop.addVersion(
      "newer", recipe: "aws-user-personalization", extraItem: "fresh")
    try shop.update(campaign, to: version)
    while try !shop.recommend(campaign, user: "u1", count: 41).ids.contains("fresh") {
      await Task.yield()
    }
    #expect(shop.plane.isLoaded(tenant: shop.tenant, targetARN: campaign))
  }

  @Test func `exactly one of campaign and recommender must be named`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    for request in [
      GetRecommendationsRequest(userId: "u1"),
      GetRecommendationsRequest(
        campaignArn: campaign, userId: "u1", recommenderArn: Shop.arn("recommender", "r")),
    ] {
      let error = #expect(throws: ServiceError.self) {
        try shop.plane.getRecommendations(request, shop.context)
      }
      #expect(error?.kind == .invalidInput)
    }
  }
}
