import DataPlane
import PersonalizeAPI
import Platform
import Store
import Testing

struct FilterTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  private static func numbers(_ range: Range<Int>) -> Set<String> { Set(range.map { "i\($0)" }) }

  @Test(arguments: ["aws-user-personalization", "aws-popularity-count", "aws-similar-items"])
  func `a filter on items leaves all that pass, in their order`(recipe: String) async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: recipe)
    let all = try shop.recommend(campaign, user: "u1", item: "i39", count: 40).ids
    let include = try shop.addFilter("in", #"INCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("high")"#)
    let exclude = try shop.addFilter("ex", #"EXCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("high")"#)
    let high = Self.numbers(20..<39).union(["i5"])
    let kept = try shop.recommend(campaign, filter: include, user: "u1", item: "i39")
    #expect(kept == all.filter { high.contains($0) })
    let left = try shop.recommend(campaign, filter: exclude, user: "u1", item: "i39")
    #expect(left == all.filter { !high.contains($0) })
    let few = try shop.recommend(campaign, filter: include, user: "u1", item: "i39", count: 3)
    #expect(few == Array(kept.prefix(3)))
    let none = try shop.addFilter("none", "INCLUDE ItemID WHERE Items.PRICE > 1000")
    #expect(try shop.recommend(campaign, filter: none, user: "u1", item: "i39").isEmpty)
  }

  @Test(arguments: [
    "aws-user-personalization", "aws-popularity-count", "aws-similar-items", "aws-trending-now",
  ])
  func `what passes is found however far down it is`(recipe: String) async throws {
    defer { shop.remove() }
    let campaign = try shop.addWideCampaign(recipe: recipe)
    try shop.importInteractions(
      "one", (250..<270).map { ("u1", "i\($0)", $0 < 260 ? "Seen" : "Bought") })
    try await shop.view(["i3", "i4"], user: "u1")
    let filter = try shop.addFilter(
      "some", "INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($TYPES)")
    let all = try shop.recommend(campaign, user: "u1", item: "i7", count: 500)
    let wanted = all.ids.filter { (250..<260).contains(Int($0.dropFirst()) ?? 0) }
    #expect(wanted.count > 5)
    for count in [3, 25, 500] {
      let found = try shop.plane.getRecommendations(
        GetRecommendationsRequest(
          campaignArn: campaign, itemId: "i7", userId: "u1", numResults: count, filterArn: filter,
          filterValues: ["TYPES": #""Seen""#]), shop.context
      ).itemList
      #expect(found == all.filter { wanted.prefix(count).contains($0.itemId ?? "") })
    }
    // A shorter list was asked for first, or none.
    let again = try Shop(directory: shop.directory)
    let promotion = Promotion(
      percentPromotedItems: 50, filterArn: filter, filterValues: ["TYPES": #""Seen""#])
    let items = try again.plane.getRecommendations(
      GetRecommendationsRequest(
        campaignArn: campaign, itemId: "i7", userId: "u1", numResults: 10,
        promotions: [promotion]), again.context
    ).itemList
    #expect(items?.ids.filter { wanted.contains($0) } == Array(wanted.prefix(5)))
    #expect(Set(items?.ids ?? []).count == 10)
  }

  @Test func `values fill placeholders, and those of EXCLUDE may be left out`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count")
    let include = try shop.addFilter("in", "INCLUDE ItemID WHERE Items.PRICE < $MAX")
    let exclude = try shop.addFilter(
      "ex", "EXCLUDE ItemID WHERE Items.CATEGORY_L1 IN ($CATEGORY)")
    #expect(
      try Set(shop.recommend(campaign, filter: include, ["MAX": "3"])) == Self.numbers(0..<3))
    #expect(
      try Set(shop.recommend(campaign, filter: exclude, ["CATEGORY": #""low","other""#]))
        == Self.numbers(20..<40))
    #expect(try shop.recommend(campaign, filter: exclude).count == 40)
    let refused: [(String, [String: String]?)] = [
      (include, nil), (include, ["MAX": "3", "MIN": "1"]), (include, ["MAX": "cheap"]),
      (exclude, ["CATEGORY": "low"]), (exclude, ["OTHER": #""low""#]),
    ]
    for (filter, values) in refused {
      let error = #expect(throws: ServiceError.self) {
        try shop.recommend(campaign, filter: filter, values)
      }
      #expect(error?.kind == .invalidInput)
    }
    let orphaned = #expect(throws: ServiceError.self) {
      try shop.plane.getRecommendations(
        GetRecommendationsRequest(campaignArn: campaign, filterValues: ["A": "1"]), shop.context)
    }
    #expect(orphaned?.message.contains("filterArn") == true)
  }

  @Test func `a filter must exist, be active, of the group and of items`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    func kind(_ filter: String) -> ErrorKind? {
      do throws(ServiceError) {
        _ = try shop.recommend(campaign, filter: filter, user: "u1")
        return nil
      } catch {
        return error.kind
      }
    }
    let text = #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("View")"#
    #expect(kind(Shop.arn("filter", "gone")) == .resourceNotFound)
    #expect(kind(campaign) == .resourceNotFound)
    let pending = try shop.addFilter("new", text, status: .createInProgress)
    #expect(kind(pending) == .invalidInput)
    try shop.setStatus(pending, .active)
    #expect(kind(pending) == nil)
    let users = try shop.addFilter(
      "users", #"EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("View")"#)
    #expect(kind(users) == .invalidInput)
    let other = Shop.arn("filter", "other")
    try shop.store.tenant(shop.tenant).transaction { database in
      try database.insert(
        Resource(
          kind: .filter, arn: other, name: "other",
          groupARN: Shop.arn("dataset-group", "elsewhere"), status: .active,
          createdAt: shop.clock.now(), body: Filter(filterExpression: text).encoded()))
    }
    #expect(kind(other) == .invalidInput)
    // A filter that goes stops working at once; another of its name works anew.
    try shop.store.tenant(shop.tenant).transaction { database in
      if let resource = try database.resource(pending) { try database.remove(resource) }
    }
    #expect(kind(pending) == .resourceNotFound)
    try shop.addFilter("new", #"INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Never")"#)
    #expect(try shop.recommend(campaign, filter: pending, user: "u1").isEmpty)
  }

  @Test func `interactions count from imports and, at once, from events`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count")
    try shop.importInteractions(
      "one", [("u1", "i0", "View"), ("u1", "i1", "click"), ("u2", "i2", "View")])
    let viewed = try shop.addFilter(
      "viewed", #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")"#)
    let anything = try shop.addFilter(
      "anything", #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#)
    let clicked = try shop.addFilter(
      "clicked", "INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($TYPES)")
    func without(_ filter: String, _ user: String) throws -> Set<String> {
      Self.numbers(0..<40).subtracting(try shop.recommend(campaign, filter: filter, user: user))
    }
    #expect(try without(viewed, "u1") == ["i0"])
    #expect(try without(anything, "u1") == ["i0", "i1"])
    #expect(try without(anything, "stranger").isEmpty)
    try await shop.view(["i7"], user: "u1")
    #expect(try without(viewed, "u1") == ["i0", "i7"])
    #expect(try without(viewed, "s1") == ["i7"])
    try await shop.view(["i8"], user: "u1", type: "Click")
    #expect(try without(viewed, "u1") == ["i0", "i7"])
    #expect(
      try Set(shop.recommend(campaign, filter: clicked, ["TYPES": #""Click""#], user: "u1"))
        == ["i1", "i8"])
    try shop.importInteractions("two", [("u1", "i3", "View")])
    #expect(try without(viewed, "u1") == ["i3", "i7"])
    let error = #expect(throws: ServiceError.self) {
      try shop.recommend(campaign, filter: viewed)
    }
    #expect(error?.kind == .invalidInput)
    #expect(error?.message.contains("userId") == true)
  }

  @Test func `of each event type the latest hundred interactions count`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(recipe: "aws-popularity-count")
    var rows = [(user: "u1", item: "i0", type: "View"), ("u1", "i1", "Buy"), ("u1", "i2", "View")]
    rows += (0..<99).map { ("u1", "x\($0)", "View") }
    try shop.importInteractions("one", rows)
    let filter = try shop.addFilter(
      "any", #"INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#)
    #expect(try Set(shop.recommend(campaign, filter: filter, user: "u1")) == ["i1", "i2"])
  }

  @Test func `IF looks at the user's record`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    try shop.addDataset("USERS", schema: Shop.usersSchema)
    let campaign = try shop.addCampaign()
    let filter = try shop.addFilter(
      "if", #"EXCLUDE ItemID WHERE Items.PRICE >= 10 IF CurrentUser.TIER IN ("basic")"#)
    let count = { try shop.recommend(campaign, filter: filter, user: "u1").count }
    #expect(try count() == 40)
    for (properties, expected) in [(#"{"tier":"basic"}"#, 11), (#"{"tier":"gold"}"#, 40)] {
      let request = PutUsersRequest(
        datasetArn: Shop.arn("dataset", "shop/USERS"),
        users: [User(userId: "u1", properties: properties)])
      try await shop.wait { shop.plane.putUsers(request, shop.context, $0) }
      #expect(try count() == expected)
    }
    let popular = try shop.addCampaign("popular", recipe: "aws-popularity-count")
    let error = #expect(throws: ServiceError.self) { try shop.recommend(popular, filter: filter) }
    #expect(error?.kind == .invalidInput)
  }

  @Test func `CurrentItem is the item asked for`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: "aws-similar-items")
    let filter = try shop.addFilter(
      "current", "INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE")
    #expect(try Set(shop.recommend(campaign, filter: filter, item: "i4")) == Self.numbers(0..<4))
    #expect(try shop.recommend(campaign, filter: filter, item: "unheard of").isEmpty)
    // The dataset may know an item that the model does not.
    try await shop.put([Item(itemId: "new", properties: #"{"categoryL1":"low","price":2.5}"#)])
    #expect(try Set(shop.recommend(campaign, filter: filter, item: "new")) == Self.numbers(0..<3))
    let personal = try shop.addCampaign("personal")
    let error = #expect(throws: ServiceError.self) {
      try shop.recommend(personal, filter: filter, user: "u1", item: "i4")
    }
    #expect(error?.kind == .invalidInput)
    #expect(error?.message.contains("CurrentItem") == true)
  }

  @Test func `put and imported items change what passes at once`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign()
    let filter = try shop.addFilter("cheap", "INCLUDE ItemID WHERE Items.PRICE < 2")
    let passing = { try Set(shop.recommend(campaign, filter: filter, user: "u2")) }
    #expect(try passing() == ["i0", "i1"])
    try await shop.put([Item(itemId: "i30", properties: #"{"categoryL1":"low","price":1}"#)])
    #expect(try passing() == ["i0", "i1", "i30"])
    try await shop.put([Item(itemId: "i1", properties: #"{"categoryL1":"low"}"#)])
    #expect(try passing() == ["i0", "i30"])
    try await shop.put([Item(itemId: "i1", properties: #"{"categoryL1":"low","price":0}"#)])
    #expect(try passing() == ["i0", "i1", "i30"])
    shop.clock.advance(milliseconds: 10)
    try shop.importItems("one", ["i0": #"{"CATEGORY_L1":"low","PRICE":9}"#])
    #expect(try passing() == ["i1", "i30"])
  }

  @Test func `filters see items that are put while they are asked`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign()
    let filter = try shop.addFilter("cheap", "INCLUDE ItemID WHERE Items.PRICE < 2")
    try await withThrowingTaskGroup(of: Bool.self) { [shop] group in
      for index in 10..<20 {
        group.addTask {
          let item = Item(itemId: "i\(index)", properties: #"{"categoryL1":"low","price":1}"#)
          try await shop.put([item])
          return try shop.recommend(campaign, filter: filter, user: "u2").contains("i\(index)")
        }
      }
      for try await isSeen in group { #expect(isSeen) }
    }
    let passing = try shop.recommend(campaign, filter: filter, user: "u2")
    #expect(Set(passing) == Self.numbers(10..<20).union(["i0", "i1"]))
  }

  @Test func `a use case drops what the user bought before the filter`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let recommender = try shop.addRecommender(recipe: "aws-ecomm-recommended-for-you")
    let filter = try shop.addFilter("cheap", "INCLUDE ItemID WHERE Items.PRICE < 4")
    try await shop.view(["i2"], user: "u1", type: "Purchase")
    let items = try shop.plane.getRecommendations(
      GetRecommendationsRequest(
        userId: "u1", filterArn: filter, recommenderArn: recommender,
        metadataColumns: nil), shop.context
    ).itemList
    #expect(Set(items?.ids ?? []) == ["i0", "i1", "i3"])
  }

  @Test func `a ranking loses the items that don't pass`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    let campaign = try shop.addCampaign(recipe: "aws-personalized-ranking", metadata: true)
    try await shop.put([Item(itemId: "fresh", properties: #"{"categoryL1":"low","price":3}"#)])
    let cheap = try shop.addFilter("cheap", "INCLUDE ItemID WHERE Items.PRICE < $MAX")
    let seen = try shop.addFilter(
      "seen", #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("View")"#)
    try await shop.view(["nowhere", "i30"], user: "u1")
    func rank(
      _ filter: String, _ values: [String: String]? = nil
    ) throws(ServiceError) -> [PredictedItem] {
      try shop.plane.getPersonalizedRanking(
        GetPersonalizedRankingRequest(
          campaignArn: campaign, inputList: ["i30", "i3", "fresh", "nowhere", "elsewhere"],
          userId: "u1", filterArn: filter, filterValues: values,
          metadataColumns: ["ITEMS": ["PRICE"]]), shop.context
      ).personalizedRanking ?? []
    }
    let cheaper = try rank(cheap, ["MAX": "10"])
    #expect(cheaper.ids == ["i3", "fresh"])
    #expect(cheaper.map(\.metadata) == [["PRICE": "3.0"], ["PRICE": "3.0"]])
    #expect(try rank(seen).ids == ["i3", "fresh", "elsewhere"])
    let error = #expect(throws: ServiceError.self) { try rank(cheap) }
    #expect(error?.kind == .invalidInput)
  }

  @Test func `a filtered answer reads no disk when that is forbidden`() async throws {
    defer { shop.remove() }
    try await shop.addItems()
    try shop.addDataset("USERS", schema: Shop.usersSchema)
    let campaign = try shop.addCampaign()
    let filter = try shop.addFilter(
      "all",
      #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("View") | "#
        + #"INCLUDE ItemID WHERE Items.PRICE < 9 IF CurrentUser.AGE > 3"#)
    let request = GetRecommendationsRequest(campaignArn: campaign, userId: "u1", filterArn: filter)
    _ = try shop.recommend(campaign, user: "u1")
    func respond(_ mayBlock: Bool) throws -> [UInt8] {
      var buffer: [UInt8] = []
      let isAnswered = try shop.plane.respond(
        to: .getRecommendations, body: request.encoded(), tenant: shop.tenant, mayBlock: mayBlock,
        into: &buffer)
      #expect(isAnswered == !buffer.isEmpty)
      return buffer
    }
    #expect(try respond(false).isEmpty)
    #expect(try !respond(true).isEmpty)
    let direct = try respond(false)
    let modelled = try shop.plane.getRecommendations(request, shop.context).itemList
    #expect(try GetRecommendationsResponse.decode(direct).itemList == modelled)
    #expect(modelled?.count == 25)
  }
}
