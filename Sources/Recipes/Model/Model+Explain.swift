import Glibc
import Kernels

/// How a model comes to its answer to a query.
package struct ModelExplanation: Sendable {
  /// What something weighs in the member of that name.
  package typealias NamedNumber = (name: String, value: Double)

  /// An item of the profile, newest first.
  package struct Event: Sendable {
    package let item: Int
    /// Whether it came with the query, not from the training data.
    package let isLive: Bool
    /// What it weighs in each member that looks at the profile, at most 1; 0 when too old.
    package let weights: [NamedNumber]
  }

  /// A summand of a logit.
  package struct Part: Sendable, Equatable {
    package let name: String
    package let value: Double
    package let weight: Double
    /// How much more than on average over all items it contributes.
    package let advantage: Double

    package var contribution: Double { value * weight }
  }

  /// An item as the model sees it.
  package struct Item: Sendable {
    package let item: Int
    /// Its place by relevance among all items (of the input list, when items are ranked), from 1.
    package let rank: Int
    /// What its parts add up to; `nil` where the recipe orders items without scores.
    package let logit: Double?
    /// As the model gives it, where the recipe has scores.
    package let score: Double?
    /// What brings it in: the part that lifts it most above the average item; `related`, `trend`
    /// or `popularity` where items are only ordered, and `padding` for what fills such a list up.
    package let origin: String
    package let parts: [Part]
  }

  package var events: [Event] = []
  package var items: [Item] = []
  /// A score is exp(logit - normalizer).
  package var normalizer: Double?
}

extension Model {
  /// Tells how the model comes to its answer; takes time proportional to items and parts.
  /// - Parameters:
  ///   - query: as for ``recommend(_:limit:where:)``.
  ///   - wanted: numbers of the items to explain; those beyond the items are left out.
  ///   - input: the items that are ranked, as for ``rank(_:items:)``; `nil` for all.
  /// - Returns: the wanted items in their order.
  package func explain(
    _ query: Query, items wanted: [Int], ranking input: [Int]? = nil
  ) -> ModelExplanation {
    let wanted = wanted.filter { $0 >= 0 && $0 < items.count }
    switch scorer {
    case .blend(let blend):
      let profile = profile(of: query, for: blend)
      var explanation = explain(blend, profile, wanted, among: input)
      let live = query.events.count { $0.item >= 0 && $0.item < items.count }
      explanation.events = profile.items.enumerated().map { age, item in
        ModelExplanation.Event(
          item: Int(item), isLive: age < live, weights: blend.eventWeights(age: age))
      }
      return explanation
    case .neighbours(let rows):
      guard let seed = query.seedItem, seed >= 0, seed < rows.rowCount else {
        return explainPopularity(wanted)
      }
      let range = rows.range(ofRow: seed)
      return explain(
        wanted, listed: Array(rows.columns[range]), as: "related", partName: "similarity",
        values: range.map { Double(rows.values[$0]) })
    case .semantic(let index):
      guard let seed = query.seedItem, seed >= 0, seed < index.itemCount else {
        return explainPopularity(wanted)
      }
      let related = relatedScores(index, to: seed, query.influence)
      return explain(
        wanted, listed: related.map(\.index), as: "related", partName: "similarity",
        values: related.map { Double($0.score) })
    case .popularity, .affinity, .actions:
      return explainPopularity(wanted)
    case .trend(let trend):
      let counts = statistics.interactionCounts
      let rising = trend.rising(query.events, at: query.time, popularity: counts)
      let end =
        query.time ?? max(trend.newest, query.events.reduce(trend.newest) { max($0, $1.timestamp) })
      let windows = trend.counts(query.events, until: end, itemCount: items.count)
      return explain(
        wanted, listed: rising, as: "trend", partName: "increase",
        values: rising.map { Double(windows[Int($0)].increase) })
    }
  }

  private func explainPopularity(_ wanted: [Int]) -> ModelExplanation {
    explain(
      wanted, listed: statistics.popularOrder, as: "popularity", partName: "users",
      values: statistics.popularOrder.map { Double(statistics.userCounts[Int($0)]) })
  }

  /// Of recipes that order items without scores: the listed ones, then all others by popularity.
  private func explain(
    _ wanted: [Int], listed: some Collection<UInt32>, as origin: String, partName: String,
    values: [Double]
  ) -> ModelExplanation {
    var places = [Int](repeating: 0, count: items.count)
    for (index, item) in listed.enumerated() { places[Int(item)] = index + 1 }
    var next = listed.count
    for item in statistics.popularOrder where places[Int(item)] == 0 {
      next += 1
      places[Int(item)] = next
    }
    return ModelExplanation(
      items: wanted.map { item in
        let isListed = places[item] <= listed.count
        let value = isListed ? values[places[item] - 1] : Double(statistics.userCounts[item])
        return ModelExplanation.Item(
          item: item, rank: places[item], logit: nil, score: nil,
          origin: isListed ? origin : "padding",
          parts: [
            ModelExplanation.Part(
              name: isListed ? partName : "users", value: value, weight: 1, advantage: 0)
          ])
      })
  }
}

// MARK: - Blends

