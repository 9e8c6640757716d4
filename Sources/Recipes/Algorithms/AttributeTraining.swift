import Glibc
import Kernels

/// Trains what attributes and circumstances add to a blend, and finds their weights.
struct AttributeTraining: Sendable {
  let rows: AttributeRows
  /// What each interaction counts; empty for all alike.
  let weights: [Float]
  let seed: UInt64
  let threads: Int

  /// The most users weights are fitted on, and the most interactions of each.
  private static let maxUsers = 1000
  private static let maxTargets = 3
  /// The most (case, item) pairs that are looked at.
  private static let maxPairs = 16_000_000
  /// The lengths that histories are cut to, to see how fast attributes fade.
  private static let lengths = [1, 3, Int.max]
  private static let fadings: [Float] = [0, 1, 3, 10, 30, 1000]

  /// The lifts counted from all sequences in view.
  func train(_ sequences: Sequences, _ weights: BlendAttributes.Weights) -> BlendAttributes {
    rows.isEmpty || weights.isZero ? .none : tables(sequences, weights, isLeftOut: [])
  }

  private func tables(
    _ sequences: Sequences, _ weights: BlendAttributes.Weights, isLeftOut: [Bool]
  ) -> BlendAttributes {
    let lifts = AttributeLift.train(
      sequences, rows, weights: self.weights, isLeftOut: isLeftOut, threads: threads)
    return BlendAttributes(
      encoding: rows.encoding, lifts: lifts, users: rows.users, weights: weights)
  }

  /// Finds how much each column counts, on users whose interactions are not in the lifts.
  /// - Parameters:
  ///   - blend: trained on `visible`, its weights found.
  ///   - visible: what the blend was trained on.
  ///   - all: the same with the interactions that were held out for its weights.
  /// - Returns: 0 for columns that do not clearly help.
  func fit(_ blend: Blend, visible: Sequences, all: Sequences) -> BlendAttributes.Weights {
    var weights = BlendAttributes.Weights(columnCount: rows.encoding.columns.count)
    guard !rows.isEmpty else { return weights }
    let users = fittingUsers(visible, all)
    var isLeftOut = [Bool](repeating: false, count: all.userCount)
    for user in users { isLeftOut[user] = true }
    let tables = tables(visible, weights, isLeftOut: isLeftOut)
    let limit = max(Self.maxPairs / max(blend.itemCount, 1), BlendFitting.minCases)
    var fitting = AttributeFitting(tables, base: Array(blend.prior), threads: threads)
    for user in users {
      for row in all.range(ofUser: user).suffix(Self.maxTargets) {
        guard fitting.cases.count < limit else { break }
        fitting.append(features(user, row), target: all.items[row])
      }
    }
    guard fitting.cases.count >= BlendFitting.minCases else { return weights }
    weights.new = fitting.fit { _ in true }
    weights.known = weights.new
    let held = users.filter { all.length(ofUser: $0) > visible.length(ofUser: $0) }
      .prefix(limit / Self.lengths.count)
    guard held.count >= BlendFitting.minCases else {
      weights.fading = weights.isZero ? 0 : 3
      return weights
    }
    fitKnown(&weights, blend, tables, held, visible: visible, all: all)
    return weights
  }

  /// Finds how attributes fade with a history, and what circumstances count beside one.
  private func fitKnown(
    _ weights: inout BlendAttributes.Weights, _ blend: Blend, _ tables: BlendAttributes,
    _ users: some Collection<Int>, visible: Sequences, all: Sequences
  ) {
    let columns = rows.encoding.columns
    func cases(_ lengths: [Int]) -> AttributeFitting {
      var fitting = AttributeFitting(tables, base: Array(blend.prior), threads: threads)
      let profiles = users.flatMap { user in
        lengths.map { length in
          Array(visible.items[visible.range(ofUser: user)].reversed().prefix(length))
        }
      }
      fitting.addBases(blend, profiles)
      var index = 0
      for user in users {
        let row = visible.range(ofUser: user).upperBound
        for _ in lengths {
          fitting.append(
            features(user, row), target: all.items[row], base: index,
            events: profiles[index].count)
          index += 1
        }
      }
      return fitting
    }
    if columns.contains(where: { $0.source == .user }), !weights.isZero {
      let fitting = cases(Self.lengths)
      weights.fading = fitting.bestFading(Self.fadings, weights)
    }
    guard columns.contains(where: { $0.source == .context }) else { return }
    var fitting = cases([Int.max])
    fitting.fix(weights) { columns[$0].source == .user }
    let circumstances = fitting.fit { columns[$0].source == .context }
    for column in columns.indices where columns[column].source == .context {
      weights.known[column] = circumstances[column]
    }
  }

  /// What was found, a line for all columns.
  func log(_ weights: BlendAttributes.Weights) -> [String] {
    guard !rows.isEmpty else { return [] }
    let parts = rows.encoding.columns.indices.map { column in
      let name = rows.encoding.columns[column].name
      let (new, known) = (Double(weights.new[column]), Double(weights.known[column]))
      return
        "\(name) \(Evaluation.rounded(new)) for new users, \(Evaluation.rounded(known)) for others"
    }
    return [
      "weights of attributes: " + parts.joined(separator: ", ")
        + "; users' attributes count half after \(Int(weights.fading)) events"
    ]
  }

  private func features(_ user: Int, _ row: Int) -> [UInt32] {
    Array(rows.users[user]) + rows.context(ofRow: row)
  }

  /// A third of the users at most, so that lifts can be counted from the others; those with held-out
  /// interactions first.
  private func fittingUsers(_ visible: Sequences, _ all: Sequences) -> [Int] {
    let present = (0..<all.userCount).filter { all.length(ofUser: $0) > 0 }
    let held = present.filter {
      all.length(ofUser: $0) > visible.length(ofUser: $0) && visible.length(ofUser: $0) > 0
    }
    return (held.count >= BlendFitting.minCases ? held : present)
      .map { (SeededRandom.mixed(seed ^ UInt64($0) &* 0x9E37_79B9), $0) }
      .sorted { $0 < $1 }.prefix(min(Self.maxUsers, present.count / 3)).map(\.1)
  }
}
