import PersonalizeAPI
import Platform
import Store

/// Where the events of a tracker go, and by which schema.
struct IngestTarget: Sendable {
  let live: LiveState
  let schema: PropertySchema
  let counters: EventCounters

  /// Columns of interactions that members of the request fill, squashed.
  private static let reserved: Set<String> = [
    "userid", "itemid", "timestamp", "eventtype", "eventvalue", "impression", "recommendationid",
    "eventattributionsource",
  ]

  init(live: LiveState, schema: AvroSchema, counters: EventCounters) {
    self.live = live
    self.schema = PropertySchema(schema, reserved: Self.reserved)
    self.counters = counters
  }

  /// The rows of a request: all of them, or none when one event is invalid.
  func rows(
    of request: PutEventsRequest, _ identifiers: Identifiers
  ) throws(ServiceError) -> [StreamedEvent] {
    var rows: [StreamedEvent] = []
    rows.reserveCapacity(request.eventList.count)
    for (index, event) in request.eventList.enumerated() {
      do throws(PropertyError) {
        rows.append(try row(of: event, in: request, identifiers))
      } catch {
        throw .invalidInput(
          index == 0 && request.eventList.count == 1
            ? error.message : "\(error.message) (event \(index + 1) of the list)")
      }
    }
    return rows
  }

  private func row(
    of event: Event, in request: PutEventsRequest, _ identifiers: Identifiers
  ) throws(PropertyError) -> StreamedEvent {
    let properties = try Properties(parsing: event.properties, by: schema, isEvent: true)
    guard let item = event.itemId ?? properties.itemID, !item.isEmpty else {
      throw .missing(column: "ITEM_ID")
    }
    return StreamedEvent(
      eventID: event.eventId ?? identifiers.uuid(), userID: request.userId,
      sessionID: request.sessionId, itemID: item, eventType: event.eventType,
      eventValue: event.eventValue.map(Double.init) ?? properties.eventValue,
      timestamp: event.sentAt, recommendationID: event.recommendationId,
      impression: event.impression.map { $0.joined(separator: "|") },
      attributionSource: event.metricAttribution?.eventAttributionSource,
      properties: properties.json(schema))
  }
}
