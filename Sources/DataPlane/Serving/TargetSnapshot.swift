import Recipes
import Store

/// All that answering for a campaign or recommender takes, in memory: its model and the group's
/// live events.
///
/// It never changes; a target that gets another model gets another snapshot.
final class TargetSnapshot: Sendable {
  /// The most memory the ready lists of one target may take.
  static let cacheByteLimit = 64 << 20

  let kind: ResourceKind
  let group: TenantScoped
  let identity: ModelIdentity
  let model: Model
  /// `nil` for recipes that don't react to events.
  private let live: LiveState?
  /// What users have bought or watched, for use cases that drop it.
  let seen: SeenItems?
  private let cache = ResultCache(byteLimit: TargetSnapshot.cacheByteLimit)

  var recipe: Recipe { model.recipe }
  /// The newest streamed event the model has seen.
  private var lastEvent: Int64 { identity.artefact.lastEvent }

  /// Reads the group's streamed events when no other target has.
  init(
    kind: ResourceKind, group: TenantScoped, identity: ModelIdentity, model: Model,
    live: LiveState
  ) throws {
    self.kind = kind
    self.group = group
    self.identity = identity
    self.model = model
    let capabilities = model.recipe.capabilities
    self.live = capabilities.usesLiveEvents ? live : nil
    seen = capabilities.automaticFilter.map { live.seenItems(byEventType: $0.rawValue) }
    try self.live?.attach(cache, after: identity.artefact.lastEvent)
  }

  /// To be called once when nothing new is asked of the snapshot; what is under way may finish.
  func retire() {
    live?.detach(cache)
  }
}

// MARK: - Recommendations

extension TargetSnapshot {
  /// The key of the list of everybody about whom nothing is known.
  private static let nobody = ""

  /// What to recommend to a user or an anonymous session.
  func recommendations(toUser id: String, count: Int) -> RankedList {
    if let list = cache.list(for: id), list.covers(count) { return list }
    let history = live?.history(of: id) ?? LiveHistory()
    let query = query(user: id, history: history)
    guard query.user != nil || !query.events.isEmpty else { return popular(count: count) }
    let list = ranked(query, count: count)
    if let live {
      live.store(list, for: id, version: history.version, in: cache)
    } else {
      cache.insert(list, for: id)
    }
    return list
  }

  /// The same for everybody.
  func popular(count: Int) -> RankedList {
    if let list = cache.list(for: Self.nobody), list.covers(count) { return list }
    let list = ranked(Query(), count: count)
    cache.insert(list, for: Self.nobody)
    return list
  }

  /// What is like an item; popular items for one the model does not know.
  func recommendations(like item: String, count: Int) -> RankedList {
    if let list = cache.list(for: item), list.covers(count) { return list }
    guard let seed = model.itemIndex(item) else { return popular(count: count) }
    let list = ranked(Query(seedItem: seed), count: count)
    cache.insert(list, for: item)
    return list
  }

  private func ranked(_ query: Query, count: Int) -> RankedList {
    let limit = count <= 25 ? 25 : count <= 100 ? 100 : max(count, 500)
    let items = model.recommend(query, limit: limit)
    return RankedList(
      items.map { RankedList.Place(item: model.items[$0.item], score: $0.score) },
      isComplete: items.count < limit)
  }

  private func query(user id: String, history: LiveHistory) -> Query {
    var query = Query(user: model.userIndex(id))
    for event in history.events where event.sequence > lastEvent {
      guard model.counts(eventType: event.type, value: event.value),
        let item = model.itemIndex(event.item)
      else { continue }
      query.events.append(Query.Event(item: item, timestamp: event.second))
    }
    return query
  }
}

// MARK: - Rankings

extension TargetSnapshot {
  /// Orders the given items for a user; all that have no score come last, in the order given.
  func ranking(of ids: [String], forUser id: String) -> RankedList {
    let query = query(user: id, history: live?.history(of: id) ?? LiveHistory())
    let ranked = model.rank(query, items: ids.compactMap { model.itemIndex($0) })
    var places: [RankedList.Place] = []
    places.reserveCapacity(ids.count)
    var seen: Set<String> = []
    for item in ranked where item.score != nil {
      let place = RankedList.Place(item: model.items[item.item], score: item.score)
      places.append(place)
      seen.insert(place.item)
    }
    for id in ids where seen.insert(id).inserted {
      places.append(RankedList.Place(item: id, score: nil))
    }
    return RankedList(places, isComplete: true)
  }
}
