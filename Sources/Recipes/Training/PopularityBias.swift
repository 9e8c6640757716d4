/// How far recommended lists lean towards what is popular anyway.
///
/// An item's popularity is the number of its interactions that are not held out (Abdollahpouri et
/// al., 2019, "The unfairness of popularity bias in recommendation").
package struct PopularityBias: Sendable, Codable, Equatable {
  /// The mean place of a recommended item among all items by popularity: 0 the least popular,
  /// 1 the most; half is what picking at random gives.
  package let percentile: Double
  /// The mean popularity of a recommended item.
  package let recommended: Double
  /// The mean popularity of an item in the histories of the users it was recommended to.
  package let inHistories: Double

  package init(_ evaluation: HeldOutEvaluation) {
    let data = evaluation.data
    var counts = [Int](repeating: 0, count: data.items.count)
    for item in data.itemIDs { counts[Int(item)] += 1 }
    for rows in evaluation.heldOut {
      for row in rows { counts[Int(data.itemIDs[row])] -= 1 }
    }
    let places = Self.places(counts)
    var (place, popularity, slots) = (0.0, 0.0, 0)
    for item in evaluation.lists.joined() {
      place += places[item]
      popularity += Double(counts[item])
      slots += 1
    }
    var (history, events) = (0.0, 0)
    for (user, heldOut) in zip(evaluation.users, evaluation.heldOut) {
      for row in data.rows(ofUser: user).lowerBound..<heldOut.lowerBound {
        history += Double(counts[Int(data.itemIDs[row])])
        events += 1
      }
    }
    percentile = Evaluation.rounded(place / Double(max(slots, 1)))
    recommended = Evaluation.rounded(popularity / Double(max(slots, 1)))
    inHistories = Evaluation.rounded(history / Double(max(events, 1)))
  }

  /// The place of each count among all, from 0 to 1; equal ones share the middle of theirs.
  private static func places(_ counts: [Int]) -> [Double] {
    let sorted = counts.sorted()
    var middle: [Int: Double] = [:]
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
      middle[sorted[start]] = (Double(start) + Double(end)) / 2 / Double(sorted.count)
      start = end
    }
    return counts.map { middle[$0] ?? 0 }
  }
}
