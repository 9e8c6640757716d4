import PersonalizeAPI
import Platform
import Privacy
import Recipes
import Store
import Testing

@testable import DataPlane

/// Events, records and requests of people who are being erased, were erased, or are suppressed.
struct SuppressionTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  /// Has people blocked, as an accepted request does.
  private func block(
    _ users: [String], _ policy: NewEventPolicy = .drop, request: String = "r1"
  ) throws {
    _ = try shop.privacy.create(
      CreatePrivacyRequestRequest(requestId: request, userIds: users, newEvents: policy),
      tenant: shop.tenant, requestedBy: "test", groups: [shop.groupARN])
  }

  /// Erases those who are blocked, and certifies it.
  private func finish(_ users: [String], request: String = "r1") throws {
    let (privacy, tenant, group) = (shop.privacy, shop.tenant, shop.groupARN)
    try privacy.begin(request, tenant: tenant, group: group)
    _ = try shop.store.tenant(tenant).group(named: "shop").eraseUsers(users)
    try shop.plane.forget(users, in: group, tenant: tenant)
    try privacy.finish(
      request, tenant: tenant, group: group,
      result: CertifiedGroup(
        datasetGroupArn: group, dataDeletionJobArn: Shop.arn("data-deletion-job", "j"),
        places: [], models: [], filesSearched: 0, bytesSearched: 0, encodings: [],
        idsTooShortToSearch: 0))
  }

  private func event(
    _ item: String, at second: Int64, impression: [String]? = nil, properties: String? = nil
  ) -> Event {
    Event(
      eventType: "View", itemId: item, properties: properties,
      sentAt: Timestamp(seconds: second), impression: impression)
  }

  private func put(
    _ events: [Event], user: String?, session: String = "s1"
  ) async throws {
    try await shop.put(
      PutEventsRequest(
        trackingId: Shop.trackingID, userId: user, sessionId: session, eventList: events))
  }

  private var dropped: [String: Int] {
    shop.plane.eventCounts(tenant: shop.tenant, trackingID: Shop.trackingID)?.dropped ?? [:]
  }

  private func items() throws -> [String] { try shop.storedEvents().map(\.itemID) }

  private let now: Int64 = 1_700_100_000

  @Test func `events during an erasure are dropped, with and without a name`() async throws {
    defer { shop.remove() }
    try await put([event("i1", at: now)], user: "gone", session: "theirs")
    try block(["gone"])
    try await put([event("i2", at: now), event("i3", at: now + 9000)], user: "gone")
    try await put([event("i4", at: now)], user: nil, session: "theirs")
    try await put([event("i5", at: now)], user: nil, session: "gone")
    try await put([event("i6", at: now)], user: "other")
    #expect(try items() == ["i1", "i6"])
    #expect(dropped == ["erasing": 4])
    #expect(shop.plane.eventMetrics.contains("outcome=\"dropped\"} 4"))
    #expect(shop.privacy.watch.droppedSinceStart == 4)
  }

  @Test func `after an erasure late batches are dropped, and what is new is a new person's`()
    async throws
  {
    defer { shop.remove() }
    try await put([event("i1", at: now), event("i2", at: now + 1_000_000)], user: "gone")
    try block(["gone"])
    try finish(["gone"])
    #expect(try items().isEmpty)
    _ = shop.clock.advance(milliseconds: 60_000)
    // Sent before, at the same moment, after, and dated into the future by a wrong clock.
    try await put(
      [
        event("i3", at: now - 5), event("i4", at: now), event("i5", at: now + 30),
        event("i6", at: now + 2_000_000),
      ], user: "gone")
    #expect(try items() == ["i5", "i6"])
    #expect(dropped == ["erased": 2])
  }

  @Test func `what is dated into the future counts as of when it was received`() throws {
    defer { shop.remove() }
    try block(["gone"])
    try finish(["gone"])
    let group = TenantScoped(tenant: shop.tenant, name: "shop")
    let (erased, subjects) = (Timestamp(seconds: now), shop.plane.subjects)
    func fate(_ moment: Timestamp, _ received: Timestamp) -> SubjectFate {
      subjects.fate(of: "gone", at: moment, received: received, in: group)
    }
    let (before, after) = (Timestamp(seconds: now - 1), Timestamp(seconds: now + 1))
    #expect(fate(Timestamp(seconds: now + 9_000), erased) == .dropped(.erased))
    #expect(fate(Timestamp(seconds: now + 9_000), after) == .taken)
    #expect(fate(before, after) == .dropped(.erased))
  }

  @Test func `a suppressed person is never taken in again, in any group or in one`() async throws {
    defer { shop.remove() }
    _ = try shop.privacy.suppress(["never"], in: nil, tenant: shop.tenant)
    _ = try shop.privacy.suppress(["here"], in: [shop.groupARN], tenant: shop.tenant)
    _ = try shop.privacy.suppress(
      ["there"], in: [Shop.arn("dataset-group", "other")], tenant: shop.tenant)
    for user in ["never", "here", "there"] { try await put([event("i1", at: now)], user: user) }
    #expect(try shop.storedEvents().map(\.userID) == ["there"])
    #expect(dropped == ["suppressed": 2])
    let listed = try shop.privacy.suppressions(tenant: shop.tenant).suppressions
    #expect(listed.reduce(0) { $0 + $1.dropped } == 2)
    _ = try shop.privacy.unsuppress(["never"], in: nil, tenant: shop.tenant)
    try await put([event("i2", at: now)], user: "never")
    #expect(try items() == ["i1", "i2"])
  }

  @Test func `ids in properties and impressions are taken out, of others' events as well`()
    async throws
  {
    defer { shop.remove() }
    _ = try shop.privacy.suppress(["gone"], in: nil, tenant: shop.tenant)
    try await put(
      [
        event(
          "i1", at: now, impression: ["i1", "gone", "i2"], properties: #"{"device":"gone"}"#),
        event("i2", at: now, properties: #"{"device":"tv|gone"}"#),
        event("gone", at: now),
      ], user: "other")
    let stored = try shop.storedEvents()
    #expect(stored.map(\.itemID) == ["i1", "i2"])
    #expect(stored.map(\.impression) == ["i1|i2", nil])
    #expect(stored.map(\.properties) == [nil, #"{"DEVICE":"tv"}"#])
    #expect(dropped == ["suppressed": 1])
  }

  @Test func `requests of people who are being erased are answered as a stranger's`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let filter = try shop.addFilter(
      "seen", #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#)
    let ranking = try shop.addCampaign("rank", recipe: "aws-personalized-ranking")
    let inputs = (0..<20).map { "i\($0)" }
    func ranked(_ user: String) throws -> [PredictedItem] {
      try shop.plane.getPersonalizedRanking(
        GetPersonalizedRankingRequest(campaignArn: ranking, inputList: inputs, userId: user),
        shop.context
      ).personalizedRanking ?? []
    }
    try await shop.view(["i9", "i11", "i13"], user: nil, session: "login")
    try await shop.view(["i15"], user: "u3", session: "login")
    _ = try shop.plane.putPin(
      PutPinRequest(targetArn: campaign, userId: "u3", items: [PinnedItem(itemId: "pinned")]),
      shop.context)
    let stranger = try shop.recommend(campaign, user: "stranger", count: 10)
    let unseen = try shop.recommend(campaign, filter: filter, user: "stranger", count: 10)
    let plain = try ranked("stranger")
    for user in ["u3", "login"] {
      #expect(try shop.recommend(campaign, user: user, count: 10) != stranger)
      #expect(try shop.recommend(campaign, filter: filter, user: user, count: 10) != unseen)
      #expect(try ranked(user) != plain)
    }
    let other = try shop.recommend(campaign, user: "u5", count: 10)

    try block(["u3"])
    // Once before the group's sessions were looked through, and again later.
    for _ in 0..<50 {
      for user in ["u3", "login"] {
        #expect(try shop.recommend(campaign, user: user, count: 10) == stranger)
        #expect(try shop.recommend(campaign, filter: filter, user: user, count: 10) == unseen)
        #expect(try ranked(user) == plain)
      }
    }
    #expect(try shop.recommend(campaign, user: "u5", count: 10) == other)
    let explanation = try shop.plane.explain(
      ExplainRecommendationsRequest(campaignArn: campaign, userId: "u3"), shop.context)
    #expect(explanation.userIsKnown == false)
    #expect(explanation.events.isEmpty && explanation.pin == nil)
  }

  @Test func `a user's record is not taken in during an erasure`() async throws {
    defer { shop.remove() }
    try shop.addDataset("USERS", schema: Shop.usersSchema)
    try block(["gone"])
    let request = PutUsersRequest(
      datasetArn: Shop.arn("dataset", "shop/USERS"),
      users: [
        User(userId: "gone", properties: #"{"TIER":"gold"}"#),
        User(userId: "other", properties: #"{"TIER":"gone"}"#),
      ])
    try await shop.wait { shop.plane.putUsers(request, shop.context, $0) }
    var records: [String: String] = [:]
    try shop.store.tenant(shop.tenant).group(named: "shop").reader().records(of: "USERS") {
      records[$0] = $1
      _ = $2
    }
    #expect(records == ["other": "{}"])
  }

  @Test func `what is to be accepted as of a new person waits for the end of the erasure`()
    async throws
  {
    defer { shop.remove() }
    try await put([event("i1", at: now)], user: "gone")
    try block(["gone"], .acceptAsNew)
    _ = shop.clock.advance(milliseconds: 60_000)
    async let sent: Void = put([event("i2", at: now), event("i3", at: now + 50)], user: "gone")
    try await put([event("i4", at: now + 50)], user: "other")
    #expect(try items() == ["i1", "i4"])
    try finish(["gone"])
    try await sent
    #expect(try items() == ["i4", "i3"])
    #expect(dropped == ["erased": 1])
  }

  @Test func `an event on its way to the disk when its person is blocked is not stored`()
    async throws
  {
    defer { shop.remove() }
    let group = try shop.store.tenant(shop.tenant).group(named: "shop")
    let bar = EventBar(
      subjects: shop.plane.subjects, group: TenantScoped(tenant: shop.tenant, name: "shop"),
      now: Timestamp(seconds: now))
    let row = StreamedEvent(
      eventID: "e", userID: "gone", sessionID: "s", itemID: "i", eventType: "View",
      timestamp: Timestamp(seconds: now))
    #expect(bar.refusal(of: row)?.reason == nil)
    try block(["gone"])
    let admission = try await withCheckedContinuation { continuation in
      group.append([row], unless: { bar.refusal(of: $0) != nil }) {
        continuation.resume(returning: $0)
      }
    }.get()
    #expect(admission.stored.isEmpty && admission.barred == [row])
    #expect(try shop.storedEvents().isEmpty)
  }
}
