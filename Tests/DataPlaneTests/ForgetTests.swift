import PersonalizeAPI
import Platform
import Privacy
import Recipes
import Store
import Testing

@testable import DataPlane

/// What memory holds of people goes, and nothing else.
struct ForgetTests {
  let shop: Shop
  static let actionTracking = "7f6c2a0e-1111-4222-8333-444455556666"

  init() throws { shop = try Shop() }

  private var group: GroupStore {
    get throws { try shop.store.tenant(shop.tenant).group(named: "shop") }
  }

  /// What memory holds of people, by place, without the places that hold nothing.
  private func held(_ users: [String]) throws -> [String: Int64] {
    let counts = try shop.plane.count(of: users, in: shop.groupARN, tenant: shop.tenant)
    return Dictionary(uniqueKeysWithValues: counts.map { ($0.place, $0.count) })
  }

  private func forget(_ users: [String]) throws {
    _ = try group.eraseUsers(users)
    try shop.plane.forget(users, in: shop.groupARN, tenant: shop.tenant)
  }

  @Test func `a person's events leave every place, and others' answers stay the same`()
    async throws
  {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let filter = try shop.addFilter(
      "seen", #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#)
    let stranger = try shop.recommend(campaign, user: "stranger", count: 10)
    // Before logging in and after, and on a device that somebody else has, too.
    try await shop.view(["i1", "i3"], user: nil, session: "login")
    try await shop.view(["i5"], user: "gone", session: "login")
    try await shop.view(["i9"], user: "gone", session: "device")
    try await shop.view(["i7"], user: "stays", session: "device")
    try await shop.view(["i2", "i4"], user: "stays", session: "own")
    let users = ["gone", "stays", "login", "device", "own"]
    for user in users {
      _ = try shop.recommend(campaign, user: user, count: 10)
      _ = try shop.recommend(campaign, filter: filter, user: user, count: 10)
    }
    let others = try shop.recommend(campaign, user: "stays", count: 10)
    let filtered = try shop.recommend(campaign, filter: filter, user: "stays", count: 10)
    let own = try shop.recommend(campaign, user: "own", count: 10)
    #expect(
      Set(try held(["gone"]).keys)
        == ["memory-histories", "memory-seen-items", "memory-lists", "memory-answers"])

    try forget(["gone"])
    #expect(try held(["gone"]) == [:])
    #expect(try shop.recommend(campaign, user: "gone", count: 10) == stranger)
    #expect(try shop.recommend(campaign, user: "stays", count: 10) == others)
    #expect(try shop.recommend(campaign, user: "own", count: 10) == own)
    #expect(try shop.recommend(campaign, filter: filter, user: "stays", count: 10) == filtered)
    // Memory agrees with the disk.
    let reopened = try Shop(directory: shop.directory)
    for user in users {
      #expect(
        try reopened.recommend(campaign, user: user, count: 10)
          == shop.recommend(campaign, user: user, count: 10), "\(user)")
      #expect(
        try reopened.recommend(campaign, filter: filter, user: user, count: 10)
          == shop.recommend(campaign, filter: filter, user: user, count: 10), "\(user)")
    }
  }

  @Test func `a history that is only in the log is not read back`() async throws {
    defer { shop.remove() }
    let state = LiveState(store: try group, generationLimit: 20)
    try state.attach(ResultCache(byteLimit: 1000), after: 0)
    for round in 0..<10 {
      try await shop.view((0..<5).map { "i\($0)" }, user: "u\(round)", session: "s\(round)")
    }
    for event in try shop.storedEvents() { state.add([event]) }
    try state.readHistory(of: "s1")
    #expect(state.history(of: "s1")?.events.count == 5)
    _ = try group.eraseUsers(["u1"])
    #expect(state.forget(ForgottenPeople(["u1"])) == nil)
    for key in ["u1", "s1"] {
      if state.history(of: key) == nil { try state.readHistory(of: key) }
      #expect(state.history(of: key)?.events.isEmpty == true)
    }
  }

  @Test func `what a request began with before is not kept after`() throws {
    let epoch = ErasureEpoch()
    let cache = ResultCache(byteLimit: 1 << 20, epoch: epoch)
    let shown = ShownLists(epoch: epoch)
    let list = RankedList([RankedList.Place(item: "i", score: 1)], isComplete: true)
    let start = epoch.current
    epoch.advance()
    cache.insert(list, for: "u", begunIn: start)
    shown.insert(["i"], count: 1, as: "answer", at: shop.clock.now(), begunIn: start)
    #expect(cache.list(for: "u") == nil)
    #expect(shown.items(ofAnswer: "answer", at: shop.clock.now()) == nil)
    cache.insert(list, for: "u", begunIn: epoch.current)
    #expect(cache.list(for: "u") === list)
    shop.remove()
  }

  @Test func `users' records go with the values that only they have`() async throws {
    defer { shop.remove() }
    try shop.addDataset("USERS", schema: Shop.usersSchema)
    let campaign = try shop.addCampaign()
    try await shop.addItems()
    let filter = try shop.addFilter(
      "adults", "INCLUDE ItemID WHERE Items.PRICE < 3 IF CurrentUser.AGE > 20")
    func put(_ users: [(String, String)]) async throws {
      let request = PutUsersRequest(
        datasetArn: Shop.arn("dataset", "shop/USERS"),
        users: users.map { User(userId: $0.0, properties: $0.1) })
      try await shop.wait { shop.plane.putUsers(request, shop.context, $0) }
    }
    try await put([
      ("gone", #"{"TIER":"the only one","AGE":30}"#), ("stays", #"{"TIER":"gold","AGE":30}"#),
    ])
    #expect(try shop.recommend(campaign, filter: filter, user: "gone", count: 5).count == 3)
    #expect(try held(["gone"])["memory-records"] == 1)
    try forget(["gone"])
    #expect(try held(["gone"]) == [:])
    #expect(try shop.recommend(campaign, filter: filter, user: "gone", count: 5).count == 5)
    #expect(try shop.recommend(campaign, filter: filter, user: "stays", count: 5).count == 3)
    try await put([("later", #"{"TIER":"gold","AGE":31}"#)])
    #expect(try shop.recommend(campaign, filter: filter, user: "later", count: 5).count == 3)
    #expect(try shop.recommend(campaign, filter: filter, user: "stays", count: 5).count == 3)
  }

  @Test func `a table gives up the values of removed records alone`() throws {
    var table = MetadataTable(
      schema: try AvroSchema(parsing: Shop.usersSchema), identifier: "USER_ID")
    table.set(id: "a", body: #"{"TIER":"secret","AGE":1}"#)
    table.set(id: "b", body: #"{"TIER":"gold","AGE":1}"#)
    table.remove([ExactText("a"), ExactText("unknown")])
    #expect(!String(reflecting: table).contains("secret"))
    table.set(id: "c", body: #"{"TIER":"gold"}"#)
    #expect(table.value(0, ofItem: "b") == "gold" && table.value(1, ofItem: "b") == "1")
    #expect(table.value(0, ofItem: "c") == "gold" && table.value(1, ofItem: "c") == nil)
    #expect(table.rowCount == 2)
    shop.remove()
  }

  @Test func `pins of a person leave memory, and others' stay`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    for user in ["gone", "stays"] {
      _ = try shop.plane.putPin(
        PutPinRequest(targetArn: campaign, userId: user, items: [PinnedItem(itemId: "pinned")]),
        shop.context)
    }
    let body = GetRecommendationsRequest(campaignArn: campaign, userId: "stays").encoded()
    func answer() async throws -> [String?] {
      let result = await withCheckedContinuation { continuation in
        shop.plane.respondLater(to: .getRecommendations, body: body, tenant: shop.tenant) {
          continuation.resume(returning: $0)
        }
      }
      return try GetRecommendationsResponse.decode(result.get()).itemList?.map(\.itemId) ?? []
    }
    #expect(try await answer() == ["pinned"])
    #expect(try held(["gone"]) == ["memory-pins": 1])
    try shop.store.tenant(shop.tenant).transaction { database in
      _ = try database.deletePins { $0.userID == "gone" }
    }
    try forget(["gone"])
    #expect(try held(["gone"]) == [:])
    #expect(try await answer() == ["pinned"])
  }

  @Test func `a model without the person is taken over at once`() throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let stranger = try shop.recommend(campaign, user: "stranger", count: 10)
    #expect(try shop.recommend(campaign, user: "u3", count: 10) != stranger)
    #expect(try held(["u3"])["memory-models"] == 1)
    // Published under the same ARN, without any change of a resource.
    var builder = TrainingDataBuilder()
    for user in 0..<20 {
      for step in 0..<12 where user != 3 {
        builder.append(
          user: "u\(user)", item: "i\((user + step) % 20)",
          timestamp: Int64(1_700_000_000 + step), eventType: "View")
      }
    }
    let model = try train(
      recipe: "aws-user-personalization", data: try builder.build(),
      configuration: TrainingConfiguration(minimums: .relaxed, evaluates: false), seed: 1,
      threads: 1
    ).model
    try Files.replace(group.modelPath(file: "again.model")) { try model.write(to: $0) }
    try group.publishModel(
      of: Shop.arn("solution", "of-main/abcdef01"), file: "again.model", lastEvent: 0,
      at: shop.clock.now())
    try forget(["u3"])
    #expect(try held(["u3"]) == [:])
    let unknown = try shop.recommend(campaign, user: "nobody", count: 10)
    #expect(try shop.recommend(campaign, user: "u3", count: 10) == unknown)
  }

  @Test func `trends and what was shown are counted anew`() async throws {
    defer { shop.remove() }
    let recommender = try shop.addRecommender(recipe: "aws-vod-trending-now")
    let before = try shop.recommend(recommender: recommender, count: 10)
    for user in ["gone", "other"] {
      for index in 0..<30 {
        try await shop.view(
          ["i\(user == "gone" ? 33 : 35)"], user: user, session: "\(user)-\(index)", type: "Watch")
      }
    }
    _ = before
    try forget(["gone"])
    let reopened = try Shop(directory: shop.directory)
    #expect(
      try shop.recommend(recommender: recommender, count: 10)
        == reopened.recommend(recommender: recommender, count: 10))
  }
}
