import Kernels

/// How much popularity and freshness move related items, from 0 to 1 each.
package struct RankingInfluence: Sendable, Hashable {
  package var popularity: Float
  package var freshness: Float

  package init(popularity: Float = 0, freshness: Float = 0) {
    self.popularity = popularity
    self.freshness = freshness
  }

  /// Similarity alone decides.
  package static let none = RankingInfluence()
}

extension Model {
  /// Neighbours, best first.
  func related(
    _ index: SemanticIndex, to seed: Int, _ influence: RankingInfluence
  ) -> [UInt32] {
    let rows = index.neighbours
    guard influence != .none else { return Array(rows.columns[rows.range(ofRow: seed)]) }
    return relatedScores(index, to: seed, influence).map(\.index)
  }

  /// Neighbours with their similarity plus what the influence adds, best first.
  func relatedScores(
    _ index: SemanticIndex, to seed: Int, _ influence: RankingInfluence
  ) -> [TopK.Entry] {
    let rows = index.neighbours
    let range = rows.range(ofRow: seed)
    let popularity = influence.popularity == 0 ? [] : statistics.popularityShares
    let freshness = influence.freshness == 0 ? [] : statistics.freshnessShares
    var best = TopK(capacity: range.count)
    for entry in range {
      let item = rows.columns[entry]
      var score = rows.values[entry]
      if !popularity.isEmpty { score += influence.popularity * popularity[Int(item)] }
      if !freshness.isEmpty { score += influence.freshness * freshness[Int(item)] }
      best.offer(index: item, score: score)
    }
    return best.sorted()
  }

  /// Whether it can take in new items without training again.
  package var canGrow: Bool {
    if case .semantic = scorer { true } else { false }
  }

  /// The model with items that came or changed since, judged by their texts alone; popularity and
  /// freshness of the others stay as they were.
  /// - Parameters:
  ///   - data: items with their texts and titles, new or changed; their interactions do not count.
  ///   - threads: the most to use.
  /// - Returns: the same model when nothing changes or it cannot grow.
  package func growing(by data: TrainingData, threads: Int) -> Model {
    guard case .semantic(let index) = scorer, data.items.count > 0,
      let features = TextFeatures(bucketCount: index.features)
    else { return self }
    let texts = data.textColumns
    var items = items
    var changed: [(item: Int, entries: [TextFeatures.Entry])] = []
    var created: [Int: Int64] = [:]
    for row in 0..<data.items.count {
      let item = Int(items.intern(data.items[row]))
      var entries = data.itemTitles.map {
        features.entries($0.text(ofRow: row), times: TextEmbedding.titleFactor)
      }
      for text in texts {
        let more = features.entries(text.text(ofRow: row), times: 1)
        entries = entries.map { TextFeatures.joined($0, more) } ?? more
      }
      changed.append((item, entries ?? []))
      if !data.itemCreationTimes.isEmpty { created[item] = data.itemCreationTimes[row] }
    }
    let grown = index.updated(changed, newCount: items.count, threads: threads)
    return Model(
      recipe: recipe, items: items, users: users, newestTimestamp: newestTimestamp,
      eventType: eventType, eventValueThreshold: eventValueThreshold,
      statistics: statistics.growing(to: items.count, created: created), histories: histories,
      scorer: .semantic(grown))
  }
}

extension ItemStatistics {
  /// Different users by item, the most popular item's being 1.
  var popularityShares: [Float] {
    let highest = Float(userCounts.max() ?? 0)
    return userCounts.map { highest > 0 ? Float($0) / highest : 0 }
  }

  /// How new each item is, from the oldest at 0 to the newest at 1; 0 where unknown.
  var freshnessShares: [Float] {
    let known = creationTimes.filter { $0 != TrainingData.unknownTime }.map { Double($0) }
    guard let oldest = known.min(), let newest = known.max(), newest > oldest else {
      return [Float](repeating: 0, count: creationTimes.count)
    }
    return creationTimes.map { time in
      time == TrainingData.unknownTime ? 0 : Float((Double(time) - oldest) / (newest - oldest))
    }
  }

  /// The same with more items, of which nothing is known but when they were created.
  func growing(to count: Int, created: [Int: Int64]) -> ItemStatistics {
    let first = interactionCounts.count
    let none = [UInt32](repeating: 0, count: max(0, count - first))
    let times = (0..<count).map { item in
      created[item] ?? (item < first ? creationTimes[item] : TrainingData.unknownTime)
    }
    return ItemStatistics(
      interactionCounts: FlatArray(interactionCounts + none),
      userCounts: FlatArray(userCounts + none), creationTimes: FlatArray(times),
      popularOrder: FlatArray(popularOrder + Array(UInt32(first)..<UInt32(max(first, count)))))
  }
}
