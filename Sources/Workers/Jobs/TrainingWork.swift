import JSON
import PersonalizeAPI
import Platform
import Recipes
import Store

/// The training of a solution version or recommender: what the worker is told, and what becomes of
/// its model.
struct TrainingWork: Sendable {
  let task: TrainingTask
  let group: GroupStore
  /// The model file's name.
  let file: String
  private let subjectARN: String

  /// One for all trainings, so that equal data and settings give equal models.
  private static let seed: UInt64 = 20_190_610

  /// - Throws: `JobFailure` when the training cannot be done.
  init(_ subject: Resource, in context: JobContext, file identifier: String) throws {
    subjectARN = subject.arn
    let order = try TrainingOrder(subject)
    group = try context.group(of: subject)
    file = "\(order.fileStem)-\(identifier).model"
    task = TrainingTask(
      groupDirectory: group.directory, schemas: try context.schemas(inGroupOf: subject),
      recipe: order.recipe, eventType: order.eventType,
      eventValueThreshold: order.config?.eventValueThreshold.flatMap { Double($0) },
      algorithmHyperparameters: order.config?.algorithmHyperParameters ?? [:],
      featureTransformationParameters: order.config?.featureTransformationParameters ?? [:],
      excludedColumns: order.columns?.excludedDatasetColumns ?? [:],
      includedColumns: order.columns?.includedDatasetColumns ?? [:],
      evaluates: order.evaluates, isRelaxed: context.options.relaxedLimits, seed: Self.seed,
      threads: context.options.trainingThreads, path: group.modelPath(file: file))
    let recipe = RecipeCatalogue.recipe(named: order.recipe)
    try DataAmount(of: group, for: recipe).attach(to: subject, context.database)
  }

  /// Makes the model that of its subject.
  func publish(_ report: TrainingReport, at now: Timestamp) throws {
    try group.publishModel(of: subjectARN, file: file, lastEvent: report.lastEvent, at: now)
  }

  /// Takes the model back: the version was stopped in the meantime.
  func withdraw() throws {
    try group.removeModel(of: subjectARN)
  }

  /// Writes into the subject what its training had to tell.
  ///
  /// A version that is only brought up to date keeps the metrics and hours of its own training.
  static func record(
    _ report: TrainingReport, in subject: inout Resource, of job: Job, at now: Timestamp,
    _ database: ControlDatabase
  ) throws {
    if subject.kind == .recommender {
      if job.kind == .update, let update = ResourceUpdate(subject)?.promoted() {
        subject.body = update.body(status: .active, at: now)
      }
      var body = try Recommender.decode(subject.body)
      body.modelMetrics = report.metrics
      subject.body = body.encoded()
    } else if !job.isRetraining(subject) {
      var body = try SolutionVersion.decode(subject.body)
      body.trainingHours = report.trainingHours
      subject.body = body.encoded()
      if body.trainingMode == .update, let parent = try parentMetrics(of: subject, database) {
        return try database.attach(.metrics, to: subject.arn, body: parent)
      }
    } else {
      return
    }
    var metrics = JSONWriter()
    JSONValue.object(report.metrics.mapValues { .number($0) }).encode(to: &metrics)
    try database.attach(.metrics, to: subject.arn, body: metrics.bytes)
  }

  /// The metrics of the newest version trained in full, which an update carries on.
  private static func parentMetrics(
    of version: Resource, _ database: ControlDatabase
  ) throws -> [UInt8]? {
    let versions = try database.list(
      .solutionVersion, parent: version.parentARN, after: version.sequence, newestFirst: true,
      limit: .max)
    for parent in versions where parent.status == .active {
      guard try SolutionVersion.decode(parent.body).trainingMode != .update else { continue }
      return try database.attachment(.metrics, of: parent.arn)
    }
    return nil
  }
}
