/// A trained model: immutable, so any number of threads may ask it at once.
package final class Model: Sendable {
  /// The recipe it was trained by.
  package let recipe: Recipe
  /// All items known to it, those without interactions too.
  package let items: IdentifierTable
  /// All users known to it; none in models that are the same for everyone.
  package let users: IdentifierTable
  /// The time of the newest interaction trained on, epoch seconds.
  package let newestTimestamp: Int64
  /// The event type it was trained on, or `nil` for all.
  package let eventType: String?
  /// The least event value it was trained on, or `nil` for all.
  package let eventValueThreshold: Double?
  /// What events of different types count; `nil` where all count alike.
  let eventWeights: EventWeights?

  let statistics: ItemStatistics
  let histories: UserHistories
  let scorer: Scorer
  /// For catalogues too large to score all of them.
  let search: CandidateSearch?

  init(
    recipe: Recipe, items: IdentifierTable, users: IdentifierTable, newestTimestamp: Int64,
    eventType: String?, eventValueThreshold: Double?, eventWeights: EventWeights? = nil,
    statistics: ItemStatistics,
    histories: UserHistories, scorer: Scorer
  ) {
    self.recipe = recipe
    self.items = items
    self.users = users
    self.newestTimestamp = newestTimestamp
    self.eventType = eventType
    self.eventValueThreshold = eventValueThreshold
    self.eventWeights = eventWeights
    self.statistics = statistics
    self.histories = histories
    self.scorer = scorer
    if case .blend(let blend) = scorer, let index = blend.candidates {
      search = CandidateSearch(blend, index)
    } else {
      search = nil
    }
  }

  /// The number of an item, or `nil` when the model does not know it.
  package func itemIndex(_ id: String) -> Int? { items.index(of: id) }

  /// The number of a user, or `nil` when the model does not know them.
  package func userIndex(_ id: String) -> Int? { users.index(of: id) }

  /// Whether a live event has the type and value this model learns from.
  package func counts(eventType type: String?, value: Double?) -> Bool {
    if let eventWeights { return eventWeights.weight(eventType: type, value: value) != nil }
    if let eventType {
      guard let type, TrainingData.isSameEventType(type, eventType) else { return false }
    }
    if let eventValueThreshold {
      guard let value, value >= eventValueThreshold else { return false }
    }
    return true
  }

  /// What a live event counts, if it does.
  package func weight(eventType type: String?, value: Double?) -> Float {
    eventWeights?.weight(eventType: type, value: value) ?? 1
  }

  /// How many seconds the windows of a model of trends last, whose answers change with time and
  /// with everybody's events; `nil` for other models.
  package var trendWindow: Int64? {
    guard case .trend(let trend) = scorer else { return nil }
    return trend.window
  }

  /// How many interactions of the training data an item has; 0 for a number beyond the items.
  package func interactionCount(ofItem item: Int) -> Int {
    guard statistics.interactionCounts.indices.contains(item) else { return 0 }
    return Int(statistics.interactionCounts[item])
  }

  /// Whether the training data say anything of who might want an item: interactions, or items like
  /// it that have some.
  package func hasLearnt(_ item: Int) -> Bool {
    if interactionCount(ofItem: item) > 0 { return true }
    guard case .blend(let blend) = scorer, item >= 0 else { return false }
    return blend.cold.concerns(item)
  }

  /// When an item was created, or first interacted with; `nil` when neither is known.
  package func creationTime(ofItem item: Int) -> Int64? {
    guard statistics.creationTimes.indices.contains(item) else { return nil }
    let time = statistics.creationTimes[item]
    return time == TrainingData.unknownTime ? nil : time
  }

  /// A user's newest items known to the model, oldest first.
  package func history(ofUser user: Int) -> [Int] { histories.items(ofUser: user).map(Int.init) }
}
