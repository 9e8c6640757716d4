import FoundationEssentials
import PersonalizeAPI
import Store
import Workers

/// Tells how far the long work on a tenant's resources has come.
enum JobEndpoint {
  private struct Entry {
    let arn: String
    var kind: JobKind?
    var state = "waiting"
  }

  /// - Throws: what the database throws.
  static func list(
    _ request: ListJobsRequest, in database: ControlDatabase
  ) throws -> ListJobsResponse {
    // Several trainings may be under way for one resource: they have one progress.
    var entries: [Entry] = []
    for (job, isRunning) in try database.workerJobs() {
      if let wanted = request.resourceArn, wanted != job.resourceARN { continue }
      let known = entries.firstIndex { $0.arn == job.resourceARN }
      if known == nil { entries.append(Entry(arn: job.resourceARN, kind: job.kind)) }
      if isRunning { entries[known ?? entries.count - 1].state = "running" }
    }
    if let arn = request.resourceArn, entries.isEmpty {
      guard try database.resource(arn) != nil else {
        throw ServiceError(.resourceNotFound, "There is no resource \(arn).")
      }
      entries.append(Entry(arn: arn, state: "ended"))
    }
    return ListJobsResponse(
      jobs: try entries.compactMap { entry in
        let stored = try database.attachment(.progress, of: entry.arn)
        if entry.kind == nil, stored == nil { return nil }
        let progress = try stored.map {
          try JSONDecoder().decode(WorkerProgress.self, from: Data($0))
        }
        return JobProgress(
          resourceArn: entry.arn, kind: entry.kind?.rawValue, state: entry.state,
          stage: progress?.stage, fraction: progress?.fraction, rows: progress?.rows,
          bytes: progress?.bytes, totalBytes: progress?.totalBytes)
      })
  }
}
