import PersonalizeAPI
import Platform
import Recipes
import Store

/// Starts the trainings nobody asks for: those of solutions with automatic training, the weekly
/// ones of recommenders, and the two-hourly updates of models that follow their users.
struct ScheduledTraining {
  let context: JobContext
  let identifiers: Identifiers
  let now: Timestamp

  var database: ControlDatabase { context.database }

  /// Starts what is due for a resource; returns when to look again, `nil` if never.
  func run(_ arn: String) throws -> Timestamp? {
    guard let resource = try database.resource(arn) else { return nil }
    let times: [Timestamp?]
    switch resource.kind {
    case .solution: times = [try runSolution(resource), try updateNewestVersion(of: resource)]
    case .recommender: times = [try runRecommender(resource), try updateRecommender(resource)]
    case .metricAttribution: times = [try MetricSchedule.run(resource, in: context)]
    default: return nil
    }
    return times.compactMap(\.self).min()
  }

  // MARK: Solutions

  private func runSolution(_ resource: Resource) throws -> Timestamp? {
    let solution = try Solution.decode(resource.body)
    guard resource.status == .active, solution.performAutoTraining == true else { return nil }
    let expression = solution.solutionConfig?.autoTrainingConfig?.schedulingExpression
    let frequency = expression.flatMap(TrainingFrequency.init) ?? .weekly
    var mark = try ScheduleMark(of: resource.arn, database)
    let newest = try database.list(
      .solutionVersion, parent: resource.arn, newestFirst: true, limit: 1
    ).first
    var schedule = AutoTraining(
      frequency: frequency,
      beginning: mark.beginning.map(Timestamp.init(milliseconds:)) ?? resource.createdAt,
      lastTraining: newest?.createdAt,
      lastOmission: mark.lastTurn.map(Timestamp.init(milliseconds:)))
    guard schedule.due <= now else { return schedule.due }
    if try hasNewData(resource, solution) {
      try startVersion(of: resource, solution)
      schedule = AutoTraining(
        frequency: frequency, beginning: schedule.beginning, lastTraining: now, lastOmission: nil)
    } else {
      mark.lastTurn = now.milliseconds
      try mark.attach(to: resource.arn, database)
      schedule = AutoTraining(
        frequency: frequency, beginning: schedule.beginning,
        lastTraining: schedule.lastTraining, lastOmission: now)
    }
    return schedule.due
  }

  private func hasNewData(_ resource: Resource, _ solution: Solution) throws -> Bool {
    let recipe = RecipeCatalogue.recipe(arn: solution.recipeArn ?? "")
    let amount = try DataAmount(of: context.group(of: resource), for: recipe)
    return amount.hasInteractions(since: try DataAmount.trained(resource, database))
  }

  private func startVersion(of resource: Resource, _ solution: Solution) throws {
    var arn: String
    repeat {
      arn = "\(resource.arn)/\(identifiers.shortHex())"
    } while try database.resource(arn) != nil
    let name = "\(resource.name)/\(arn.suffix(8))"
    let version = SolutionVersion(
      name: name, solutionVersionArn: arn, solutionArn: resource.arn,
      performHPO: solution.performHPO, performAutoML: solution.performAutoML,
      performIncrementalUpdate: solution.performIncrementalUpdate, recipeArn: solution.recipeArn,
      eventType: solution.eventType, datasetGroupArn: solution.datasetGroupArn,
      solutionConfig: solution.solutionConfig, trainingMode: .full, trainingType: .automatic)
    try database.insert(
      Resource(
        kind: .solutionVersion, arn: arn, name: name, groupARN: resource.groupARN,
        parentARN: resource.arn, status: Lifecycle.of(.solutionVersion).initialStatus,
        createdAt: now, body: version.encoded()),
      references: [resource.arn])
    try database.enqueue(.train, on: arn, notBefore: now)
  }

  // MARK: Recommenders

  /// An inactive recommender's turn passes without a training; it keeps the model it has.
  private func runRecommender(_ resource: Resource) throws -> Timestamp? {
    var mark = try ScheduleMark(of: resource.arn, database)
    let schedule = WeeklyTraining(
      creation: resource.createdAt,
      lastTurn: mark.lastTurn.map(Timestamp.init(milliseconds:)))
    guard schedule.due <= now else { return schedule.due }
    mark.lastTurn = now.milliseconds
    try mark.attach(to: resource.arn, database)
    let isWaiting = try database.jobs(on: resource.arn).contains { $0.kind == .train }
    if resource.status == .active, !isWaiting {
      try database.enqueue(.train, on: resource.arn, notBefore: now)
    }
    return WeeklyTraining(creation: resource.createdAt, lastTurn: now).due
  }
}
