import Kernels
import Recipes
import Synchronization

extension TargetSnapshot {
  /// A list that was kept, with what has come of new items since; `nil` when that is not enough.
  ///
  /// The same list while its candidates draw the same places.
  func refreshed(_ list: RankedList, _ settings: ExplorationSettings?) -> RankedList? {
    guard let explorer, let settings else { return list.exploration == nil ? list : nil }
    guard let base = list.exploration, base.settings == settings else { return nil }
    if base.candidates.isEmpty { return list }
    // Read before the counts: what comes between is counted, and asked for once more.
    let version = explorer.feedback.version
    if list.feedback.version.load(ordering: .relaxed) == version { return list }
    let counts = explorer.feedback.counts(of: base.candidates.lazy.map(\.item))
    let digest = RankedList.Feedback.digest(counts)
    if list.feedback.digest.load(ordering: .relaxed) != digest {
      let items = explorer.draw(base.candidates, counts, seed: base.seed)
      let places = base.places(drawing: items, model)
      guard places == list.places else {
        return self.list(of: base, list.facts, places, version, digest)
      }
      list.feedback.digest.store(digest, ordering: .relaxed)
    }
    list.feedback.version.store(version, ordering: .relaxed)
    return list
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
    let facts = UserFacts(user: query.userFeatures, context: query.contextFeatures)
    guard let explorer, let settings else {
      let places = places(for: query, limit: limit, selection, exploring: nil).places
      return RankedList(
        places, isComplete: places.count < limit, givesReasons: recipe.givesReasons, facts: facts)
    }
    let seed = seed(of: key, query)
    let explored = ExplorationBase.explored(of: limit, settings, seed: seed)
    let sample =
      explored.isEmpty ? nil : explorer.sample(for: query, seed: seed, settings)
    let (places, candidates) = places(
      for: query, limit: limit, selection, exploring: sample)
    let base = ExplorationBase(
      settings: settings, places: places, isComplete: places.count < limit,
      explored: explored.filter { $0 < places.count }, candidates: candidates, seed: seed,
      historyVersion: historyVersion)
    guard !candidates.isEmpty else {
      return RankedList(
        places, isComplete: base.isComplete, givesReasons: recipe.givesReasons, facts: facts,
        exploration: base)
    }
    let version = explorer.feedback.version
    let counts = explorer.feedback.counts(of: candidates.lazy.map(\.item))
    let items = explorer.draw(candidates, counts, seed: seed)
    return list(
      of: base, facts, base.places(drawing: items, model), version,
      RankedList.Feedback.digest(counts))
  }

  private func list(
    of base: ExplorationBase, _ facts: UserFacts, _ places: [RankedList.Place], _ version: Int,
    _ digest: UInt64
  ) -> RankedList {
    RankedList(
      places, isComplete: base.isComplete, givesReasons: recipe.givesReasons, facts: facts,
      exploration: base, feedback: RankedList.Feedback(version: version, digest: digest))
  }

  /// What the draws of a list follow from: the user, the user's events and the model's data.
  private func seed(of key: String, _ query: Query) -> UInt64 {
    var seed = SeededRandom.hash(key.utf8, seed: UInt64(bitPattern: model.newestTimestamp))
    for event in query.events {
      seed = SeededRandom.mixed(seed ^ UInt64(event.item)) &+ UInt64(bitPattern: event.timestamp)
    }
    return SeededRandom.mixed(seed)
  }

  /// The best items by relevance, and the new ones that contend for places.
  ///
  /// The recipe that gives reasons scores only items it has learnt something about; when these are
  /// not enough, the most popular of the others follow without score.
  private func places(
    for query: Query, limit: Int, _ selection: ItemSelection?, exploring sample: Explorer.Sample?
  ) -> (places: [RankedList.Place], candidates: [Explorer.Candidate]) {
    func admits(_ item: Int) -> Bool { selection?.admits(item) ?? true }
    let known = sample?.known ?? []
    var isAllowed: ((Int) -> Bool)? = selection == nil ? nil : admits
    if selection != nil, recipe.givesReasons {
      isAllowed = { [model] in model.hasLearnt($0) && admits($0) }
    }
    var (scored, sampled) = model.recommend(
      query, limit: limit, where: isAllowed, sampling: sample?.items ?? [],
      limit: Explorer.poolLimit
    ) { !known.contains($0) && admits($0) }
    let candidates = sampled.map { Explorer.Candidate($0) }
    guard recipe.givesReasons else { return (scored.map { place(of: $0) }, candidates) }
    if selection == nil, !scored.allSatisfy({ model.hasLearnt($0.item) }) {
      scored = model.recommend(query, limit: limit) { model.hasLearnt($0) }
    }
    let others = model.popular(limit: limit - scored.count) {
      !model.hasLearnt($0) && admits($0)
    }
    return (
      scored.map { place(of: $0) }
        + others.map { item in
          var place = place(of: item)
          place.origin = .popular
          return place
        }, candidates
    )
  }

  private func place(of item: ScoredItem) -> RankedList.Place {
    RankedList.Place(item: model.items[item.item], score: item.score, number: item.item)
  }
}
