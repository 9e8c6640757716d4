import DataPlane
import PersonalizeAPI
import Platform
import Recipes
import Store
import Testing

/// Requests whose answers depend on the user's current record and on their context.
struct UserFactsTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  /// Gold users meet even items and others odd ones; on a phone items below 20, else the rest.
  private func addCampaign(
    _ name: String = "main", recipe: String = "aws-user-personalization"
  ) throws -> String {
    var builder = TrainingDataBuilder(contextColumns: ["DEVICE"])
    var tier = MetadataColumnBuilder(name: "TIER", kind: .categorical)
    var state: UInt64 = 1
    func random(_ count: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % count)
    }
    for user in 0..<120 {
      let number = builder.users.intern("u\(user)")
      tier.set(row: number, text: user % 2 == 0 ? "gold" : "base")
      for step in 0..<12 {
        let isPhone = random(3) == 0
        let place = random(10)
        builder.append(
          user: "u\(user)", item: "i\(2 * place + user % 2 + (isPhone ? 0 : 20))",
          timestamp: Int64(1_700_000_000 + step * 60))
        builder.setContext(column: 0, value: isPhone ? "phone" : "tv")
      }
    }
    builder.userMetadata = [tier]
    let model = try train(
      recipe: recipe, data: try builder.build(),
      configuration: TrainingConfiguration(minimums: .relaxed, evaluates: false), seed: 1,
      threads: 1
    ).model
    let version = Shop.arn("solution", "of-\(name)/abcdef01")
    let group = try shop.store.tenant(shop.tenant).group(named: "shop")
    try Files.replace(group.modelPath(file: "\(name).model")) { try model.write(to: $0) }
    try group.publishModel(
      of: version, file: "\(name).model", lastEvent: 0, at: shop.clock.now())
    let arn = Shop.arn("campaign", name)
    try shop.insert(
      .campaign, arn, name, body: Campaign(name: name, solutionVersionArn: version).encoded())
    return arn
  }

  private func put(_ user: String, tier: String) async throws {
    try await shop.wait {
      shop.plane.putUsers(
        PutUsersRequest(
          datasetArn: Shop.arn("dataset", "shop/USERS"),
          users: [User(userId: user, properties: #"{"tier":"\#(tier)"}"#)]),
        shop.context, $0)
    }
  }

  private func recommend(
    _ campaign: String, _ user: String, _ context: [String: String]? = nil
  ) throws -> [PredictedItem] {
    try shop.plane.getRecommendations(
      GetRecommendationsRequest(
        campaignArn: campaign, userId: user, numResults: 10, context: context), shop.context
    ).itemList ?? []
  }

  private func lowCount(_ items: [PredictedItem]) -> Int {
    items.ids.count { (Int($0.dropFirst()) ?? 99) < 20 }
  }

  @Test func `a new user's record counts at once, and so does another one`() async throws {
    defer { shop.remove() }
    try shop.addDataset("USERS", schema: Shop.usersSchema)
    let campaign = try addCampaign()
    let before = try recommend(campaign, "new")
    try await put("new", tier: "gold")
    let gold = try recommend(campaign, "new")
    #expect(gold.evenCount(of: 10) >= 9)
    #expect(gold != before)
    #expect(try recommend(campaign, "new") == gold)
    try await put("new", tier: "base")
    #expect(try recommend(campaign, "new").evenCount(of: 10) <= 1)
    #expect(try recommend(campaign, "other") == before)
  }

  @Test func `a context changes the answer to its own request alone`() throws {
    defer { shop.remove() }
    let campaign = try addCampaign()
    let plain = try recommend(campaign, "u4")
    let phone = try recommend(campaign, "u4", ["DEVICE": "phone"])
    let television = try recommend(campaign, "u4", ["device": "tv"])
    #expect(lowCount(Array(phone.prefix(3))) > lowCount(Array(television.prefix(3))))
    #expect(try recommend(campaign, "u4") == plain)
    #expect(try recommend(campaign, "u4", ["DEVICE": "phone"]) == phone)
    #expect(try recommend(campaign, "u4", ["WEATHER": "rain"]) == plain)
  }

  @Test func `a context counts for users nobody knows`() throws {
    defer { shop.remove() }
    let campaign = try addCampaign()
    let phone = try recommend(campaign, "stranger", ["DEVICE": "phone"])
    #expect(lowCount(phone) >= 8)
    #expect(try lowCount(recommend(campaign, "stranger")) < lowCount(phone))
  }

  @Test func `a ranking knows the user's record and the context`() async throws {
    defer { shop.remove() }
    try shop.addDataset("USERS", schema: Shop.usersSchema)
    let campaign = try addCampaign(recipe: "aws-personalized-ranking")
    try await put("new", tier: "gold")
    func rank(_ context: [String: String]?) throws -> [String] {
      try shop.plane.getPersonalizedRanking(
        GetPersonalizedRankingRequest(
          campaignArn: campaign, inputList: ["i3", "i33", "i34", "i4"], userId: "new",
          context: context), shop.context
      ).personalizedRanking?.ids ?? []
    }
    #expect(Set(try rank(nil).prefix(2)) == ["i4", "i34"])
    #expect(try rank(["DEVICE": "phone"]).first == "i4")
    #expect(try rank(["DEVICE": "tv"]).first == "i34")
  }
}
