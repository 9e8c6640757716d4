import Platform
import Recipes
import Store

/// All that answering for a campaign or recommender takes, in memory: its model and the group's
/// live events.
///
/// It never changes; a target that gets another model gets another snapshot.
final class TargetSnapshot: Sendable {
  /// The most memory the ready lists of one target may take.
  static let cacheByteLimit = 128 << 20

  let kind: ResourceKind
  let group: TenantScoped
  let identity: ModelIdentity
  let model: Model
  /// `nil` for recipes that don't react to events.
  let live: LiveState?
  /// For recipes that explore new items.
  let explorer: Explorer?
  /// What answers of the group told.
  let shown: ShownLists
  /// For models of trends.
  let trend: TrendEvents?
  /// What users have bought or watched, for use cases that drop it.
  let seen: SeenItems?
  /// What users did, for filters.
  let interactions: SeenItems
  let filters: SnapshotFilters
  /// The columns of users' records that the model looks at.
  let userColumns: [String]
  /// Of the group's erasures.
  let epoch: ErasureEpoch
  private let cache: ResultCache
  /// Filtered lists, by user, filter and values.
  let filteredLists: ResultCache

  var recipe: Recipe { model.recipe }
  /// The newest streamed event the model has seen.
  var lastEvent: Int64 { identity.artefact.lastEvent }

  /// Reads the group's streamed events when no other target has.
  init(
    kind: ResourceKind, group: TenantScoped, identity: ModelIdentity, model: Model,
    live: LiveState, cacheByteLimit: Int = TargetSnapshot.cacheByteLimit
  ) throws {
    self.kind = kind
    self.group = group
    self.identity = identity
    self.model = model
    userColumns = model.userAttributeColumns
    let capabilities = model.recipe.capabilities
    epoch = live.epoch
    cache = ResultCache(byteLimit: cacheByteLimit, epoch: live.epoch)
    filteredLists = ResultCache(byteLimit: cacheByteLimit / 2, epoch: live.epoch)
    interactions = live.seenItems()
    filters = SnapshotFilters(model: model)
    shown = live.shown
    explorer =
      capabilities.exploration == .none || model.recipe.type != .userPersonalization
      ? nil : Explorer(model: model, after: identity.artefact.lastEvent)
    let trend = model.trendWindow.map { TrendEvents(model: model, window: $0) }
    self.trend = trend
    self.live = capabilities.usesLiveEvents || trend != nil ? live : nil
    seen = capabilities.automaticFilter.map { live.seenItems(byEventType: $0.rawValue) }
    if let trend {
      try live.attach(trend, after: identity.artefact.lastEvent)
    } else {
      try self.live?.attach(cache, after: identity.artefact.lastEvent)
    }
    if let explorer { try live.attach(explorer.feedback) }
  }

  /// To be called once when nothing new is asked of the snapshot; what is under way may finish.
  func retire() {
    if let trend { live?.detach(trend) } else { live?.detach(cache) }
    if let explorer { live?.detach(explorer.feedback) }
  }
}

// MARK: - Recommendations

extension TargetSnapshot {
  /// The key of the list of everybody about whom nothing is known.
  private static let nobody = ""

  /// What to recommend to a user or an anonymous session; `nil` when the history must be read.
  ///
  /// A list is kept for the user's attributes it was made with, not for a request's circumstances.
  /// - Parameter start: the group's epoch before anything of the user was read.
  func recommendations(
    toUser id: String, _ facts: UserFacts, count: Int, exploring settings: ExplorationSettings?,
    begunIn start: Int
  ) -> RankedList? {
    let isKept = facts.context.isEmpty
    if isKept, let list = kept(for: id, facts, count: count, settings, begunIn: start) {
      return list
    }
    guard let history = history(of: id) else { return nil }
    let query = query(user: id, facts, history: history)
    guard query.user != nil || !query.events.isEmpty || !facts.isEmpty else {
      return popular(count: count, exploring: settings)
    }
    let list = ranked(
      query, for: id, limit: Self.limit(for: count), exploring: settings,
      historyVersion: history.version)
    if isKept { keep(list, for: id, version: history.version, begunIn: start) }
    return list
  }

  /// What a user or an anonymous session did with items that the model has not seen; reads the disk.
  func events(of id: String) throws -> [Query.Event] {
    while true {
      if let history = history(of: id) { return query(user: id, .none, history: history).events }
      try readHistory(of: id)
    }
  }

  /// The list that was kept, brought up to date if necessary; `nil` when another must be made.
  private func kept(
    for key: String, _ facts: UserFacts = .none, count: Int, _ settings: ExplorationSettings?,
    begunIn start: Int
  ) -> RankedList? {
    guard let list = cache.list(for: key), list.facts == facts, list.covers(count) else {
      return nil
    }
    guard let fresh = refreshed(list, settings) else { return nil }
    if fresh === list { return list }
    keep(fresh, for: key, version: list.exploration?.historyVersion, begunIn: start)
    return fresh
  }

  /// - Parameter version: of the history it was made from; `nil` if it was made from none.
  private func keep(_ list: RankedList, for key: String, version: Int?, begunIn start: Int) {
    if let live, let version {
      live.store(list, for: key, version: version, begunIn: start, in: cache)
    } else {
      cache.insert(list, for: key, begunIn: start)
    }
  }

  func history(of id: String) -> LiveHistory? {
    guard let live else { return LiveHistory() }
    return live.history(of: id)
  }

