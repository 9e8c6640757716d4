import Glibc
import Kernels

/// The split and the metrics of next best actions.
///
/// Ten per cent of the users are test users, of whose interactions with actions the newest tenth is
/// held out; of ten per cent more the same is held out for choosing between models.
struct ActionEvaluation: Sendable {
  /// How many actions are recommended when hits are counted.
  static let depth = 5

  private let data: TrainingData
  private let testUsers: [Int]
  private let validationUsers: [Int]
  private let all: [Int]
  /// By user where rows for the final judgement of a model end.
  let testEnds: [Int]
  /// By user where rows for choosing between models end.
  let validationEnds: [Int]

  init(_ data: TrainingData, ends: [Int], seed: UInt64) {
    self.data = data
    all = ends
    let candidates = ends.indices.filter { data.actions.rows(ofUser: $0).count >= 2 }
      .map { (SeededRandom.hash(data.users.utf8(at: $0), seed: seed), $0) }
      .sorted { $0 < $1 }
      .map(\.1)
    let share = max(1, candidates.count / 10)
    testUsers = Array(candidates.prefix(share))
    validationUsers = Array(candidates.dropFirst(share).prefix(share))
    func shortened(_ ends: [Int], _ users: [Int]) -> [Int] {
      users.reduce(into: ends) { ends, user in
        ends[user] -= max(1, data.actions.rows(ofUser: user).count / 10)
      }
    }
    testEnds = shortened(ends, testUsers)
    validationEnds = shortened(testEnds, validationUsers)
  }

  /// A held-out response, and the query as it would have been just before it.
  private struct Case {
    let user: Int
    let action: Int
    let wasTaken: Bool
    let query: ActionQuery
  }

  private func cases(_ users: [Int], from ends: [Int]) -> [Case] {
    users.flatMap { user in
      (ends[user]..<data.actions.rows(ofUser: user).upperBound).map { row in
        Case(
          user: user, action: Int(data.actions.actionIDs[row]),
          wasTaken: data.actions.responses[row] == .taken,
          query: ActionQuery(user: user, time: data.actions.timestamps[row]))
      }
    }
  }

  /// The strength under which held-out responses are most probable.
  func bestRidge(of ridges: [Float], _ model: (Float) -> NextBestAction) -> Float {
    let cases = cases(validationUsers, from: validationEnds)
    guard cases.count >= BlendFitting.minCases else { return ridges[ridges.count / 2] }
    let sequences = Sequences(data)
    let losses = ridges.map { ridge -> Double in
      let trial = model(ridge)
      return cases.reduce(0) { sum, held in
        let items = sequences.items[sequences.range(ofUser: held.user)]
        guard let score = trial.propensities(held.query, items)[held.action] else { return sum }
        return sum - log(Double(max(held.wasTaken ? score : 1 - score, 1e-6)))
      }
    }
    let best = ridges.indices.min { losses[$0] < losses[$1] } ?? 0
    return ridges[best]
  }

  /// The metrics of the service, rounded to four decimals.
  func metrics(_ model: Model, _ actions: NextBestAction) -> [String: Double] {
    var recommended = [Int](repeating: 0, count: actions.actions.count)
    var taken = recommended
    var right = recommended
    var covered = Set<Int>()
    var gains: [Int: [Double]] = [5: [], 10: [], 25: []]
    for user in testUsers {
      let cases = cases([user], from: testEnds)
      guard let first = cases.first else { continue }
      let list = model.recommendActions(first.query, limit: 25).map(\.action)
      covered.formUnion(list)
      let truth = Set(cases.filter(\.wasTaken).map(\.action))
      for action in list.prefix(Self.depth) {
        recommended[action] += 1
        if truth.contains(action) { right[action] += 1 }
      }
      for action in truth { taken[action] += 1 }
      guard !truth.isEmpty else { continue }
      let scores = Evaluation.scores(of: list, truth: truth)
      for depth in gains.keys {
        gains[depth]?.append(scores["normalized_discounted_cumulative_gain_at_\(depth)"] ?? 0)
      }
    }
    var metrics = [
      "coverage": Double(covered.count) / Double(max(actions.actions.count, 1)),
      "precision": Self.mean(zip(right, recommended)),
      "recall": Self.mean(zip(right, taken)),
      "area_under_the_curve": areaUnderCurve(model, actions),
    ]
    for (depth, values) in gains {
      metrics["normalized_discounted_cumulative_gain_at_\(depth)"] =
        values.reduce(0, +) / Double(max(values.count, 1))
    }
    return metrics.mapValues(Evaluation.rounded)
  }

  private static func mean(_ shares: some Sequence<(Int, Int)>) -> Double {
    let shares = shares.filter { $0.1 > 0 }.map { Double($0.0) / Double($0.1) }
    return shares.reduce(0, +) / Double(max(shares.count, 1))
  }

  /// How often a taken action was scored above one that was not, over all held-out responses.
  private func areaUnderCurve(_ model: Model, _ actions: NextBestAction) -> Double {
    let judged = cases(testUsers, from: testEnds).compactMap { held -> (Float, Bool)? in
      let history = model.histories.items(ofUser: held.user)
      return actions.propensities(held.query, history)[held.action].map { ($0, held.wasTaken) }
    }.sorted { $0.0 < $1.0 }
    var ranks = 0.0
    var start = 0
    while start < judged.count {
      var end = start
      while end < judged.count, judged[end].0 == judged[start].0 { end += 1 }
      let mean = Double(start + end + 1) / 2
      ranks += mean * Double(judged[start..<end].count { $0.1 })
      start = end
    }
    let positives = Double(judged.count { $0.1 })
    let negatives = Double(judged.count) - positives
    guard positives > 0, negatives > 0 else { return 0 }
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)
  }
}
