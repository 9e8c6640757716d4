import Glibc
import Kernels

/// How likely users are to take each action: a logistic regression an action, all drawn towards one
/// that has learnt from every action.
struct NextBestAction: Sendable, Equatable {
  let actions: IdentifierTable
  let rules: ActionRules
  let features: ActionFeatures
  let pasts: ActionPasts
  /// Action a's weights are `weights[a * width..<(a + 1) * width]`.
  let weights: [Float]
  /// Whether an action has responses enough for its scores to count; the others are explored.
  let isScored: [Bool]
  /// Whether an action is recommended at all: the service considers a thousand.
  let isConsidered: [Bool]
  /// The newest streamed interaction with an action it has learnt from, by its place in the log.
  let lastEvent: Int64

  /// The most actions that are considered.
  static let maxActions = 1000
  /// How much of a list actions without a score take when they are explored.
  static let explorationShare = 0.1

  /// The propensities of all actions that have scores; `nil` for the others.
  func propensities(_ query: ActionQuery, _ history: some Sequence<UInt32>) -> [Float?] {
    let live = query.events.filter { $0.item >= 0 && $0.item < features.taste.itemCount }
    let items = Array(history) + live.map { UInt32($0.item) }
    let trained = query.user.flatMap { user in
      pasts.lastItemTimes.indices.contains(user) ? pasts.lastItemTimes[user] : nil
    }
    let last = live.reduce(trained ?? TrainingData.unknownTime) { max($0, $1.timestamp) }
    let age = last == TrainingData.unknownTime ? nil : Self.age(of: last, at: query.time)
    let user = features.user(query.user, items: items, age: age)
    let known = responses(query)
    return actions.indices.map { action -> Float? in
      guard isScored[action] else { return nil }
      var row = user
      features.add(known[action], to: &row)
      return row.withUnsafeBufferPointer { row in
        row.baseAddress.map {
          LogisticRegression.probability(
            LogisticRegression.dot(
              $0, Array(weights[action * features.width..<(action + 1) * features.width])))
        }
      }
    }
  }

  /// What the user did with each action until now.
  private func responses(_ query: ActionQuery) -> [ActionFeatures.Past] {
    var pasts = [ActionFeatures.Past](repeating: ActionFeatures.Past(), count: actions.count)
    var total = ActionFeatures.Past()
    forEachResponse(query) { action, response, time in
      let age = Self.age(of: time, at: query.time)
      if response == .taken {
        pasts[action].taken += 1
        pasts[action].takenAge = min(pasts[action].takenAge ?? .max, age)
        total.takenAny += 1
      } else {
        pasts[action].declined += 1
        pasts[action].declinedAge = min(pasts[action].declinedAge ?? .max, age)
        total.declinedAny += 1
      }
    }
    for action in pasts.indices {
      pasts[action].takenAny = total.takenAny
      pasts[action].declinedAny = total.declinedAny
    }
    return pasts
  }

  /// Whether an action may be shown to the user now: neither expired nor too soon again.
  func shownActions(_ query: ActionQuery) -> [Bool] {
    let rules = query.rules.flatMap { $0.values.count == actions.count ? $0 : nil } ?? self.rules
    var shown = actions.indices.map { isConsidered[$0] && rules.expirations[$0] > query.time }
    forEachResponse(query) { action, _, time in
      let (age, overflows) = query.time.subtractingReportingOverflow(time)
      if !overflows, rules.pauses[action] > 0, age < rules.pauses[action] { shown[action] = false }
    }
    return shown
  }

  /// All actions that may be shown, best first, with their scores; 0 for those without one.
  func ranked(_ query: ActionQuery, _ history: some Sequence<UInt32>) -> [ScoredAction] {
    let rules = query.rules.flatMap { $0.values.count == actions.count ? $0 : nil } ?? self.rules
    let scores = propensities(query, history)
    let shown = shownActions(query)
    return actions.indices.filter { shown[$0] }.sorted { one, other in
      let (first, second) = (scores[one] ?? -1, scores[other] ?? -1)
      if first != second { return first > second }
      return (rules.values[other], one) < (rules.values[one], other)
    }.map { ScoredAction(action: $0, score: Double(scores[$0] ?? 0), isExplored: !isScored[$0]) }
  }

  private func forEachResponse(
    _ query: ActionQuery, _ body: (Int, ActionData.Response, Int64) -> Void
  ) {
    for row in pasts.rows(ofUser: query.user) {
      guard let response = ActionData.Response(rawValue: pasts.responses[row]) else { continue }
      body(Int(pasts.actions[row]), response, pasts.timestamps[row])
    }
    for event in query.responses where actions.indices.contains(event.action) {
      body(event.action, event.response, event.timestamp)
    }
  }

  private static func age(of time: Int64, at now: Int64) -> Int64 {
    let (age, overflows) = now.subtractingReportingOverflow(time)
    return overflows ? 0 : max(age, 0)
  }
}

extension IdentifierTable {
  fileprivate var indices: Range<Int> { 0..<count }
}

// MARK: - File

extension NextBestAction {
  func encode(to file: inout ModelFileWriter) {
    file.add("actbytes", actions.bytes)
    file.add("actoffs", actions.offsets)
    file.add("actvalue", rules.values)
    file.add("actends", rules.expirations)
    file.add("actpause", rules.pauses)
    file.add("actwghts", weights)
    file.add("actflags", zip(isScored, isConsidered).map { UInt8($0 ? 1 : 0) | UInt8($1 ? 2 : 0) })
    file.add("actlast", [lastEvent])
    features.encode(to: &file)
    pasts.encode(to: &file)
  }

  init(from file: ModelFileReader, itemCount: Int, userCount: Int) throws(ModelFileError) {
    guard
      let actions = IdentifierTable(
        bytes: try file.flat("actbytes", of: UInt8.self),
        offsets: try file.flat("actoffs", of: UInt32.self))
    else { throw .damaged("actions") }
    var rules = ActionRules(count: 0)
    rules.values = try file.array("actvalue", of: Float.self)
    rules.expirations = try file.array("actends", of: Int64.self)
    rules.pauses = try file.array("actpause", of: Int64.self)
    let flags = try file.array("actflags", of: UInt8.self)
    features = try ActionFeatures(from: file, itemCount: itemCount, userCount: userCount)
    pasts = try ActionPasts(from: file, userCount: userCount, actionCount: actions.count)
    weights = try file.array("actwghts", of: Float.self)
    let last = try file.array("actlast", of: Int64.self)
    guard last.count == 1, rules.values.count == actions.count,
      rules.expirations.count == actions.count,
      rules.pauses.count == actions.count, flags.count == actions.count,
      weights.count == actions.count * features.width
    else { throw .damaged("actions") }
    self.actions = actions
    self.rules = rules
    lastEvent = last[0]
    isScored = flags.map { $0 & 1 != 0 }
    isConsidered = flags.map { $0 & 2 != 0 }
  }
}
