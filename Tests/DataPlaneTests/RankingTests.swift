import DataPlane
import PersonalizeAPI
import Testing

struct RankingTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  private func rank(
    _ campaign: String, _ items: [String], user: String
  ) throws(ServiceError) -> [PredictedItem] {
    try shop.plane.getPersonalizedRanking(
      GetPersonalizedRankingRequest(campaignArn: campaign, inputList: items, userId: user),
      shop.context
    ).personalizedRanking ?? []
  }

  @Test func `the given items are ordered by the user's taste`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-personalized-ranking")
    let even = try rank(campaign, ["i9", "i8", "i11", "i10"], user: "u2")
    #expect(Set(even.ids.prefix(2)) == ["i8", "i10"])
    #expect(abs(even.compactMap(\.score).reduce(0, +) - 1) < 1e-5)
  }

  @Test func `unknown items come last without score in the order given`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-personalized-ranking")
    let items = try rank(campaign, ["zz", "i3", "aa", "i5", "zz", "i3"], user: "u1")
    #expect(Set(items.ids.prefix(2)) == ["i3", "i5"])
    #expect(Array(items.ids.dropFirst(2)) == ["zz", "aa"])
    #expect(items.map { $0.score == nil } == [false, false, true, true])
  }

  @Test func `an unknown user gets the order of popularity`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-personalized-ranking")
    #expect(try rank(campaign, ["i7", "i1", "i0"], user: "stranger").ids == ["i0", "i1", "i7"])
  }

  @Test func `an empty list and more than 500 items are refused`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-personalized-ranking")
    #expect(throws: ServiceError.self) { try rank(campaign, [], user: "u1") }
    #expect(throws: ServiceError.self) {
      try rank(campaign, (0...500).map { "x\($0)" }, user: "u1")
    }
    #expect(try rank(campaign, (1...500).map { "x\($0)" }, user: "u1").count == 500)
  }

  @Test func `the two operations do not take each other's campaigns`() throws {
    defer { shop.remove() }
    let ranking = try shop.addCampaign("ranking", recipe: "aws-personalized-ranking")
    let personal = try shop.addCampaign("personal")
    let first = #expect(throws: ServiceError.self) { try shop.recommend(ranking, user: "u1") }
    let second = #expect(throws: ServiceError.self) { try rank(personal, ["i1"], user: "u1") }
    #expect(first?.kind == .invalidInput)
    #expect(second?.kind == .invalidInput)
  }
}
