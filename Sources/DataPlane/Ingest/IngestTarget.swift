import PersonalizeAPI
import Platform
import Store

/// Where the events of a tracker go, and by which schema.
struct IngestTarget: Sendable {
  let group: TenantScoped
  let live: LiveState
  let schema: PropertySchema
  let counters: EventCounters
  let sources: RecommendationSource
  /// What is counted of the events; `nil` in a group without an active metric attribution.
  let attribution: AttributionRules?

  /// Columns of interactions that members of the request fill, squashed.
  private static let reserved: Set<String> = [
    "userid", "itemid", "timestamp", "eventtype", "eventvalue", "impression", "recommendationid",
    "eventattributionsource",
  ]

  init(
    group: TenantScoped, live: LiveState, schema: AvroSchema, counters: EventCounters,
    sources: RecommendationSource, attribution: AttributionRules?
  ) {
    self.group = group
    self.attribution = attribution
    self.live = live
    self.sources = sources
    self.schema = PropertySchema(schema, reserved: Self.reserved)
    self.counters = counters
  }

  /// The rows of a request: all of them, or none when one event is invalid.
  ///
  /// - Parameter bar: takes ids out of what events tell; those that cannot do without are left out.
  func rows(
    of request: PutEventsRequest, _ identifiers: Identifiers, at time: Timestamp, _ bar: ValueBar?
  ) throws(ServiceError) -> [StreamedEvent] {
    var rows: [StreamedEvent] = []
    rows.reserveCapacity(request.eventList.count)
    for (index, event) in request.eventList.enumerated() {
      do throws(PropertyError) {
        if let row = try row(of: event, in: request, identifiers, at: time, bar) {
          rows.append(row)
        }
      } catch {
        throw .invalidInput(
          index == 0 && request.eventList.count == 1
            ? error.message : "\(error.message) (event \(index + 1) of the list)")
      }
    }
    return rows
  }

  private func row(
    of event: Event, in request: PutEventsRequest, _ identifiers: Identifiers, at time: Timestamp,
    _ bar: ValueBar?
  ) throws(PropertyError) -> StreamedEvent? {
    try event.checkSize()
    var properties = try Properties(parsing: event.properties, by: schema, isEvent: true)
    guard let item = event.itemId ?? properties.itemID, !item.isEmpty else {
      throw .missing(column: "ITEM_ID")
    }
    var source = event.metricAttribution?.eventAttributionSource
    var impression = event.impression.flatMap { $0.isEmpty ? nil : $0.joined(separator: "|") }
    if let bar {
      guard properties.remove(bar, at: event.sentAt, schema) else { return nil }
      impression = impression.flatMap { bar.rest(of: $0, at: event.sentAt) }
      source = source.flatMap { bar.rest(of: $0, at: event.sentAt) }
    }
    let shown =
      impression == nil
      ? event.recommendationId.flatMap { live.shown.items(ofAnswer: $0, at: time) } : nil
    return StreamedEvent(
      eventID: event.eventId ?? identifiers.uuid(at: time), userID: request.userId,
      sessionID: request.sessionId, itemID: item, eventType: event.eventType,
      eventValue: event.eventValue.map(Double.init) ?? properties.eventValue,
      timestamp: event.sentAt, recommendationID: event.recommendationId,
      impression: impression, shown: shown?.joined(separator: "|"),
      attributionSource: source,
      recommendedBy: event.recommendationId.flatMap { sources.arn(ofAnswer: $0) },
      properties: properties.json(schema))
  }
}

/// How large an event may be.
enum EventSize {
  /// The most bytes of what the client says in it: 10 KB.
  static let limit = 10_240

  static func check(texts: [String?], impression: [String]?) throws(PropertyError) {
    let bytes =
      texts.reduce(0) { $0 + ($1?.utf8.count ?? 0) }
      + (impression ?? []).reduce(0) { $0 + $1.utf8.count + 1 }
    guard bytes <= limit else { throw .tooLarge(bytes: bytes) }
  }
}

extension Event {
  fileprivate func checkSize() throws(PropertyError) {
    try EventSize.check(
      texts: [
        eventId, eventType, itemId, properties, recommendationId,
        metricAttribution?.eventAttributionSource,
      ], impression: impression)
  }
}
