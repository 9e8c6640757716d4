/// What a model answered to the users it was tested on, and what they did.
///
/// Enough to compute any metric of the lists once more, elsewhere.
package struct HeldOutEvaluation: Sendable {
  /// The interactions that counted, the held-out ones among them.
  package let data: TrainingData
  /// The test users, numbers in `data.users`.
  package let users: [Int]
  /// The rows of `data` held out from each of them: their newest.
  package let heldOut: [Range<Int>]
  /// The items recommended to each, numbers in `data.items`, best first.
  package let lists: [[Int]]
  /// The offline metrics by wire key, rounded to four decimals.
  package var metrics: [String: Double]

  init(
    _ data: TrainingData, _ split: Evaluation.Split, lists: [[Int]], metrics: [String: Double]
  ) {
    self.data = data
    self.lists = lists
    self.metrics = metrics
    users = split.testUsers
    heldOut = split.testUsers.map { user in
      split.sequences.range(ofUser: user).upperBound..<data.rows(ofUser: user).upperBound
    }
  }
}

extension Evaluation {
  /// The interactions without those that the split of a seed holds out.
  static func withoutHeldOut(_ data: TrainingData, seed: UInt64) -> TrainingData {
    let sequences = split(Sequences(data), users: data.users, seed: seed).sequences
    return data.keeping { sequences.range(ofUser: $0) }
  }

  /// The seed of the users that trials are compared on, from the seed of those who are tested.
  static func validationSeed(_ seed: UInt64) -> UInt64 { seed ^ 0x5EED_7A1A_0B0E_51DE }
}
