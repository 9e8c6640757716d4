import JSON
import PersonalizeAPI
import Platform
import Store

/// The training of a solution version: what the worker is told, and what becomes of its model.
struct TrainingWork: Sendable {
  let task: TrainingTask
  let group: GroupStore
  /// The model file's name.
  let file: String
  private let versionARN: String

  /// One for all trainings, so that equal data and settings give equal models.
  private static let seed: UInt64 = 20_190_610

  /// - Throws: `JobFailure` when the training cannot be done.
  init(_ version: Resource, in context: JobContext, file identifier: String) throws {
    versionARN = version.arn
    let body = try SolutionVersion.decode(version.body)
    guard let recipe = ARN(body.recipeArn ?? "")?.resourceID else {
      throw JobFailure(reason: "The solution version has no recipe.")
    }
    group = try context.group(of: version)
    let parts = version.arn.split(separator: "/").suffix(2).map(String.init)
    guard let solution = parts.first, let id = parts.last else {
      throw JobFailure(reason: "The solution version's ARN is malformed.")
    }
    file = "\(id)-\(solution)-\(identifier).model"
    let config = body.solutionConfig
    let columns = config?.trainingDataConfig
    task = TrainingTask(
      groupDirectory: group.directory, schemas: try context.schemas(inGroupOf: version),
      recipe: recipe, eventType: body.eventType,
      eventValueThreshold: config?.eventValueThreshold.flatMap { Double($0) },
      algorithmHyperparameters: config?.algorithmHyperParameters ?? [:],
      featureTransformationParameters: config?.featureTransformationParameters ?? [:],
      excludedColumns: columns?.excludedDatasetColumns ?? [:],
      includedColumns: columns?.includedDatasetColumns ?? [:],
      isRelaxed: context.options.relaxedLimits, seed: Self.seed,
      threads: context.options.trainingThreads, path: group.modelPath(file: file))
  }

  /// Makes the model that of the version.
  func publish(_ report: TrainingReport, at now: Timestamp) throws {
    try group.publishModel(of: versionARN, file: file, lastEvent: report.lastEvent, at: now)
  }

  /// Takes the model back: the version was stopped in the meantime.
  func withdraw() throws {
    try group.removeModel(of: versionARN)
  }

  /// Writes into the version what its training had to tell.
  static func record(
    _ report: TrainingReport, in version: inout Resource, _ database: ControlDatabase
  ) throws {
    var body = try SolutionVersion.decode(version.body)
    body.trainingHours = report.trainingHours
    version.body = body.encoded()
    var metrics = JSONWriter()
    JSONValue.object(report.metrics.mapValues { .number($0) }).encode(to: &metrics)
    try database.attach(.metrics, to: version.arn, body: metrics.bytes)
  }
}
