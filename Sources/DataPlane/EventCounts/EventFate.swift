import Platform
import Recipes
import Store

/// What a campaign or recommender makes of a streamed event.
enum EventFate: Int, CaseIterable, Sendable {
  /// The next request for the event's user is answered with it.
  case used
  /// The same, of the session's id: nobody knows whose session it is.
  case anonymousSession
  /// The model was trained with it.
  case inModel
  case unknownItem
  case otherEventType
  case belowThreshold
  /// Newer events fill the history, or the trend's windows are over.
  case tooOld
  /// The recipe learns from events at the next training only.
  case waitingForTraining

  /// Why the event does not count; `nil` when it does.
  var reason: String? {
    switch self {
    case .used, .anonymousSession: nil
    case .inModel: "the model was trained with it"
    case .unknownItem: "the model does not know the item"
    case .otherEventType: "its event type is not the one the model counts"
    case .belowThreshold: "its event value is below the model's threshold, or absent"
    case .tooOld: "newer events take its place"
    case .waitingForTraining: "the recipe learns from events at the next training only"
    }
  }
}

extension TargetSnapshot {
  /// What becomes of an event, its age and its session aside.
  func fate(
    sequence: Int64, item: String, type: String, value: Double?
  ) -> EventFate {
    if sequence <= lastEvent { return .inModel }
    if let counted = model.eventType, !TrainingData.isSameEventType(type, counted) {
      return .otherEventType
    }
    guard model.counts(eventType: type, value: value) else { return .belowThreshold }
    guard model.itemIndex(item) != nil else { return .unknownItem }
    return live == nil ? .waitingForTraining : .used
  }

  /// Counts what becomes of all events of the group's log; reads the disk.
  func eventFates(_ reader: GroupReader) throws -> [EventFate: Int64] {
    var fates: [EventFate: Int64] = [:]
    var perKey: [ExactText: Int] = [:]
    var newest = Int64.min
    try reader.snapshot {
      try reader.events(after: lastEvent) { event in
        perKey[ExactText(event.person ?? event.sessionID), default: 0] += 1
        newest = max(newest, event.timestamp.seconds)
      }
      try reader.events { event in
        let fate = fate(of: event, newer: &perKey, newest: newest)
        fates[fate, default: 0] += 1
      }
    }
    return fates
  }

  /// - Parameters:
  ///   - newer: how many events behind `lastEvent` each user or session has from this one on.
  ///   - newest: the time of the newest event, epoch seconds.
  private func fate(
    of event: StreamedEvent, newer: inout [ExactText: Int], newest: Int64
  ) -> EventFate {
    let fate = fate(
      sequence: event.sequence, item: event.itemID, type: event.eventType,
      value: event.eventValue)
    guard event.sequence > lastEvent else { return fate }
    let key = ExactText(event.person ?? event.sessionID)
    let rank = newer[key] ?? 0
    newer[key] = rank - 1
    guard fate == .used else { return fate }
    if let window = model.trendWindow {
      let end = max(newest, model.newestTimestamp)
      return end - event.timestamp.seconds < 2 * window ? .used : .tooOld
    }
    if rank > LiveHistory.limit { return .tooOld }
    return event.person == nil ? .anonymousSession : .used
  }
}
