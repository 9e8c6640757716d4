import PersonalizeAPI
import Platform
import Privacy
import Store

/// An export job: what the worker is told, and whether what it wrote may stand.
struct ExportWork: Sendable {
  let task: ExportTask
  private let group: GroupStore

  /// - Parameter exclusions: tells whose rows are left out; asked after the epoch is known.
  /// - Throws: `JobFailure` when the job cannot be done.
  init(
    _ job: Resource, in context: JobContext, exclusions: () -> SubjectExclusions?
  ) throws {
    let body = try DatasetExportJob.decode(job.body)
    let (dataset, schema) = try context.dataset(body.datasetArn ?? job.parentARN ?? "")
    guard let path = body.jobOutput?.s3DataDestination.path else {
      throw JobFailure(reason: "The job names no place in S3 to write to.")
    }
    group = try context.group(of: job)
    let epoch = try group.erasureEpoch()
    let mode = body.ingestionMode ?? .put
    task = ExportTask(
      storage: context.storage(of: body.roleArn),
      location: path + (path.utf8.last == UInt8(ascii: "/") ? "" : "/") + "\(job.name).csv",
      groupDirectory: group.directory, datasetType: dataset.datasetType?.uppercased() ?? "",
      schema: schema, includesBulk: mode != .put, includesStreamed: mode != .bulk,
      epoch: epoch, exclusions: exclusions())
  }

  /// - Throws: `StoreError.erasedMeanwhile` when the export is to be done again, in place of what
  ///   it has written.
  func checkEpoch() throws { try group.checkErasureEpoch(task.epoch) }
}
