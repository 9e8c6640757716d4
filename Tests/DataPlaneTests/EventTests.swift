import DataPlane
import PersonalizeAPI
import Platform
import Store
import Testing

struct EventTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  private static let odd = ["i3", "i5", "i7", "i9", "i11"]

  @Test func `events change the next answer`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let before = try shop.recommend(campaign, user: "new", count: 10)
    try await shop.view(Self.odd, user: "new")
    let after = try shop.recommend(campaign, user: "new", count: 10)
    #expect(after != before)
    #expect(after.evenCount(of: 10) < before.evenCount(of: 10))
    // A user the model knows changes too, others don't.
    let known = try shop.recommend(campaign, user: "u2", count: 10)
    let other = try shop.recommend(campaign, user: "u4", count: 10)
    try await shop.view(Self.odd, user: "u2", session: "s2")
    #expect(try shop.recommend(campaign, user: "u2", count: 10) != known)
    #expect(try shop.recommend(campaign, user: "u4", count: 10) == other)
  }

  @Test func `events sent before the campaign was loaded count too`() async throws {
    defer { shop.remove() }
    try await shop.view(Self.odd, user: "new")
    let campaign = try shop.addCampaign()
    let stranger = try shop.recommend(campaign, user: "stranger", count: 10)
    #expect(try shop.recommend(campaign, user: "new", count: 10) != stranger)
  }

  @Test func `events the model has seen are not counted again`() async throws {
    defer { shop.remove() }
    try await shop.view(Self.odd, user: "new")
    let campaign = try shop.addCampaign()
    let version = try shop.addVersion(
      "later", recipe: "aws-user-personalization", lastEvent: Int64(Self.odd.count))
    try shop.update(campaign, to: version)
    let stranger = try shop.recommend(campaign, user: "stranger", count: 10)
    #expect(try shop.recommend(campaign, user: "new", count: 10) == stranger)
  }

  @Test func `an anonymous visitor is known by the session and linked by a later event`()
    async throws
  {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let stranger = try shop.recommend(campaign, user: "stranger", count: 10)
    try await shop.view(Self.odd, user: nil, session: "visit")
    let session = try shop.recommend(campaign, user: "visit", count: 10)
    #expect(session != stranger)
    #expect(try shop.recommend(campaign, user: "ann", count: 10) == stranger)
    try await shop.view(["unknown-item"], user: "ann", session: "visit")
    #expect(try shop.recommend(campaign, user: "ann", count: 10) == session)
  }

  @Test func `only events of the type the model learns from count`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign(eventType: "View")
    let stranger = try shop.recommend(campaign, user: "stranger", count: 10)
    try await shop.view(Self.odd, user: "new", type: "Scroll")
    #expect(try shop.recommend(campaign, user: "new", count: 10) == stranger)
    try await shop.view(Self.odd, user: "new", type: "view")
    #expect(try shop.recommend(campaign, user: "new", count: 10) != stranger)
  }

  @Test func `events survive a restart`() async throws {
    let campaign = try shop.addCampaign()
    try await shop.view(Self.odd, user: "new")
    let before = try shop.recommend(campaign, user: "new", count: 10)
    let reopened = try Shop(directory: shop.directory)
    defer { reopened.remove() }
    #expect(try reopened.recommend(campaign, user: "new", count: 10) == before)
  }

  @Test func `all members of an event are stored`() async throws {
    defer { shop.remove() }
    try await shop.put(
      PutEventsRequest(
        trackingId: Shop.trackingID, userId: "u1", sessionId: "s1",
        eventList: [
          Event(
            eventId: "e1", eventType: "Purchase", eventValue: 2.5, itemId: "i1",
            properties: #"{"device":"phone","numberOfRatings":"12","other":[1]}"#,
            sentAt: Timestamp(seconds: 1_700_000_001), recommendationId: "RID-1",
            impression: ["i1", "i2"],
            metricAttribution: EventsMetricAttribution(eventAttributionSource: "mail"))
        ]))
    var expected = StreamedEvent(
      eventID: "e1", userID: "u1", sessionID: "s1", itemID: "i1", eventType: "Purchase",
      eventValue: 2.5, timestamp: Timestamp(seconds: 1_700_000_001), recommendationID: "RID-1",
      impression: "i1|i2", attributionSource: "mail",
      properties: #"{"DEVICE":"phone","NUMBER_OF_RATINGS":12}"#)
    expected.sequence = 1
    #expect(try shop.storedEvents() == [expected])
  }

  @Test func `item and value may stand in the properties`() async throws {
    defer { shop.remove() }
    try await send(#"{"itemId":"i4","eventValue":"3.5"}"#, item: nil)
    let event = try #require(try shop.storedEvents().first)
    #expect(event.itemID == "i4")
    #expect(event.eventValue == 3.5)
    #expect(event.properties == nil)
    #expect(!event.eventID.isEmpty)
  }

  @Test(arguments: [
    "[1]", "\"{}\"", "{", "{} x", #"{"userId":"u"}"#, #"{"USER_ID":"u"}"#,
    #"{"timestamp":1}"#, #"{"recommendationId":"R"}"#, #"{"impression":["a"]}"#,
    #"{"numberOfRatings":"many"}"#, #"{"numberOfRatings":1.5}"#, #"{"device":["a"]}"#,
    #"{"eventValue":"x"}"#,
  ])
  func `bad properties are refused`(text: String) async throws {
    defer { shop.remove() }
    let error = await #expect(throws: ServiceError.self) { try await send(text, item: "i1") }
    #expect(error?.kind == .invalidInput)
    #expect(try shop.storedEvents().isEmpty)
  }

  @Test func `text that is no JSON object has the message clients know`() async throws {
    defer { shop.remove() }
    let error = await #expect(throws: ServiceError.self) { try await send("\"{}\"", item: "i1") }
    #expect(error?.message == "Error parsing properties json")
  }

  @Test func `one bad event refuses all of a call`() async throws {
    defer { shop.remove() }
    let time = Timestamp(seconds: 1_700_000_000)
    let error = await #expect(throws: ServiceError.self) {
      try await shop.put(
        PutEventsRequest(
          trackingId: Shop.trackingID, sessionId: "s",
          eventList: [
            Event(eventType: "View", itemId: "i1", sentAt: time),
            Event(eventType: "View", sentAt: time),
          ]))
    }
    #expect(error?.kind == .invalidInput)
    #expect(try shop.storedEvents().isEmpty)
    let counts = shop.plane.eventCounts(tenant: shop.tenant, trackingID: Shop.trackingID)
    #expect(counts?.refused == 1)
    #expect(counts?.stored == 0)
  }

  @Test func `an event id counts once`() async throws {
    defer { shop.remove() }
    let event = Event(
      eventId: "once", eventType: "View", itemId: "i1", sentAt: Timestamp(seconds: 1_700_000_000))
    for _ in 0..<2 {
      try await shop.put(
        PutEventsRequest(trackingId: Shop.trackingID, sessionId: "s", eventList: [event]))
    }
    #expect(try shop.storedEvents().count == 1)
    let counts = shop.plane.eventCounts(tenant: shop.tenant, trackingID: Shop.trackingID)
    #expect(counts?.received == 2)
    #expect(counts?.repeated == 1)
  }

  @Test func `trackers are known by their id while they are active`() async throws {
    defer { shop.remove() }
    let unknown = await #expect(throws: ServiceError.self) {
      try await shop.put(
        PutEventsRequest(
          trackingId: "nobody", sessionId: "s",
          eventList: [Event(eventType: "View", itemId: "i1", sentAt: shop.clock.now())]))
    }
    #expect(unknown?.kind == .invalidInput)
    try await send(nil, item: "i1")
    try shop.setStatus(Shop.arn("event-tracker", "0a1b2c3d"), .deletePending)
    let deleted = await #expect(throws: ServiceError.self) { try await send(nil, item: "i1") }
    #expect(deleted?.kind == .invalidInput)
    #expect(try shop.storedEvents().count == 1)
  }

  @Test func `a group without interactions takes no events`() async throws {
    defer { shop.remove() }
    try await send(nil, item: "i1")
    try shop.store.tenant(shop.tenant).transaction { database in
      if let dataset = try database.resource(Shop.arn("dataset", "shop/INTERACTIONS")) {
        try database.remove(dataset)
      }
    }
    let error = await #expect(throws: ServiceError.self) { try await send(nil, item: "i1") }
    #expect(error?.kind == .invalidInput)
  }

  @Test func `requests beside a stream of events leave nothing stale behind`() async throws {
    let campaign = try shop.addCampaign()
    try await withThrowingTaskGroup { group in
      for task in 0..<4 {
        group.addTask { [shop] in
          for step in 0..<40 {
            let user = "n\((task + step) % 5)"
            let item = "i\((task * 11 + step * 7) % 40)"
            try await shop.view([item], user: user, session: "\(task)-\(step % 3)")
            _ = try shop.recommend(campaign, user: user, count: 10)
          }
        }
      }
      try await group.waitForAll()
    }
    let reopened = try Shop(directory: shop.directory)
    defer { reopened.remove() }
    for user in (0..<5).map({ "n\($0)" }) {
      let served = try shop.recommend(campaign, user: user, count: 40)
      #expect(try reopened.recommend(campaign, user: user, count: 40) == served)
    }
  }

  @Test(.timeLimit(.minutes(5)))
  func `events of a removed dataset are forgotten`() async throws {
    defer { shop.remove() }
    let campaign = try shop.addCampaign()
    let stranger = try shop.recommend(campaign, user: "stranger", count: 10)
    try await shop.view(Self.odd, user: "new")
    #expect(try shop.recommend(campaign, user: "new", count: 10) != stranger)
    try shop.store.tenant(shop.tenant).transaction { database in
      if let dataset = try database.resource(Shop.arn("dataset", "shop/INTERACTIONS")) {
        try database.remove(dataset)
      }
    }
    while try shop.recommend(campaign, user: "new", count: 10) != stranger { await Task.yield() }
  }

  private func send(_ properties: String?, item: String?) async throws {
    try await shop.put(
      PutEventsRequest(
        trackingId: Shop.trackingID, sessionId: "s",
        eventList: [
          Event(
            eventType: "View", itemId: item, properties: properties,
            sentAt: Timestamp(seconds: 1_700_000_000))
        ]))
  }
}
