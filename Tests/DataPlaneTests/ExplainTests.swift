import DataPlane
import Foundation
import PersonalizeAPI
import Platform
import Store
import Testing

struct ExplainTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  private func explain(
    _ request: ExplainRecommendationsRequest
  ) throws(ServiceError) -> Explanation {
    try shop.plane.explain(request, shop.context)
  }

  private func tell(_ item: String, _ explanation: Explanation) -> ExplainedItem? {
    explanation.items.first { $0.itemId == item }
  }

  @Test(arguments: ["u2", "nobody"])
  func `the parts of each score add up to the score that is answered`(user: String) throws {
    let campaign = try shop.addCampaignWithNewItems(
      "plain", recipe: "aws-user-personalization", weight: "0", cutOff: nil)
    let answer = try shop.recommend(campaign, user: user, count: 80)
    let told = try explain(
      ExplainRecommendationsRequest(campaignArn: campaign, userId: user, numResults: 80))
    #expect(told.items.map(\.itemId) == answer.ids)
    let normalizer = try #require(told.scoreNormalizer)
    for (item, answered) in zip(told.items, answer) {
      let sum = try #require(item.parts).reduce(0) { $0 + $1.contribution }
      let score = try #require(answered.score)
      #expect(abs(exp(sum - normalizer) - score) < 1e-3 * score + 1e-6)
      #expect(abs(sum - (item.logit ?? .infinity)) < 1e-3)
      for part in item.parts ?? [] {
        #expect(abs(part.value * part.weight - part.contribution) < 1e-9)
      }
    }
    #expect(told.items.compactMap(\.rank) == Array(1...80))
    #expect(told.items.map(\.modelScore).count == 80 && told.exploration == nil)
  }

  @Test func `explored items are told as such, and keep their own scores apart`() throws {
    let campaign = try shop.addCampaignWithNewItems(
      "curious", recipe: "aws-user-personalization", weight: "0.9", cutOff: nil)
    let told = try explain(
      ExplainRecommendationsRequest(campaignArn: campaign, userId: "u2", numResults: 20))
    let exploration = try #require(told.exploration)
    #expect(exploration.weight == 0.9 && exploration.newItems == 20)
    let explored = told.items.filter { $0.origin == "exploration" }
    #expect(!explored.isEmpty && explored.count == exploration.explored)
    #expect(explored.allSatisfy { $0.itemId.hasPrefix("n") })
    let normalizer = try #require(told.scoreNormalizer)
    for item in told.items {
      let sum = try #require(item.parts).reduce(0) { $0 + $1.contribution }
      let score = try #require(item.modelScore)
      #expect(abs(exp(sum - normalizer) - score) < 1e-3 * score + 1e-6)
    }
    let listed = Set(told.items.map(\.itemId))
    let all = try explain(
      ExplainRecommendationsRequest(campaignArn: campaign, userId: "u2", numResults: 80))
    let absent = all.items.first { ($0.rank ?? 80) <= 20 && !listed.contains($0.itemId) }
    let about = try explain(
      ExplainRecommendationsRequest(
        campaignArn: campaign, userId: "u2", numResults: 20,
        aboutItemId: try #require(absent).itemId)
    ).about
    #expect(about?.status == "explored")
  }

  @Test func `events are told with their weights, live ones before those of training`() async throws
  {
    let campaign = try shop.addCampaign()
    _ = try shop.recommend(campaign, user: "u2")
    try await shop.view(["i7", "never-heard-of"], user: "u2")
    let told = try explain(ExplainRecommendationsRequest(campaignArn: campaign, userId: "u2"))
    #expect(told.userIsKnown == true)
    #expect(told.events.prefix(2).map(\.itemId) == ["never-heard-of", "i7"])
    #expect(told.events.prefix(2).map(\.used) == [false, true])
    #expect(told.events.first?.reason?.contains("does not know") == true)
    #expect(told.events.dropFirst().first?.weights?["rules"] == 1)
    #expect(told.events.dropFirst(2).allSatisfy { $0.source == "model" })
    #expect(told.events.count == 2 + 14)
  }

  @Test func `an item's absence has a reason`() async throws {
    let campaign = try shop.addCampaign()
    try await shop.addItems()
    let filter = try shop.addFilter(
      "low",
      "EXCLUDE ItemID WHERE Items.CATEGORY_L1 IN (\"low\")"
        + " | EXCLUDE ItemID WHERE Items.PRICE > 30")
    func verdict(_ item: String, filter: String? = nil, count: Int = 3) throws -> ExplainedItem? {
      try explain(
        ExplainRecommendationsRequest(
          campaignArn: campaign, userId: "u2", numResults: count, filterArn: filter,
          aboutItemId: item)
      ).about
    }
    #expect(try verdict("nothing")?.status == "unknown")
    let filtered = try verdict("i2", filter: filter)
    #expect(filtered?.status == "filtered")
    #expect(filtered?.message?.contains("Items.CATEGORY_L1") == true)
    #expect(filtered?.message?.contains("PRICE") == false)
    let all = try explain(
      ExplainRecommendationsRequest(campaignArn: campaign, userId: "u2", numResults: 40))
    let last = try #require(all.items.first { $0.rank == 38 })
    let low = try verdict(last.itemId)
    #expect(low?.status == "ranked" && low?.rank == 38 && low?.parts?.isEmpty == false)
    let first = try verdict(all.items[0].itemId)
    #expect(first?.status == "listed" && first?.place == 1)
  }

  @Test func `the filter's clauses count what they remove`() async throws {
    let campaign = try shop.addCampaign()
    try await shop.addItems()
    let filter = try shop.addFilter(
      "both",
      "EXCLUDE ItemID WHERE Items.CATEGORY_L1 IN (\"low\")"
        + " | EXCLUDE ItemID WHERE Items.PRICE > 30")
    let told = try explain(
      ExplainRecommendationsRequest(campaignArn: campaign, userId: "u2", filterArn: filter))
    let account = try #require(told.filter)
    #expect(account.clauses.map(\.matched) == [20, 8])
    #expect(account.clauses.map(\.removed) == [20, 8])
    #expect(account.admitted == 12 && account.removed == 28)
    #expect(told.items.count == 12)
    #expect(account.clauses.map(\.expression).last == "EXCLUDE ItemID WHERE Items.PRICE > 30")
  }

  @Test(arguments: ["aws-similar-items", "aws-sims", "aws-popularity-count"])
  func `recipes without scores tell where items come from`(recipe: String) throws {
    let campaign = try shop.addCampaign(recipe: recipe)
    let told = try explain(
      ExplainRecommendationsRequest(
        campaignArn: campaign, itemId: "i4", numResults: 40, aboutItemId: "i4"))
    #expect(told.items.map(\.itemId) == (try shop.recommend(campaign, item: "i4", count: 40)).ids)
    #expect(told.items.first?.origin == (recipe.contains("popular") ? "popularity" : "related"))
    #expect(told.scoreNormalizer == nil && told.items.allSatisfy { $0.score == nil })
    #expect(told.about?.status == (recipe.contains("popular") ? "listed" : "seed"))
    let ranks = told.items.compactMap(\.rank)
    #expect(ranks == ranks.sorted())
  }

  @Test func `rankings are explained among the items to rank`() throws {
    let campaign = try shop.addCampaign(recipe: "aws-personalized-ranking")
    let input = ["i3", "i8", "i6", "stranger", "i1"]
    let answer = try shop.plane.getPersonalizedRanking(
      GetPersonalizedRankingRequest(campaignArn: campaign, inputList: input, userId: "u2"),
      shop.context)
    let told = try explain(
      ExplainRecommendationsRequest(
        campaignArn: campaign, userId: "u2", inputList: input, aboutItemId: "i20"))
    #expect(told.items.map(\.itemId) == answer.personalizedRanking?.ids)
    #expect(told.items.prefix(4).compactMap(\.rank) == [1, 2, 3, 4])
    let normalizer = try #require(told.scoreNormalizer)
    for (item, answered) in zip(told.items, answer.personalizedRanking ?? []).prefix(4) {
      let sum = try #require(item.parts).reduce(0) { $0 + $1.contribution }
      #expect(abs(exp(sum - normalizer) - (answered.score ?? 0)) < 1e-3)
    }
    #expect(told.about?.status == "notAsked")
  }

  @Test func `what a use case drops is told`() async throws {
    let recommender = try shop.addRecommender(recipe: "aws-ecomm-recommended-for-you")
    let best = try #require(try shop.recommend(recommender: recommender, user: "u2").ids.first)
    try await shop.view([best], user: "u2", type: "Purchase")
    let told = try explain(
      ExplainRecommendationsRequest(
        userId: "u2", recommenderArn: recommender, aboutItemId: best))
    #expect(told.automaticFilter?.removed == 1)
    #expect(told.automaticFilter?.eventType == "Purchase")
    #expect(told.about?.status == "dropped")
  }

  @Test func `promoted items are told as such`() async throws {
    let campaign = try shop.addCampaign()
    try await shop.addItems()
    let filter = try shop.addFilter("dear", "INCLUDE ItemID WHERE Items.PRICE > 36")
    let told = try explain(
      ExplainRecommendationsRequest(
        campaignArn: campaign, userId: "u2", numResults: 10,
        promotions: [Promotion(name: "dear", percentPromotedItems: 20, filterArn: filter)]))
    #expect(told.promotion?.places == 2 && told.promotion?.filled == 2)
    #expect(told.promotion?.admitted == 2)
    #expect(told.items.count { $0.origin == "promotion" } == 2)
  }

  @Test func `what the request is refused with, its explanation is refused with`() throws {
    let campaign = try shop.addCampaign()
    #expect(throws: ServiceError.self) {
      try explain(ExplainRecommendationsRequest(campaignArn: campaign))
    }
    #expect(throws: ServiceError.self) {
      try explain(ExplainRecommendationsRequest(recommenderArn: campaign))
    }
  }
}
