import Glibc
import Kernels

extension Model {
  /// The best items for a query, best first; fewer when there are fewer.
  ///
  /// Deterministic. The list for a limit starts with the list for a smaller one, so it can be
  /// cached once (for 500, say) for equal queries; in catalogues beyond 32,768 items, of which only
  /// candidates are scored, very nearly so. A seed item is never among its related ones; recipes
  /// without related items ignore it, and the unpersonalised ones ignore the user.
  /// - Parameters:
  ///   - query: for whom or like what; unknown users and seeds get popular items.
  ///   - limit: the most items to return.
  /// - Returns: item numbers, with scores where the recipe has them.
  package func recommend(_ query: Query, limit: Int) -> [ScoredItem] {
    recommend(query, limit: limit, givesScores: recipe.capabilities.scores != .none)
  }

  /// The best of the items that are allowed.
  /// - Parameter isAllowed: asked about item numbers that are good enough to be returned, and in
  ///   large catalogues about others.
  package func recommend(
    _ query: Query, limit: Int, where isAllowed: (Int) -> Bool
  ) -> [ScoredItem] {
    recommend(
      query, limit: limit, givesScores: recipe.capabilities.scores != .none, where: isAllowed)
  }

  /// The same list with scores or without, where the recipe has them; without saves a pass over the
  /// items.
  package func recommend(_ query: Query, limit: Int, givesScores: Bool) -> [ScoredItem] {
    recommend(query, limit: limit, givesScores: givesScores) { _ in true }
  }

  /// The same list of the items that are allowed.
  package func recommend(
    _ query: Query, limit: Int, givesScores: Bool, where isAllowed: (Int) -> Bool
  ) -> [ScoredItem] {
    let limit = min(max(limit, 0), items.count)
    switch scorer {
    case .blend(let blend):
      return personalized(blend, query, limit, givesScores: givesScores, isAllowed)
    case .neighbours(let rows):
      guard let seed = query.seedItem, seed >= 0, seed < rows.rowCount else {
        return popular(limit: limit, where: isAllowed)
      }
      return listed(rows.columns[rows.range(ofRow: seed)], without: seed, limit, isAllowed)
    case .semantic(let index):
      guard let seed = query.seedItem, seed >= 0, seed < index.itemCount else {
        return popular(limit: limit, where: isAllowed)
      }
      return listed(related(index, to: seed, query.influence), without: seed, limit, isAllowed)
    case .popularity, .affinity, .actions:
      return popular(limit: limit, where: isAllowed)
    case .trend(let trend):
      let rising = trend.rising(
        query.events, at: query.time, popularity: statistics.interactionCounts)
      return listed(rising, without: nil, limit, isAllowed)
    }
  }

  /// The given items in the order of a user's interest.
  ///
  /// Items with interactions come first with scores that sum to 1, best first; items the model
  /// has seen no interactions of follow in input order, without score. Repeated items count once,
  /// numbers beyond the items are left out.
  /// - Parameters:
  ///   - query: for whom; an unknown user gets the order of popularity.
  ///   - input: item numbers.
  /// - Returns: each of the items once.
  package func rank(_ query: Query, items input: [Int]) -> [ScoredItem] {
    var listed = Set<Int>()
    let unique = input.filter {
      $0 >= 0 && $0 < items.count && listed.insert($0).inserted
    }
    let known = unique.filter { statistics.interactionCounts[$0] > 0 }
    let unknown = unique.filter { statistics.interactionCounts[$0] == 0 }
    let logits =
      switch scorer {
      case .blend(let blend): blend.score(profile(of: query, for: blend), items: known)
      case .neighbours, .popularity, .trend, .semantic, .affinity, .actions:
        known.map { log1pf(Float(statistics.userCounts[$0])) }
      }
    let order = known.indices.sorted {
      (logits[$1], known[$0]) < (logits[$0], known[$1])
    }
    let highest = Double(order.first.map { logits[$0] } ?? 0)
    let exponentials = order.map { exp(Double(logits[$0]) - highest) }
    let sum = exponentials.reduce(0, +)
    return zip(order, exponentials).map { ScoredItem(item: known[$0], score: $1 / sum) }
      + unknown.map { ScoredItem(item: $0, score: nil) }
  }

