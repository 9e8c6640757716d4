import DataPlane
import PersonalizeAPI
import Platform
import Store
import Testing

struct MetadataTests {
  let shop: Shop

  init() throws {
    shop = try Shop()
    try shop.addDataset("ITEMS", schema: Shop.itemsSchema)
  }

  private func recommend(
    _ campaign: String, _ columns: [String: [String]], count: Int? = 3
  ) throws(ServiceError) -> [String: [String: String]] {
    let items =
      try shop.plane.getRecommendations(
        GetRecommendationsRequest(
          campaignArn: campaign, userId: "u1", numResults: count, metadataColumns: columns),
        shop.context
      ).itemList ?? []
    var metadata: [String: [String: String]] = [:]
    for item in items { metadata[item.itemId ?? ""] = item.metadata ?? [:] }
    return metadata
  }

  private static let all = ["ITEMS": ["CATEGORY_L1", "PRICE", "CREATION_TIMESTAMP"]]

  @Test func `columns come as texts and nulls are left out`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count", metadata: true)
    try await shop.put([
      Item(
        itemId: "i0",
        properties: #"{"categoryL1":"a|b \"c\"","price":12.5,"creationTimestamp":1700000000}"#),
      Item(itemId: "i1", properties: #"{"categoryL1":"hats"}"#),
    ])
    let expected = [
      "i0": [
        "CATEGORY_L1": "a|b \"c\"", "PRICE": "12.5", "CREATION_TIMESTAMP": "1700000000",
      ], "i1": ["CATEGORY_L1": "hats"],
    ]
    #expect(try recommend(campaign, Self.all, count: 2) == expected)
    // A replacement counts at once, and takes columns away.
    try await shop.put([Item(itemId: "i0", properties: #"{"categoryL1":"shoes"}"#)])
    #expect(try recommend(campaign, Self.all, count: 1) == ["i0": ["CATEGORY_L1": "shoes"]])
  }

  @Test func `of imports and records the newest counts`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count", metadata: true)
    func category() throws -> [String?] {
      let found = try recommend(campaign, ["ITEMS": ["category_l1"]], count: 2)
      return ["i0", "i1"].map { found[$0]?["CATEGORY_L1"] }
    }
    #expect(try category() == [nil, nil])
    try shop.importItems(
      "one", ["i0": #"{"CATEGORY_L1":"first"}"#, "i1": #"{"CATEGORY_L1":"first"}"#])
    #expect(try category() == ["first", "first"])
    shop.clock.advance(milliseconds: 10)
    try await shop.put([Item(itemId: "i0", properties: #"{"categoryL1":"put"}"#)])
    #expect(try category() == ["put", "first"])
    shop.clock.advance(milliseconds: 10)
    try shop.importItems("two", ["i1": #"{"CATEGORY_L1":"second"}"#])
    #expect(try category() == ["put", "second"])
    let again = try Shop(directory: shop.directory)
    let items = try again.plane.getRecommendations(
      GetRecommendationsRequest(
        campaignArn: campaign, numResults: 2, metadataColumns: ["ITEMS": ["CATEGORY_L1"]]),
      again.context
    ).itemList
    #expect(items?.map(\.metadata) == [["CATEGORY_L1": "put"], ["CATEGORY_L1": "second"]])
  }

  @Test func `metadata must be enabled unless the recipe always gives it`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let error = #expect(throws: ServiceError.self) { try recommend(campaign, Self.all) }
    #expect(error?.kind == .invalidInput)
    #expect(error?.message.contains("enableMetadataWithRecommendations") == true)
    let second = try shop.addCampaign("v2", recipe: "aws-user-personalization-v2")
    #expect(try recommend(second, Self.all).count == 3)
    // An update that only enables it needs no other model.
    try shop.store.tenant(shop.tenant).transaction { database in
      guard var resource = try database.resource(campaign) else { return }
      var body = try Campaign.decode(resource.body)
      body.campaignConfig = CampaignConfig(enableMetadataWithRecommendations: true)
      resource.body = body.encoded()
      try database.update(resource)
    }
    #expect(try recommend(campaign, Self.all).count == 3)
  }

  @Test func `what cannot be given is refused`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(metadata: true)
    for columns in [
      ["ITEMS": ["COLOUR"]], ["ITEMS": ["ITEM_ID"]], ["USERS": ["AGE"]],
      ["ITEMS": (0..<11).map { "C\($0)" }],
    ] {
      let error = #expect(throws: ServiceError.self) { try recommend(campaign, columns) }
      #expect(error?.kind == .invalidInput)
    }
    let tooMany = #expect(throws: ServiceError.self) {
      try recommend(campaign, Self.all, count: 51)
    }
    #expect(tooMany?.message.contains("50") == true)
    #expect(try recommend(campaign, Self.all, count: nil).count == 25)
    #expect(try recommend(campaign, ["ITEMS": []], count: 51).count == 40)
  }

  @Test func `a ranking carries metadata`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-personalized-ranking", metadata: true)
    try await shop.put([Item(itemId: "i3", properties: #"{"categoryL1":"hats"}"#)])
    let request = GetPersonalizedRankingRequest(
      campaignArn: campaign, inputList: ["i3", "i4", "new"], userId: "u1",
      metadataColumns: ["ITEMS": ["CATEGORY_L1"]])
    let ranking = try shop.plane.getPersonalizedRanking(request, shop.context).personalizedRanking
    #expect(ranking?.first { $0.itemId == "i3" }?.metadata == ["CATEGORY_L1": "hats"])
    #expect(ranking?.first { $0.itemId == "new" }?.metadata == nil)
    #expect(ranking?.count == 3)
  }

  @Test func `the direct answer waits for the rows and equals the modelled one`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(metadata: true)
    try await shop.put([Item(itemId: "i1", properties: #"{"categoryL1":"a\"b"}"#)])
    _ = try shop.recommend(campaign, user: "u1")
    let request = GetRecommendationsRequest(
      campaignArn: campaign, userId: "u1", numResults: 40, metadataColumns: Self.all)
    var buffer: [UInt8] = []
    for mayBlock in [false, true, false] {
      buffer = []
      let isAnswered = try shop.plane.respond(
        to: .getRecommendations, body: request.encoded(), tenant: shop.tenant, mayBlock: mayBlock,
        into: &buffer)
      #expect(isAnswered == !buffer.isEmpty)
    }
    let modelled = try shop.plane.getRecommendations(request, shop.context).itemList
    #expect(try GetRecommendationsResponse.decode(buffer).itemList == modelled)
    #expect(modelled?.first { $0.itemId == "i1" }?.metadata == ["CATEGORY_L1": "a\"b"])
  }
}
