import FoundationEssentials
import PersonalizeAPI
import Platform
import Privacy
import Store

/// A batch inference or batch segment job: what the worker is told.
struct BatchWork: Sendable {
  /// How many places lists have unless a job says otherwise.
  private static let defaultCount = 25

  let task: BatchTask
  private let group: GroupStore

  /// - Parameters:
  ///   - dataDirectory: the folder of the whole instance.
  ///   - exclusions: tells who gets no list; asked after the epoch is known.
  /// - Throws: `JobFailure` when the job cannot be done.
  init(
    _ job: Resource, in context: JobContext, dataDirectory: String,
    exclusions: () -> SubjectExclusions?
  ) throws {
    let request = try Request(job)
    guard let version = request.version, let input = request.input, let output = request.output,
      let name = JobContext.groupName(of: job)
    else { throw JobFailure(reason: "The job names no solution version, input or output.") }
    group = try context.group(of: job)
    let epoch = try group.erasureEpoch()
    guard try group.reader().model(of: version) != nil else {
      throw JobFailure(reason: "The solution version \(version) has no model.")
    }
    let key = context.tenant.key
    task = BatchTask(
      output: request.kind, storage: context.storage(of: request.role), inputLocation: input,
      outputLocation: output, dataDirectory: dataDirectory, account: key.account,
      region: key.region, group: name, versionARN: version, filterARN: request.filter,
      count: request.count ?? Self.defaultCount,
      itemExploration: request.configuration?.itemExplorationConfig,
      rankingInfluence: request.configuration?.rankingInfluence, nameColumn: request.nameColumn,
      exclusions: exclusions(), epoch: epoch,
      time: context.now.milliseconds, threads: ProcessInfo.processInfo.activeProcessorCount)
  }

  /// - Throws: `StoreError.erasedMeanwhile` when the job is to be done again.
  func checkEpoch() throws { try group.checkErasureEpoch(task.epoch) }

  /// What the two kinds of job have in common.
  private struct Request {
    let kind: BatchTask.Output
    let version: String?
    let filter: String?
    let count: Int?
    let input: String?
    let output: String?
    let role: String?
    var configuration: BatchInferenceJobConfig?
    var nameColumn: String?

    init(_ job: Resource) throws {
      if job.kind == .batchSegmentJob {
        let body = try BatchSegmentJob.decode(job.body)
        kind = .segments
        (version, filter, count) = (body.solutionVersionArn, body.filterArn, body.numResults)
        input = body.jobInput?.s3DataSource.path
        output = body.jobOutput?.s3DataDestination.path
        role = body.roleArn
      } else {
        let body = try BatchInferenceJob.decode(job.body)
        kind = body.batchInferenceJobMode == .themeGeneration ? .themes : .recommendations
        (version, filter, count) = (body.solutionVersionArn, body.filterArn, body.numResults)
        input = body.jobInput?.s3DataSource.path
        output = body.jobOutput?.s3DataDestination.path
        role = body.roleArn
        configuration = body.batchInferenceJobConfig
        nameColumn = body.themeGenerationConfig?.fieldsForThemeGeneration.itemName
      }
    }
  }
}