extension Model {
  private func explain(
    _ blend: Blend, _ profile: Blend.Profile, _ wanted: [Int], among input: [Int]?
  ) -> ModelExplanation {
    var logits = [Float](repeating: 0, count: items.count)
    logits.withUnsafeMutableBufferPointer { logits in
      guard let base = logits.baseAddress else { return }
      blend.score(profile, into: base)
    }
    let rivals =
      input.map { input in
        Set(input.filter { $0 >= 0 && $0 < items.count && statistics.interactionCounts[$0] > 0 })
          .sorted()
      } ?? Array(0..<items.count)
    let highest = rivals.reduce(-Double.infinity) { max($0, Double(logits[$1])) }
    let sum = rivals.reduce(0) { $0 + exp(Double(logits[$1]) - highest) }
    let members = blend.explainedMembers(profile)
    let givesScores = recipe.capabilities.scores != .none
    var explanation = ModelExplanation()
    if givesScores { explanation.normalizer = highest + log(sum) }
    explanation.items = wanted.map { item in
      let logit = logits[item]
      let better = rivals.count { (logits[item], $0) < (logits[$0], item) }
      let parts = blend.parts(of: item, logit: logit, members)
      let isScored = givesScores && (input == nil || statistics.interactionCounts[item] > 0)
      return ModelExplanation.Item(
        item: item, rank: better + 1, logit: Double(logit),
        score: isScored ? exp(Double(logit) - highest) / sum : nil,
        origin: Self.origin(of: parts), parts: parts)
    }
    return explanation
  }

  private static func origin(of parts: [ModelExplanation.Part]) -> String {
    parts.max { ($0.advantage, $1.name) < ($1.advantage, $0.name) }?.name ?? "popularity"
  }
}

/// A member of a blend for one profile: its value for each item, and what it counts.
struct ExplainedMember {
  let name: String
  let values: [Float]
  let weight: Float
  /// Over all items.
  let mean: Float

  init(_ name: String, _ values: [Float], weight: Float) {
    self.name = name
    self.values = values
    self.weight = weight
    mean = values.isEmpty ? 0 : values.reduce(0, +) / Float(values.count)
  }
}

extension Blend {
  /// What an item of the profile weighs, by how many newer ones there are.
  func eventWeights(age: Int) -> [ModelExplanation.NamedNumber] {
    guard age < decay.maxEvents else { return [("rules", 0), ("taste", 0)] }
    return [
      ("rules", Double(expf(-Float(age) / decay.rules))),
      ("taste", Double(expf(-Float(age) / decay.taste))),
    ]
  }

  /// All members that count; their values times their weights add up to the logits, but for what
  /// cold items borrow.
  func explainedMembers(_ profile: Profile) -> [ExplainedMember] {
    let added = explainedAdditions(profile)
    guard !profile.items.isEmpty else {
      return [ExplainedMember("popularity", values(of: .prior, profile), weight: 1)] + added
    }
    return added
      + Member.allCases.filter { weights[$0] != 0 }.map { member in
        ExplainedMember(
          member == .prior ? "popularity" : "\(member)", values(of: member, profile),
          weight: weights[member])
      }
  }

  /// What is added to the members: lifts by attributes and circumstances, and the objective.
  private func explainedAdditions(_ profile: Profile) -> [ExplainedMember] {
    var additions: [ExplainedMember] = []
    if !profile.features.isEmpty {
      var lifts = [Float](repeating: 0, count: itemCount)
      lifts.withUnsafeMutableBufferPointer { lifts in
        // Sound: `add` writes to items below itemCount.
        guard let base = lifts.baseAddress else { return }
        attributes.add(profile.features, events: profile.items.count, to: base)
      }
      additions.append(ExplainedMember("attributes", lifts, weight: 1))
    }
    if !objective.isEmpty { additions.append(ExplainedMember("objective", objective, weight: 1)) }
    return additions
  }

  /// A member's scores, on the scale on which they are weighted.
  private func values(of member: Member, _ profile: Profile) -> [Float] {
    var values = [Float](repeating: 0, count: itemCount)
    values.withUnsafeMutableBufferPointer { values in
      // Sound: `addScores` writes itemCount elements.
      guard let base = values.baseAddress else { return }
      addScores(of: member, profile, to: base)
      guard member.isStandardized else { return }
      let deviation = Self.standard(base, itemCount).deviation
      let factor = deviation > 0 ? 1 / deviation : 0
      for index in values.indices { values[index] *= factor }
    }
    return values
  }

  /// The summands of an item's logit; what a cold item borrows is what the members leave over.
  func parts(
    of item: Int, logit: Float, _ members: [ExplainedMember]
  ) -> [ModelExplanation.Part] {
    var parts = members.map { member in
      ModelExplanation.Part(
        name: member.name, value: Double(member.values[item]), weight: Double(member.weight),
        advantage: Double((member.values[item] - member.mean) * member.weight))
    }
    if cold.concerns(item) {
      let borrowed = Double(logit) - parts.reduce(0) { $0 + $1.contribution }
      parts.append(
        ModelExplanation.Part(name: "coldStart", value: borrowed, weight: 1, advantage: borrowed))
    }
    return parts
  }
}
