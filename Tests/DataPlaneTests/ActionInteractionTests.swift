import DataPlane
import PersonalizeAPI
import Platform
import Recipes
import Store
import Testing

struct ActionInteractionTests {
  let shop: Shop
  static let trackingID = "7f6c2a0e-1111-4222-8333-444455556666"
  static let dataset = Shop.arn("dataset", "shop/ACTION_INTERACTIONS")

  init() throws {
    shop = try Shop()
    try shop.insert(
      .schema, Shop.arn("schema", "actions"), "actions",
      body: DatasetSchema(
        schema: """
          {"type":"record","name":"ActionInteractions","namespace":"com.amazonaws.personalize.schema",
          "fields":[{"name":"USER_ID","type":"string"},{"name":"ACTION_ID","type":"string"},
          {"name":"EVENT_TYPE","type":"string"},{"name":"TIMESTAMP","type":"long"},
          {"name":"DEVICE","type":["null","string"],"categorical":true}],"version":"1.0"}
          """
      ).encoded())
    try shop.insert(
      .dataset, Self.dataset, "taken",
      body: Dataset(
        datasetType: "ACTION_INTERACTIONS", schemaArn: Shop.arn("schema", "actions"),
        trackingId: Self.trackingID
      ).encoded())
  }

  private func interaction(
    _ type: String, action: String = "a1", id: String? = nil, properties: String? = nil
  ) -> ActionInteraction {
    ActionInteraction(
      actionId: action, userId: "u1", sessionId: "s1", timestamp: Timestamp(seconds: 1_700_000_000),
      eventType: type, eventId: id, impression: ["a1", "a2"], properties: properties)
  }

  private func put(
    _ interactions: [ActionInteraction], tracker: String = Self.trackingID
  ) async throws {
    let request = PutActionInteractionsRequest(
      trackingId: tracker, actionInteractions: interactions)
    try await shop.wait { shop.plane.putActionInteractions(request, shop.context, $0) }
  }

  private func stored() throws -> [StreamedActionEvent] {
    var events: [StreamedActionEvent] = []
    try shop.store.tenant(shop.tenant).group(named: "shop").reader().actionEvents {
      events.append($0)
    }
    return events
  }

  /// A campaign of the actions a1, a2 and a3, which u1 took before the training.
  private func addCampaign() throws -> String {
    var builder = TrainingDataBuilder()
    for step in 0..<20 {
      builder.append(user: "u\(step % 4)", item: "i\(step % 5)", timestamp: Int64(step))
    }
    for name in ["a1", "a2", "a3"] {
      builder.actions.append(
        user: builder.users.intern("u1"), action: builder.actions.actions.intern(name),
        response: .taken, timestamp: 100)
    }
    let version = Shop.arn("solution", "actions/abcdef01")
    let model = try train(
      recipe: "aws-next-best-action", data: try builder.build(),
      configuration: TrainingConfiguration(minimums: .relaxed, evaluates: false), seed: 1,
      threads: 1
    ).model
    let group = try shop.store.tenant(shop.tenant).group(named: "shop")
    try Files.replace(group.modelPath(file: "actions.model")) { try model.write(to: $0) }
    try group.publishModel(of: version, file: "actions.model", lastEvent: 0, at: shop.clock.now())
    let arn = Shop.arn("campaign", "actions")
    try shop.insert(
      .campaign, arn, "actions",
      body: Campaign(name: "actions", solutionVersionArn: version).encoded())
    return arn
  }

  /// What a finished FULL import leaves: one interaction an action, of type Taken.
  private func importTaken(_ job: String, by user: String, _ actions: [String]) throws {
    let group = try shop.store.tenant(shop.tenant).group(named: "shop")
    let file = "ACTION_INTERACTIONS-\(job).segment"
    var writer = try InteractionSegmentWriter(
      path: group.segmentPath(file: file),
      columns: [
        Column(name: "USER_ID", type: .string), Column(name: "ACTION_ID", type: .string),
        Column(name: "EVENT_TYPE", type: .string), Column(name: "TIMESTAMP", type: .integer),
      ])
    for action in actions {
      for (column, text) in [user, action, "TAKEN"].enumerated() {
        let bytes = Array(text.utf8)
        writer.set(column, bytes: bytes, bytes.indices)
      }
      writer.set(3, integer: 1_699_000_000)
      try writer.endRow()
    }
    try writer.finish()
    let arn = Shop.arn("dataset-import-job", job)
    try group.publishSegment(
      dataset: "ACTION_INTERACTIONS", file: file, jobARN: arn, rows: Int64(actions.count),
      replacing: true, at: shop.clock.now())
    try shop.insert(.datasetImportJob, arn, job, body: [123, 125])
  }

