import PersonalizeAPI
import Platform
import Recipes
import Store

/// One training of a search: what the worker is told, and what becomes of its metrics.
struct TrialWork: Sendable {
  let task: TrainingTask
  /// Which of the search's trials it is, from 0.
  let index: Int
  /// How many had ended when it began, and how many are planned.
  let ended: Int
  let planned: Int
  private let group: GroupStore
  /// The group's epoch before its rows are read.
  private let epoch: Int64

  /// - Returns: `nil` when no search waits for the job.
  init?(_ claimed: ClaimedJob, in context: JobContext) throws {
    let version = claimed.resource
    guard let search = try ModelSearch.stored(of: version.arn, context.database),
      let index = search.trial(of: claimed.job.id)
    else { return nil }
    group = try context.group(of: version)
    epoch = try group.erasureEpoch()
    var order = try TrainingOrder(version)
    order.recipe = search.trials[index].recipe
    order.parameters = search.trials[index].parameters
    var task = try TrainingTask(order, of: version, in: context)
    task.purpose = .validation
    task.bounds = search.bounds
    let options = context.options
    task.threads = max(1, options.trainingThreads / min(search.parallel, options.workers))
    self.task = task
    self.index = index
    ended = search.endedCount
    planned = search.plannedCount
  }

  /// How far the search has come when those of its trials that run have come so far.
  func share(_ fractions: [Double]) -> Double {
    ModelSearch.share * (Double(ended) + fractions.reduce(0, +)) / Double(max(planned, 1))
  }

  /// - Throws: `StoreError.erasedMeanwhile` when the trial is to be done again.
  func checkEpoch() throws { try group.checkErasureEpoch(epoch) }

  /// Takes what came of a trial; after the last one, queues the training with what won.
  ///
  /// - Parameter report: `nil` when the trial failed.
  static func end(
    _ claimed: ClaimedJob, _ report: TrainingReport?, in context: JobContext, at now: Timestamp
  ) throws {
    let database = context.database
    try database.finishJob(claimed.job.id)
    guard var version = try database.resource(claimed.resource.arn) else { return }
    guard version.status == .createInProgress else {
      if version.status == .createStopping {
        try database.setStatus(of: version.arn, to: .createStopped, at: now)
        try database.finishJobs(on: version.arn)
      }
      return
    }
    guard var search = try ModelSearch.stored(of: version.arn, database),
      let index = search.trial(of: claimed.job.id)
    else { return }
    search.end(index, metrics: report?.metrics, hours: report?.trainingHours ?? 0)
    guard search.isFinished else { return try search.queue(of: version, in: context, at: now) }
    try search.attach(to: version.arn, database)
    try search.settle(in: &version, database)
    version.updatedAt = now
    try database.update(version)
    try database.enqueue(.train, on: version.arn, notBefore: now)
  }
}

extension ModelSearch {
  /// Writes what won into the version, and the recipe into its solution too.
  fileprivate func settle(in version: inout Resource, _ database: ControlDatabase) throws {
    guard let best = best ?? trials.first else { return }
    var body = try SolutionVersion.decode(version.body)
    if body.performHPO == true {
      body.tunedHPOParams = TunedHPOParams(algorithmHyperParameters: best.parameters)
    }
    if body.performAutoML == true {
      body.recipeArn = "arn:aws:personalize:::recipe/\(best.recipe)"
      if var solution = try version.parentARN.flatMap({ try database.resource($0) }) {
        var parent = try Solution.decode(solution.body)
        parent.recipeArn = body.recipeArn
        solution.body = parent.encoded()
        try database.update(solution)
      }
    }
    version.body = body.encoded()
  }

  /// Hours of computing that the trials took.
  var hours: Double { trials.reduce(0) { $0 + $1.hours } }
}
