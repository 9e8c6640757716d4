import DataPlane
import PersonalizeAPI
import Store
import Testing

struct RecommendationTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  @Test func `a user gets items of their taste with falling scores`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let items = try shop.recommend(campaign, user: "u5", count: 10)
    #expect(items.count == 10)
    let others = try shop.recommend(campaign, user: "u4", count: 10)
    #expect(items.evenCount(of: 10) < 5)
    #expect(others.evenCount(of: 10) > 5)
    let scores = items.compactMap(\.score)
    #expect(scores.count == 10)
    #expect(scores == scores.sorted(by: >))
    #expect(scores.reduce(0, +) <= 1.000001)
  }

  @Test func `all scores of the catalogue sum to one`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let items = try shop.recommend(campaign, user: "u5", count: 500)
    #expect(items.count == 40)
    #expect(abs(items.compactMap(\.score).reduce(0, +) - 1) < 1e-4)
  }

  @Test(arguments: [(nil, 25), (0, 25), (1, 1), (40, 40), (500, 40)])
  func `numResults decides the length and has a default`(asked: Int?, got: Int) throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    #expect(try shop.recommend(campaign, user: "u1", count: asked).count == got)
  }

  @Test func `more than 500 results are refused`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let error = #expect(throws: ServiceError.self) {
      try shop.recommend(campaign, user: "u1", count: 501)
    }
    #expect(error?.kind == .invalidInput)
  }

  @Test func `an unknown user gets popular items`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let items = try shop.recommend(campaign, user: "stranger", count: 3)
    #expect(items.ids.first == "i0")
    #expect(items.allSatisfy { $0.score != nil })
  }

  @Test func `a personalised recipe needs a user`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let error = #expect(throws: ServiceError.self) { try shop.recommend(campaign) }
    #expect(error?.kind == .invalidInput)
    #expect(error?.message.contains("userId") == true)
  }

  @Test func `popularity counts users and tells no scores`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count")
    let items = try shop.recommend(campaign, count: 2)
    #expect(items.ids == ["i0", "i1"])
    #expect(items.allSatisfy { $0.score == nil })
    #expect(try shop.recommend(campaign, user: "u5", count: 2) == items)
  }

  @Test(arguments: ["aws-sims", "aws-similar-items"])
  func `a seed item brings its like and never itself`(recipe: String) throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: recipe)
    let items = try shop.recommend(campaign, item: "i6", count: 6)
    #expect(items.count == 6)
    #expect(!items.ids.contains("i6"))
    #expect(items.allSatisfy { $0.score == nil })
    #expect(items.evenCount(of: 6) >= 5)
    let error = #expect(throws: ServiceError.self) { try shop.recommend(campaign, user: "u1") }
    #expect(error?.message.contains("itemId") == true)
  }

  @Test func `an unknown seed item brings popular items`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-sims")
    #expect(try shop.recommend(campaign, item: "nothing", count: 2).ids == ["i0", "i1"])
  }

  @Test func `every answer has a recommendation id of its own`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let request = GetRecommendationsRequest(campaignArn: campaign, userId: "u1")
    let first = try shop.plane.getRecommendations(request, shop.context).recommendationId
    let second = try shop.plane.getRecommendations(request, shop.context).recommendationId
    #expect(first?.hasPrefix("RID-") == true)
    #expect(first?.utf8.count == 40)
    #expect(first != second)
  }

  @Test func `the direct answer equals the modelled one`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let request = GetRecommendationsRequest(campaignArn: campaign, userId: "u3", numResults: 7)
    let modelled = try shop.plane.getRecommendations(request, shop.context)
    var buffer: [UInt8] = []
    let isAnswered = try shop.plane.respond(
      to: .getRecommendations, body: request.encoded(), tenant: shop.tenant, mayBlock: false,
      into: &buffer)
    #expect(isAnswered)
    #expect(try GetRecommendationsResponse.decode(buffer).itemList == modelled.itemList)
  }

  @Test func `nothing is read from the disk when that is forbidden`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let request = GetRecommendationsRequest(campaignArn: campaign, userId: "u3")
    var buffer: [UInt8] = []
    #expect(!shop.plane.isLoaded(tenant: shop.tenant, targetARN: campaign))
    for mayBlock in [false, true, false] {
      let isAnswered = try shop.plane.respond(
        to: .getRecommendations, body: request.encoded(), tenant: shop.tenant, mayBlock: mayBlock,
        into: &buffer)
      #expect(isAnswered == !buffer.isEmpty)
    }
    #expect(shop.plane.isLoaded(tenant: shop.tenant, targetARN: campaign))
  }
}