  @Test func `filters see imported interactions at once, and no longer those that were replaced`()
    async throws
  {
    defer { shop.remove() }
    let campaign = try addCampaign()
    let filter = try shop.addFilter(
      "taken", #"EXCLUDE ActionID WHERE ActionInteractions.EVENT_TYPE IN ("Taken")"#)
    func actions(_ user: String) throws -> Set<String> {
      let answer = try shop.plane.getActionRecommendations(
        GetActionRecommendationsRequest(
          campaignArn: campaign, userId: user, numResults: 9, filterArn: filter), shop.context)
      return Set((answer.actionList ?? []).compactMap(\.actionId))
    }
    try importTaken("first", by: "u1", ["a1", "a2"])
    #expect(try actions("u1") == ["a3"])
    #expect(try actions("u2") == ["a1", "a2", "a3"])
    try importTaken("second", by: "u2", ["a3"])
    #expect(try actions("u1") == ["a1", "a2", "a3"])
    #expect(try actions("u2") == ["a1", "a2"])
    try await put([interaction("Taken")])
    #expect(try actions("u1") == ["a2", "a3"])
  }

  @Test func `an interaction is on the disk before the answer`() async throws {
    defer { shop.remove() }
    try await put([interaction("Taken", id: "e1", properties: #"{"device":"phone"}"#)])
    var expected = StreamedActionEvent(
      eventID: "e1", userID: "u1", sessionID: "s1", actionID: "a1", eventType: .taken,
      timestamp: Timestamp(seconds: 1_700_000_000), impression: "a1|a2",
      properties: #"{"DEVICE":"phone"}"#)
    expected.sequence = 1
    #expect(try stored() == [expected])
  }

  @Test(
    arguments: [
      ("TAKEN", .taken), ("taken", .taken), ("NOT_TAKEN", .notTaken), ("Not taken", .notTaken),
      ("not-taken", .notTaken), ("Viewed", .viewed),
    ] as [(String, StreamedActionEvent.EventType)])
  func `event types are read in any spelling`(
    text: String, type: StreamedActionEvent.EventType
  ) async throws {
    defer { shop.remove() }
    try await put([interaction(text)])
    #expect(try stored().map(\.eventType) == [type])
  }

  @Test func `an interaction has at most ten kilobytes`() async throws {
    defer { shop.remove() }
    let shown = Array(repeating: String(repeating: "ж", count: 250), count: 25)
    let large = ActionInteraction(
      actionId: "a1", userId: "u1", sessionId: "s1", timestamp: Timestamp(seconds: 1_700_000_000),
      eventType: "Taken", impression: shown)
    let error = await #expect(throws: ServiceError.self) {
      try await put([interaction("Taken"), large])
    }
    #expect(error?.kind == .invalidInput)
    #expect(try stored().isEmpty)
  }

  @Test func `an anonymous interaction belongs to the user its session names later`() async throws {
    defer { shop.remove() }
    func interaction(_ user: String?, _ session: String) -> ActionInteraction {
      ActionInteraction(
        actionId: "a1", userId: user, sessionId: session,
        timestamp: Timestamp(seconds: 1_700_000_000), eventType: "Viewed")
    }
    try await put([interaction(nil, "s1"), interaction(nil, "lost"), interaction(nil, "s2")])
    try await put([interaction("ann", "s1")])
    try await shop.view(["i1"], user: "bob", session: "s2")
    #expect(try stored().map(\.person) == ["ann", nil, "bob", "ann"])
  }

  @Test func `an id counts once and one bad interaction refuses all`() async throws {
    defer { shop.remove() }
    try await put([interaction("Taken", id: "e1"), interaction("Viewed", id: "e1")])
    #expect(try stored().count == 1)
    let error = await #expect(throws: ServiceError.self) {
      try await put([interaction("Taken", id: "e2"), interaction("Bought", id: "e3")])
    }
    #expect(error?.kind == .invalidInput)
    #expect(error?.message.contains("Bought") == true)
    #expect(try stored().count == 1)
  }

  @Test func `the tracker must be known and its dataset active`() async throws {
    defer { shop.remove() }
    let unknown = await #expect(throws: ServiceError.self) {
      try await put([interaction("Taken")], tracker: Shop.trackingID)
    }
    #expect(unknown?.kind == .resourceNotFound)
    try await put([interaction("Taken")])
    try shop.setStatus(Self.dataset, .deletePending)
    let busy = await #expect(throws: ServiceError.self) { try await put([interaction("Taken")]) }
    #expect(busy?.kind == .resourceInUse)
  }
}
