import DataPlane
import PersonalizeAPI
import Platform
import Store
import Testing

struct EventCountTests {
  let shop: Shop

  init() throws { shop = try Shop() }

  private func report() throws -> EventCountsReport {
    try shop.plane.eventCounts(
      GetEventCountsRequest(trackingId: Shop.trackingID), shop.context)
  }

  @Test func `every stored event has one fate at each campaign`() async throws {
    try shop.addCampaign("views", eventType: "View")
    try shop.addCampaign("counted", recipe: "aws-popularity-count")
    try await shop.view(["i2", "i4"], user: "u2")
    try await shop.view(["i2"], user: "u3", type: "Click")
    try await shop.view(["unheard-of"], user: "u3")
    try await shop.view(["i6"], user: nil, session: "passer-by")
    let report = try report()
    #expect(report.log.events == 5 && report.log.anonymous == 1)
    #expect(report.log.eventTypes == ["View": 4, "Click": 1])
    let views = try #require(report.targets.first { $0.targetArn.hasSuffix("/views") })
    #expect(views.eventType == "View")
    #expect(views.used == 2 && views.unknownItem == 1 && views.otherEventType == 1)
    #expect(views.anonymousSession == 1 && views.waitingForTraining == 0)
    let counted = try #require(report.targets.first { $0.targetArn.hasSuffix("/counted") })
    #expect(counted.waitingForTraining == 4 && counted.unknownItem == 1 && counted.used == 0)
  }

  @Test func `a session that is claimed is anonymous no more`() async throws {
    try shop.addCampaign()
    try await shop.view(["i6"], user: nil, session: "s9")
    #expect(try report().targets.first?.anonymousSession == 1)
    try await shop.view(["i8"], user: "u2", session: "s9")
    let target = try report().targets.first
    #expect(target?.anonymousSession == 0 && target?.used == 2)
  }

  @Test func `only the newest events of a user are used`() async throws {
    try shop.addCampaign()
    let events = (0..<205).map { index in
      Event(
        eventType: "View", itemId: "i\(index % 40)",
        sentAt: Timestamp(seconds: 1_700_060_000 + Int64(index)))
    }
    for start in stride(from: 0, to: events.count, by: 10) {
      try await shop.put(
        PutEventsRequest(
          trackingId: Shop.trackingID, userId: "u2", sessionId: "s1",
          eventList: Array(events[start..<min(start + 10, events.count)])))
    }
    let target = try report().targets.first
    #expect(target?.used == 200 && target?.tooOld == 5)
  }

  @Test func `what trackers received is counted, and shown as metrics`() async throws {
    let event = Event(
      eventId: "one", eventType: "View", itemId: "i1", sentAt: Timestamp(seconds: 1_700_050_000))
    let request = PutEventsRequest(
      trackingId: Shop.trackingID, userId: "u2", sessionId: "s1", eventList: [event])
    try await shop.put(request)
    try await shop.put(request)
    let bad = Event(
      eventType: "View", itemId: "i1", properties: "no object",
      sentAt: Timestamp(seconds: 1_700_050_000))
    await #expect(throws: ServiceError.self) {
      try await shop.put(
        PutEventsRequest(
          trackingId: Shop.trackingID, userId: "u2", sessionId: "s1", eventList: [bad]))
    }
    let tracker = try report().trackers.first
    #expect(tracker?.requests == 3 && tracker?.refusedRequests == 1)
    #expect(tracker?.received == 2 && tracker?.stored == 1 && tracker?.duplicates == 1)
    #expect(tracker?.lastRefusal == "Error parsing properties json")
    let metrics = shop.plane.eventMetrics
    #expect(metrics.contains(#"dataset_group="shop""#) && !metrics.contains("u2"))
    #expect(metrics.contains(#"outcome="duplicate"} 1"#))
  }

  @Test func `a group of another tenant is not found`() throws {
    let other = try #require(TenantKey(account: "999922223333", region: "eu-west-1"))
    for request in [
      GetEventCountsRequest(trackingId: Shop.trackingID),
      GetEventCountsRequest(datasetGroupArn: shop.groupARN),
    ] {
      #expect(throws: ServiceError.self) {
        try shop.plane.eventCounts(request, DataContext(tenant: other))
      }
    }
  }
}
