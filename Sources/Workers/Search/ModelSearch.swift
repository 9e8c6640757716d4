import FoundationEssentials
import Store

/// A search for the recipe and the parameters that serve a solution version best: what is to be
/// tried, and what came of it.
///
/// It goes in rounds, each of which is planned when the one before has ended, so that what is tried
/// does not depend on how many trials run at once. First come the recipes to choose from, with the
/// values they would have without a search; then, with the best of them, points that are spread
/// evenly over the ranges; then points around the best so far, ever closer. The very first trial is
/// the default, and another one wins only when it is better.
struct ModelSearch: Codable, Sendable {
  /// One training, judged on interactions that the reported metrics do not look at.
  struct Trial: Codable, Sendable {
    let recipe: String
    /// `algorithmHyperParameters` as on the wire.
    let parameters: [String: String]
    /// The job that does it, once there is one.
    var job: Int64?
    /// The objective; `nil` until it is known, and for a training that failed.
    var value: Double?
    var hours = 0.0
    var hasEnded = false
  }

  /// The metric to choose by.
  struct Objective: Codable, Sendable, Equatable {
    let metric: String
    let isMinimised: Bool

    /// What is chosen by where nothing else is said.
    static let gain = Objective(
      metric: "normalized_discounted_cumulative_gain_at_25", isMinimised: false)
  }

  let objective: Objective
  /// The values that are given or default, for each recipe to choose from, the default first.
  let starts: [Start]
  /// How many trials search the ranges, the first included; 0 when only recipes are compared.
  let limit: Int
  /// How many may run at once.
  let parallel: Int
  /// The rows that all trials, and the training after them, read.
  let bounds: DataBounds
  private(set) var trials: [Trial] = []
  private(set) var isFinished = false

  /// A recipe with its values, and the ranges to search.
  struct Start: Codable, Sendable {
    let recipe: String
    let parameters: [String: String]
    let space: ParameterSpace
  }

  init(
    objective: Objective, starts: [Start], limit: Int, parallel: Int, bounds: DataBounds
  ) {
    self.objective = objective
    self.starts = starts
    self.limit = limit
    self.parallel = max(parallel, 1)
    self.bounds = bounds
    trials = starts.map { Trial(recipe: $0.recipe, parameters: $0.parameters) }
    // With one recipe its defaults and the even sample make one round.
    if starts.count == 1 { planSample() }
  }

  // MARK: Running

  /// How much of a version's whole training the search counts for.
  static let share = 0.9

  /// How many trials have ended.
  var endedCount: Int { trials.count { $0.hasEnded } }

  /// How many trials there will be, as far as is known.
  var plannedCount: Int { max(trials.count, starts.count + max(limit, 1) - 1) }

  /// Hands each trial that may begin to `enqueue`, which returns the id of its job.
  mutating func begin(_ enqueue: (Trial) throws -> Int64) rethrows {
    var running = trials.count { $0.job != nil && !$0.hasEnded }
    for index in trials.indices where trials[index].job == nil && running < parallel {
      trials[index].job = try enqueue(trials[index])
      running += 1
    }
  }

  /// The number of the trial that a job does.
  func trial(of job: Int64) -> Int? { trials.firstIndex { $0.job == job && !$0.hasEnded } }

  /// Takes what came of a trial, and plans the next round after the last of one.
  mutating func end(_ index: Int, metrics: [String: Double]?, hours: Double) {
    trials[index].hasEnded = true
    trials[index].hours = hours
    trials[index].value = metrics?[objective.metric].map { objective.isMinimised ? -$0 : $0 }
    guard trials.allSatisfy(\.hasEnded) else { return }
    if trials.count == starts.count, starts.count > 1 { planSample() } else { planRefinement() }
    isFinished = trials.allSatisfy(\.hasEnded)
  }

  /// The trial that did best; of equals the first.
  var best: Trial? {
    trials.reduce(nil as Trial?) { best, trial in
      guard let value = trial.value else { return best }
      guard let before = best?.value else { return trial }
      return value > before ? trial : best
    }
  }

  // MARK: Planning

  /// The recipe that is searched, with its ranges.
  private var chosen: Start? {
    let name = best?.recipe ?? starts.first?.recipe
    return starts.first { $0.recipe == name }
  }

  /// How many trials may still be planned.
  private var left: Int { starts.count + limit - 1 - trials.count }

  /// Three in five of the trials, evenly over the ranges.
  private mutating func planSample() {
    let count = min(left, (3 * (limit - 1) + 4) / 5)
    plan(count) { space, index in space.sample(index) }
  }

  /// As many trials as may run at once, around the best so far.
  private mutating func planRefinement() {
    guard limit > 1, let best else { return }
    let rounds = Double(limit * 2 / 5 / parallel + 1)
    let radius = 0.1 + 0.15 * min(1, Double(max(left, 0)) / (Double(parallel) * rounds))
    plan(min(left, parallel)) { space, index in
      zip(space.point(of: best.parameters), space.sample(index)).map { centre, place in
        centre + radius * (2 * place - 1)
      }
    }
  }

  /// Adds trials at points that were not tried yet; none when there are no others.
  private mutating func plan(_ count: Int, at point: (ParameterSpace, Int) -> [Double]) {
    guard count > 0, let chosen, !chosen.space.isEmpty else { return }
    var index = trials.count - starts.count
    var added = 0
    for _ in 0..<(64 + count) where added < count {
      defer { index += 1 }
      let values = chosen.parameters.merging(chosen.space.values(at: point(chosen.space, index))) {
        $1
      }
      if trials.contains(where: { $0.recipe == chosen.recipe && $0.parameters == values }) {
        continue
      }
      trials.append(Trial(recipe: chosen.recipe, parameters: values))
      added += 1
    }
  }
}

// MARK: - Storing

extension ModelSearch {
  /// The search of a solution version, if there is one.
  static func stored(of version: String, _ database: ControlDatabase) throws -> ModelSearch? {
    try database.attachment(.search, of: version).map {
      try JSONDecoder().decode(ModelSearch.self, from: Data($0))
    }
  }

  func attach(to version: String, _ database: ControlDatabase) throws {
    try database.attach(.search, to: version, body: [UInt8](try JSONEncoder().encode(self)))
  }
}
