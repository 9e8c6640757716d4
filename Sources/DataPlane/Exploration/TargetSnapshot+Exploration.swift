import Kernels
import Recipes

extension TargetSnapshot {
  /// Whether a list that was kept is what would be made now.
  func isCurrent(_ list: RankedList, _ settings: ExplorationSettings?) -> Bool {
    guard let explorer, let settings else { return list.exploration == nil }
    guard let base = list.exploration, base.settings == settings else { return false }
    return base.candidates.isEmpty || list.feedbackVersion == explorer.feedback.version
  }

  /// A list that was kept, with what has come of new items since; `nil` when that is not enough.
  func refreshed(_ list: RankedList, _ settings: ExplorationSettings?) -> RankedList? {
    guard let explorer, let base = list.exploration, base.settings == settings else { return nil }
    return self.list(of: base, list.facts, explorer)
  }

  /// The best items for a query, with new ones among them.
  ///
  /// - Parameters:
  ///   - key: whom it is for, which decides what is explored.
  ///   - selection: which items may be in it.
  func ranked(
    _ query: Query, for key: String, limit: Int, exploring settings: ExplorationSettings?,
    historyVersion: Int? = nil, _ selection: ItemSelection? = nil
  ) -> RankedList {
    let places = places(for: query, limit: limit, selection)
    let isComplete = places.count < limit
    let facts = UserFacts(user: query.userFeatures, context: query.contextFeatures)
    guard let explorer, let settings else {
      return RankedList(
        places, isComplete: isComplete, givesReasons: recipe.givesReasons, facts: facts)
    }
    let seed = seed(of: key, query)
    let explored = ExplorationBase.explored(of: places.count, settings, seed: seed)
    let candidates =
      explored.isEmpty
      ? []
      : explorer.candidates(for: query, seed: seed, settings) { selection?.admits($0) ?? true }
    let base = ExplorationBase(
      settings: settings, places: places, isComplete: isComplete, explored: explored,
      candidates: candidates, seed: seed, historyVersion: historyVersion)
    guard !candidates.isEmpty else {
      return RankedList(
        places, isComplete: isComplete, givesReasons: recipe.givesReasons, facts: facts,
        exploration: base)
    }
    return list(of: base, facts, explorer)
  }

  private func list(
    of base: ExplorationBase, _ facts: UserFacts, _ explorer: Explorer
  ) -> RankedList {
    // Read before the counts: what comes between is counted, and asked for once more.
    let version = explorer.feedback.version
    let items = explorer.draw(base.candidates, seed: base.seed)
    return RankedList(
      base.places(drawing: items, model), isComplete: base.isComplete,
      givesReasons: recipe.givesReasons, facts: facts, exploration: base, feedbackVersion: version)
  }

  /// What the draws of a list follow from: the user, the user's events and the model's data.
  private func seed(of key: String, _ query: Query) -> UInt64 {
    var seed = SeededRandom.hash(key.utf8, seed: UInt64(bitPattern: model.newestTimestamp))
    for event in query.events {
      seed = SeededRandom.mixed(seed ^ UInt64(event.item)) &+ UInt64(bitPattern: event.timestamp)
    }
    return SeededRandom.mixed(seed)
  }

  /// The best items by relevance.
  ///
  /// The recipe that gives reasons scores only items it has learnt something about; when these are
  /// not enough, the most popular of the others follow without score.
  private func places(
    for query: Query, limit: Int, _ selection: ItemSelection?
  ) -> [RankedList.Place] {
    func admits(_ item: Int) -> Bool { selection?.admits(item) ?? true }
    // Without a selection the model may look at candidates only.
    if selection == nil {
      let list = model.recommend(query, limit: limit)
      if !recipe.givesReasons || list.allSatisfy({ model.hasLearnt($0.item) }) {
        return list.map { place(of: $0) }
      }
    } else if !recipe.givesReasons {
      return model.recommend(query, limit: limit) { admits($0) }.map { place(of: $0) }
    }
    let scored = model.recommend(query, limit: limit) { model.hasLearnt($0) && admits($0) }
    let others = model.popular(limit: limit - scored.count) {
      !model.hasLearnt($0) && admits($0)
    }
    return scored.map { place(of: $0) }
      + others.map { item in
        var place = place(of: item)
        place.origin = .popular
        return place
      }
  }

  private func place(of item: ScoredItem) -> RankedList.Place {
    RankedList.Place(item: model.items[item.item], score: item.score, number: item.item)
  }
}
