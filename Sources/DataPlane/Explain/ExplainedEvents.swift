import PersonalizeAPI
import Recipes

extension TargetSnapshot {
  /// How many of a user's interactions from training are told.
  private static let trainedLimit = 100

  /// What a user did, the newest first, and what it counts for.
  ///
  /// - Parameters:
  ///   - history: what was streamed, of which the model was asked with the used part.
  ///   - profile: what the model made of it.
  func explainedEvents(
    _ history: LiveHistory, _ profile: [ModelExplanation.Event]
  ) -> [ExplainedEvent] {
    var used = profile.filter(\.isLive)[...]
    let live = history.events.reversed().compactMap { event -> ExplainedEvent? in
      let fate = fate(
        sequence: event.sequence, item: event.item, type: event.type, value: event.value)
      // What the model was trained with is told as such.
      if fate == .inModel { return nil }
      let weights = fate == .used ? used.popFirst()?.weights : nil
      return ExplainedEvent(
        itemId: event.item, source: "live", eventType: event.type,
        timestamp: Double(event.time) / 1000, weights: weights, reason: fate.reason)
    }
    let trained = profile.lazy.filter { !$0.isLive }.prefix(Self.trainedLimit).map { event in
      ExplainedEvent(
        itemId: self.model.items[event.item], source: "model", weights: event.weights)
    }
    return live + trained
  }
}

extension ExplainedEvent {
  /// - Parameter weights: `nil` for an event that the model was not asked with.
  fileprivate init(
    itemId: String, source: String, eventType: String? = nil, timestamp: Double? = nil,
    weights: [ModelExplanation.NamedNumber]?, reason: String? = nil
  ) {
    let isUsed = weights?.contains { $0.value > 0 } ?? false
    let faded = weights == nil || isUsed ? nil : "too many are newer: it marks the item as seen"
    self.init(
      itemId: itemId, source: source, eventType: eventType, timestamp: timestamp, used: isUsed,
      reason: reason ?? faded,
      weights: weights.map { Dictionary($0.map { ($0.name, $0.value) }) { first, _ in first } })
  }
}
