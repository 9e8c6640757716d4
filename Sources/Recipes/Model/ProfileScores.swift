import Glibc
import Kernels

/// A profile's logits, item by item: what the sparse members say is gathered once, an item's other
/// parts are made when it is asked for.
///
/// The very logits that ``Blend/score(_:into:)`` gives, at a cost that does not depend on the size
/// of the catalogue.
struct ProfileScores: ~Copyable {
  /// What the sparse members, the attributes and the profile itself say.
  private(set) var table: SparseScores
  /// The profile's factors.
  let vector: [Float]
  private let blend: Blend
  private let rulesScale: Float
  private let neighboursScale: Float
  private let priorWeight: Float

  /// - Parameter room: for so many items ``include(_:)`` may be called.
  init(_ blend: Blend, _ profile: Blend.Profile, room: Int = 0) {
    self.blend = blend
    var table = Self.table(blend, profile, room: room)
    func scale(_ member: Blend.Member, _ deviation: Float) -> Float {
      deviation > 0 ? blend.weights[member] / deviation : 0
    }
    let count = blend.itemCount
    rulesScale = scale(.rules, table.deviation(itemCount: count) { $0.rules })
    neighboursScale = scale(.neighbours, table.deviation(itemCount: count) { $0.neighbours })
    // Of somebody without a history popularity is all there is.
    priorWeight = profile.items.isEmpty ? 1 : blend.weights[.prior]
    vector = blend.tasteVector(profile)
    blend.forEachOwn(profile) { item, value in table.update(UInt32(item)) { $0.own += value } }
    self.table = table
  }

  /// Gives an item an entry.
  mutating func include(_ item: UInt32) { table.update(item) { _ in } }

  /// An item's taste and popularity.
  @inline(__always)
  func base(_ item: UInt32) -> Float {
    blend.taste.score(Int(item), vector) + priorWeight * blend.prior[Int(item)]
  }

  /// An entry's logit but for what it borrows and what it gets as one of the profile's own.
  @inline(__always)
  func logit(_ entry: SparseScores.Entry) -> Float {
    base(entry.item) + rulesScale * entry.rules + neighboursScale * entry.neighbours
      + entry.attributes
  }

  /// The same of an item.
  func unlifted(_ item: UInt32) -> Float {
    guard let number = table.number(of: item) else { return base(item) }
    return logit(table[number])
  }

  /// What an item gets for being one of the profile's own.
  func own(_ item: UInt32) -> Float { table.number(of: item).map { table[$0].own } ?? 0 }

  /// An item's logit.
  func logit(_ item: UInt32) -> Float {
    var logit = unlifted(item)
    if blend.cold.concerns(Int(item)) {
      let mean = blend.cold.rows.range(ofRow: Int(item)).reduce(Float(0)) {
        $0 + blend.cold.rows.values[$1] * unlifted(blend.cold.rows.columns[$1])
      }
      logit = blend.cold.cost.map { mean - $0 } ?? max(logit, mean)
    }
    if !blend.objective.isEmpty { logit += blend.objective[Int(item)] }
    return logit + own(item)
  }

  private static func table(
    _ blend: Blend, _ profile: Blend.Profile, room: Int
  ) -> SparseScores {
    let items = profile.items.prefix(blend.decay.maxEvents)
    let features = blend.attributes.factors(profile.features, events: profile.items.count)
    var capacity = profile.items.count + room
    for (feature, _) in features {
      capacity += blend.attributes.lifts.range(ofRow: feature).count
    }
    for rows in [blend.rules, blend.neighbours] where rows.rowCount > 0 {
      for item in items { capacity += rows.range(ofRow: Int(item)).count }
    }
    var table = SparseScores(capacity: min(capacity, blend.itemCount))
    for (age, item) in items.enumerated() {
      let factor = profile.weight(at: age) * expf(-Float(age) / blend.decay.rules)
      if blend.rules.rowCount > 0, blend.weights[.rules] != 0 {
        for entry in blend.rules.range(ofRow: Int(item)) {
          let value = factor * blend.rules.values[entry]
          table.update(blend.rules.columns[entry]) { $0.rules += value }
        }
      }
      if blend.neighbours.rowCount > 0, blend.weights[.neighbours] != 0 {
        for entry in blend.neighbours.range(ofRow: Int(item)) {
          let value = factor * blend.neighbours.values[entry]
          table.update(blend.neighbours.columns[entry]) { $0.neighbours += value }
        }
      }
    }
    for (feature, factor) in features {
      for entry in blend.attributes.lifts.range(ofRow: feature) {
        let value = factor * blend.attributes.lifts.values[entry]
        table.update(blend.attributes.lifts.columns[entry]) { $0.attributes += value }
      }
    }
    return table
  }
}