  /// The most popular items, by the number of different users, without scores.
  /// - Parameters:
  ///   - limit: the most items to return.
  ///   - isAllowed: asked about item numbers, best first.
  /// - Returns: item numbers without scores; items without interactions come last.
  package func popular(
    limit: Int, where isAllowed: (Int) -> Bool = { _ in true }
  ) -> [ScoredItem] {
    var best: [ScoredItem] = []
    for item in statistics.popularOrder {
      guard best.count < limit else { break }
      if isAllowed(Int(item)) { best.append(ScoredItem(item: Int(item), score: nil)) }
    }
    return best
  }

  private func personalized(
    _ blend: Blend, _ query: Query, _ limit: Int, givesScores: Bool, _ isAllowed: (Int) -> Bool
  ) -> [ScoredItem] {
    guard limit > 0 else { return [] }
    let profile = profile(of: query, for: blend)
    if let search, search.pays(for: profile) {
      return search.recommend(
        profile, limit: limit, givesScores: givesScores, sampling: [], where: isAllowed
      ).list
    }
    return withLogits(of: profile, blend) {
      list(of: $0, limit, givesScores: givesScores, isAllowed)
    }
  }

  /// Calls `body` with every item's logit.
  func withLogits<Result>(
    of profile: Blend.Profile, _ blend: Blend, _ body: (UnsafeBufferPointer<Float>) -> Result
  ) -> Result {
    // Sound: the buffer has one element an item, all of them written before they are read, and
    // ends with `body`.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(items.count, 1)) { logits in
      logits.initialize(repeating: 0)
      if let base = logits.baseAddress { blend.score(profile, into: base) }
      return body(UnsafeBufferPointer(rebasing: logits[..<items.count]))
    }
  }

  /// The items with the highest logits.
  func list(
    of logits: UnsafeBufferPointer<Float>, _ limit: Int, givesScores: Bool,
    _ isAllowed: (Int) -> Bool
  ) -> [ScoredItem] {
    var best = TopK(capacity: limit)
    best.offer(logits, where: isAllowed)
    let entries = best.sorted()
    guard givesScores, let base = logits.baseAddress else {
      return entries.map { ScoredItem(item: Int($0.index), score: nil) }
    }
    let highest = Vector.maximum(base, logits.count)
    let sum = Exponential.sum(base, logits.count, shift: highest)
    return entries.map {
      ScoredItem(item: Int($0.index), score: exp(Double($0.score - highest)) / sum)
    }
  }

  /// The given items, then popular ones until there are enough.
  private func listed(
    _ items: some Collection<UInt32>, without seed: Int?, _ limit: Int,
    _ isAllowed: (Int) -> Bool
  ) -> [ScoredItem] {
    var best: [ScoredItem] = []
    for entry in items {
      guard best.count < limit else { return best }
      let item = Int(entry)
      if item != seed, isAllowed(item) { best.append(ScoredItem(item: item, score: nil)) }
    }
    var listed = Set(items.map { Int($0) })
    if let seed { listed.insert(seed) }
    return best
      + popular(limit: limit - best.count) { !listed.contains($0) && isAllowed($0) }
  }

  /// The user's items, newest first: live events before the stored history.
  func profile(of query: Query, for blend: Blend) -> Blend.Profile {
    var profile = Blend.Profile(items: [], features: blend.attributes.features(of: query))
    let isWeighted = !histories.weights.isEmpty
    if !query.events.isEmpty {
      let live = query.events.enumerated()
        .filter { $0.element.item >= 0 && $0.element.item < items.count }
        .sorted { ($0.element.timestamp, $0.offset) > ($1.element.timestamp, $1.offset) }
      profile.items = live.map { UInt32($0.element.item) }
      if isWeighted { profile.weights = live.map(\.element.weight) }
    }
    if let user = query.user {
      profile.items.append(contentsOf: histories.items(ofUser: user).reversed())
      if isWeighted {
        profile.weights.append(contentsOf: histories.weights(ofUser: user).reversed())
      }
    }
    return profile
  }
}
