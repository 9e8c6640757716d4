extension Model {
  /// The model without some of its users, who are unknown to it from then on.
  ///
  /// Their ids, histories, factors, attributes and responses are left out. What it has learnt from
  /// everybody together stays, and so do all answers for others; only segments of users, which
  /// compare each user with all, are compared with those who are left.
  /// - Parameter isForgotten: tells by id.
  /// - Returns: `nil` when it knows none of them.
  package func forgetting(_ isForgotten: (String) -> Bool) -> Model? {
    let kept = (0..<users.count).filter { !isForgotten(users[$0]) }
    guard kept.count < users.count else { return nil }
    return Model(
      recipe: recipe, items: items, users: users.keeping(kept), newestTimestamp: newestTimestamp,
      eventType: eventType, eventValueThreshold: eventValueThreshold, eventWeights: eventWeights,
      statistics: statistics, histories: histories.keeping(kept), scorer: scorer.keeping(kept))
  }

  /// Whether a value of an attribute or of the circumstances it has learnt is one of `isMeant`.
  ///
  /// Such values stay when users are forgotten: only a new training is without them.
  package func hasLearntValue(where isMeant: (String) -> Bool) -> Bool {
    let tables: [IdentifierTable] =
      switch scorer {
      case .blend(let blend):
        blend.attributes.encoding.columns.compactMap { column in
          if case .categories(let values) = column.values { values } else { nil }
        }
      case .affinity(let affinity): affinity.attributes.columns.map(\.vocabulary)
      case .neighbours, .popularity, .trend, .semantic, .actions: []
      }
    return tables.contains { table in (0..<table.count).contains { isMeant(table[$0]) } }
  }
}

extension IdentifierTable {
  fileprivate func keeping(_ kept: [Int]) -> IdentifierTable {
    IdentifierTable(kept.lazy.map { self[$0] })
  }
}

extension Scorer {
  fileprivate func keeping(_ users: [Int]) -> Scorer {
    switch self {
    case .neighbours, .popularity, .trend, .semantic: return self
    case .blend(var blend):
      let attributes = blend.attributes
      blend.attributes = BlendAttributes(
        encoding: attributes.encoding, lifts: attributes.lifts,
        users: attributes.users.keeping(users), weights: attributes.weights)
      return .blend(blend)
    case .affinity(let affinity):
      return .affinity(
        UserAffinity(
          neighbours: affinity.neighbours, taste: affinity.taste,
          userFactors: affinity.userFactors.keeping(rows: users, width: affinity.taste.dimension),
          attributes: affinity.attributes, weights: affinity.weights))
    case .actions(let actions): return .actions(actions.keeping(users))
    }
  }
}

extension NextBestAction {
  fileprivate func keeping(_ users: [Int]) -> NextBestAction {
    NextBestAction(
      actions: actions, rules: rules,
      features: ActionFeatures(
        attributes: Array(
          FlatArray(features.attributes).keeping(rows: users, width: features.attributeCount)),
        attributeCount: features.attributeCount, taste: features.taste,
        tasteScale: features.tasteScale, categoryOffsets: features.categoryOffsets,
        categories: features.categories, categoryCount: features.categoryCount,
        period: features.period),
      pasts: pasts.keeping(users), weights: weights, isScored: isScored,
      isConsidered: isConsidered, lastEvent: lastEvent)
  }
}

extension FlatArray {
  /// Some rows of `width` elements each.
  func keeping(rows: [Int], width: Int) -> FlatArray {
    var kept: [Element] = []
    kept.reserveCapacity(rows.count * width)
    for row in rows { kept.append(contentsOf: self[row * width..<(row + 1) * width]) }
    return FlatArray(kept)
  }

  /// Some rows, of which each ends where the next one's offset is.
  func keeping(rows: [Int], offsets: FlatArray<UInt32>) -> FlatArray {
    var kept: [Element] = []
    for row in rows {
      kept.append(contentsOf: self[Int(offsets[row])..<Int(offsets[row + 1])])
    }
    return FlatArray(kept)
  }
}

extension FlatArray<UInt32> {
  /// The offsets of some of the rows they are of.
  func keepingOffsets(rows: [Int]) -> FlatArray<UInt32> {
    var kept: [UInt32] = [0]
    kept.reserveCapacity(rows.count + 1)
    for row in rows { kept.append((kept.last ?? 0) + self[row + 1] - self[row]) }
    return FlatArray(kept)
  }
}
