import Glibc
import Kernels

/// How much likelier an item is with a feature than without knowing it: the smoothed logarithm of
/// P(item | feature) / P(item), which adds to a logit.
enum AttributeLift {
  /// Interactions that are added to what was counted and to what was to be expected.
  private static let smoothing: Float = 5
  /// A user's interactions count in full up to this many, together no more beyond.
  private static let userCap: Float = 20
  /// Lifts nearer to 0 are left out.
  private static let least: Float = 0.02

  /// Counts in one pass over the interactions for each column.
  /// - Parameters:
  ///   - sequences: what to learn from.
  ///   - rows: the features of users and interactions.
  ///   - weights: what each interaction counts; empty for all alike.
  ///   - isLeftOut: by user, whose interactions do not count; empty for none.
  ///   - threads: the most to use.
  /// - Returns: a row of item lifts for each feature.
  static func train(
    _ sequences: Sequences, _ rows: AttributeRows, weights: [Float] = [], isLeftOut: [Bool] = [],
    threads: Int
  ) -> SparseRows {
    let userFactors = (0..<sequences.userCount).map { user -> Float in
      if !isLeftOut.isEmpty, isLeftOut[user] { return 0 }
      return min(1, userCap / Float(max(sequences.length(ofUser: user), 1)))
    }
    var shares = [Float](repeating: 0, count: sequences.itemCount)
    var total: Float = 0
    for user in 0..<sequences.userCount where userFactors[user] > 0 {
      for row in sequences.range(ofUser: user) {
        let amount = userFactors[user] * (weights.isEmpty ? 1 : weights[row])
        shares[Int(sequences.items[row])] += amount
        total += amount
      }
    }
    guard total > 0 else {
      return SparseRows.build(rows: rows.encoding.featureCount, columns: 0, threads: 1) { _, _ in }
    }
    for item in shares.indices { shares[item] /= total }
    let popular = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
    let owners = Owners(sequences, rows, userFactors)
    return SparseRows.build(
      rows: rows.encoding.featureCount, columns: sequences.itemCount, threads: threads
    ) { feature, accumulator in
      var count: Float = 0
      owners.forEachInteraction(of: feature, sequences) { user, row in
        let amount = userFactors[user] * (weights.isEmpty ? 1 : weights[row])
        accumulator.add(amount, to: sequences.items[row])
        count += amount
      }
      // Items that were expected and not met are told as well.
      for item in popular {
        guard shares[item] * count > smoothing * least else { break }
        accumulator.add(0, to: UInt32(item))
      }
      accumulator.keepAll { item, cell in
        let lift = logf(
          (cell.sum + smoothing) / (shares[Int(item)] * count + smoothing))
        return abs(lift) < least ? 0 : lift
      }
    }
  }

  /// The users and the interactions of each feature.
  private struct Owners {
    /// Feature f belongs to `users[offsets[f]..<offsets[f + 1]]` or to as many interactions.
    private var offsets: [Int]
    private var entries: [UInt32]
    /// The user of each entry that is an interaction.
    private var rowUsers: [UInt32] = []
    private let contextStart: Int

    init(_ sequences: Sequences, _ rows: AttributeRows, _ userFactors: [Float]) {
      let count = rows.encoding.featureCount
      contextStart =
        rows.encoding.columns.first { $0.source == .context }?.firstFeature ?? count
      let hasContext = contextStart < count
      var offsets = [Int](repeating: 0, count: count + 1)
      func forEach(_ body: (UInt32, UInt32, UInt32) -> Void) {
        for user in userFactors.indices where userFactors[user] > 0 {
          for feature in rows.users[user] { body(feature, UInt32(user), UInt32(user)) }
          guard hasContext else { continue }
          for row in sequences.range(ofUser: user) {
            rows.forEachContext(ofRow: row) { body($0, UInt32(row), UInt32(user)) }
          }
        }
      }
      forEach { feature, _, _ in offsets[Int(feature) + 1] += 1 }
      for feature in 0..<count { offsets[feature + 1] += offsets[feature] }
      var next = offsets
      var entries = [UInt32](repeating: 0, count: offsets[count])
      var users = hasContext ? entries : []
      forEach { feature, entry, user in
        entries[next[Int(feature)]] = entry
        if hasContext { users[next[Int(feature)]] = user }
        next[Int(feature)] += 1
      }
      self.offsets = offsets
      self.entries = entries
      rowUsers = users
    }

    @inline(__always)
    func forEachInteraction(of feature: Int, _ sequences: Sequences, _ body: (Int, Int) -> Void) {
      for entry in offsets[feature]..<offsets[feature + 1] {
        if feature >= contextStart {
          body(Int(rowUsers[entry]), Int(entries[entry]))
        } else {
          let user = Int(entries[entry])
          for row in sequences.range(ofUser: user) { body(user, row) }
        }
      }
    }
  }
}