  /// Whether a list is kept for this user alone, to be dropped when an event of theirs arrives.
  func isKept(_ list: RankedList, for user: String) -> Bool {
    live != nil && trend == nil && cache.list(for: user) === list
  }

  /// Reads the history of a user or session that is not in memory.
  func readHistory(of id: String) throws { try live?.readHistory(of: id) }

  /// The same for everybody.
  func popular(count: Int, exploring settings: ExplorationSettings? = nil) -> RankedList {
    if let trend { return trend.list(count: count) { ranked($0, count: count) } }
    let start = epoch.current
    if let list = kept(for: Self.nobody, count: count, settings, begunIn: start) { return list }
    let list = ranked(
      Query(), for: Self.nobody, limit: Self.limit(for: count), exploring: settings)
    cache.insert(list, for: Self.nobody)
    return list
  }

  /// What is like an item; popular items for one the model does not know.
  func recommendations(
    like item: String, count: Int, by influence: RankingInfluence = .none
  ) -> RankedList {
    // No id has a line feed in it.
    let key =
      influence == .none ? item : "\(item)\n\(influence.popularity) \(influence.freshness)"
    if let list = cache.list(for: key), list.covers(count) { return list }
    guard let seed = model.itemIndex(item) else { return popular(count: count) }
    var query = Query(seedItem: seed)
    query.influence = influence
    let list = ranked(query, count: count)
    cache.insert(list, for: key)
    return list
  }

  /// The same of a selection's items; nothing is kept.
  func recommendations(
    toUser id: String, _ facts: UserFacts, count: Int, exploring settings: ExplorationSettings?,
    _ selection: ItemSelection
  ) -> RankedList? {
    guard let history = history(of: id) else { return nil }
    return ranked(
      query(user: id, facts, history: history), for: id, limit: count, exploring: settings,
      selection)
  }

  /// The same of a selection's items; nothing is kept.
  func popular(count: Int, _ selection: ItemSelection) -> RankedList {
    ranked(
      trend?.query ?? Query(), for: Self.nobody, limit: count, exploring: nil, selection)
  }

  /// The same of a selection's items; nothing is kept.
  func recommendations(
    like item: String, count: Int, _ selection: ItemSelection,
    by influence: RankingInfluence = .none
  ) -> RankedList {
    guard let seed = model.itemIndex(item) else { return popular(count: count, selection) }
    var query = Query(seedItem: seed)
    query.influence = influence
    return ranked(query, for: item, limit: count, exploring: nil, selection)
  }

  private func ranked(_ query: Query, count: Int) -> RankedList {
    ranked(query, for: Self.nobody, limit: Self.limit(for: count), exploring: nil)
  }

  /// How long a list is made, so that it answers similar requests too.
  private static func limit(for count: Int) -> Int {
    count <= 25 ? 25 : count <= 100 ? 100 : max(count, 500)
  }

  func query(user id: String, _ facts: UserFacts, history: LiveHistory) -> Query {
    var query = Query(user: model.userIndex(id))
    query.userFeatures = facts.user
    query.contextFeatures = facts.context
    for event in history.events where event.sequence > lastEvent {
      guard model.counts(eventType: event.type, value: event.value),
        let item = model.itemIndex(event.item)
      else { continue }
      query.events.append(
        Query.Event(
          item: item, timestamp: event.second,
          weight: model.weight(eventType: event.type, value: event.value)))
    }
    return query
  }
}

// MARK: - Forgetting

extension TargetSnapshot {
  /// How many lists and rows of the model these people have.
  func count(of people: ForgottenPeople) -> (lists: Int, rows: Int) {
    let isTheirs: (String) -> Bool = { people.contains($0) }
    return (
      cache.count(where: isTheirs)
        + filteredLists.count { FilterRequest.user(inKey: $0).map(isTheirs) ?? true },
      people.users.count { model.userIndex($0.text) != nil }
    )
  }

  /// Drops the lists of these people and of their sessions.
  ///
  /// - Parameter sessions: `nil` when it is not known which: then all lists go.
  func forget(_ people: ForgottenPeople, sessions: [ExactText]?) {
    filters.dropBound()
    guard let sessions else {
      cache.removeAll()
      filteredLists.removeAll()
      return
    }
    for key in people.users.union(sessions) { cache.remove(key.text) }
    let keys = people.users.union(sessions)
    filteredLists.removeAll { key in
      FilterRequest.user(inKey: key).map { keys.contains(ExactText($0)) } ?? true
    }
  }
}

// MARK: - Rankings

extension TargetSnapshot {
  /// Orders the given items for a user; all that have no score come last, in the order given.
  ///
  /// Returns `nil` when the history must be read.
  func ranking(of ids: [String], forUser id: String, _ facts: UserFacts) -> RankedList? {
    guard let history = history(of: id) else { return nil }
    let query = query(user: id, facts, history: history)
    let ranked = model.rank(query, items: ids.compactMap { model.itemIndex($0) })
    var places: [RankedList.Place] = []
    places.reserveCapacity(ids.count)
    var seen: Set<ExactText> = []
    for item in ranked where item.score != nil {
      let place = RankedList.Place(
        item: model.items[item.item], score: item.score, number: item.item)
      places.append(place)
      seen.insert(ExactText(place.item))
    }
    for id in ids where seen.insert(ExactText(id)).inserted {
      places.append(RankedList.Place(item: id, score: nil))
    }
    return RankedList(places, isComplete: true)
  }
}
