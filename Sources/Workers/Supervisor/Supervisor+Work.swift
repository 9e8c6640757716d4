import Dispatch
import FoundationEssentials
import Glibc
import Platform
import Privacy
import Store
import Synchronization

extension Supervisor {
  /// The least time between two times that progress is stored, which costs a sync of the disk.
  private static let reportNanoseconds: UInt64 = 500_000_000

  /// Does a short job, or starts a worker at a long one.
  func begin(_ claimed: ClaimedJob) {
    do {
      guard !claimed.isTraining else { return try startTraining(claimed) }
      switch claimed.job.kind {
      case .create: try performShort(claimed) { try $0.create($1) }
      case .update: try performShort(claimed) { try $0.update($1) }
      case .start, .stop: try performShort(claimed) { try $0.finish($1) }
      case .delete: try performShort(claimed) { try $0.delete($1) }
      case .importDataset: try startImport(claimed)
      case .trial: try startTrial(claimed)
      case .eraseUsers: startErasure(claimed)
      case .export: try startExport(claimed)
      case .batchInference, .batchSegment: try startBatch(claimed)
      case .train, .refresh: try startTraining(claimed)
      case .writeMetrics: try startMetricFiles(claimed)
      }
    } catch let failure as JobFailure {
      fail(claimed, reason: failure.reason)
    } catch {
      log.error("a job failed", ["resource": claimed.resource.arn, "reason": "\(error)"])
      fail(claimed, reason: "Internal failure: \(error)")
    }
  }

  private func performShort(
    _ claimed: ClaimedJob, _ body: (ShortWork, Resource) throws -> Void
  ) throws {
    let tenant = try store.tenant(claimed.tenant)
    let now = clock.now()
    try tenant.transaction { database in
      let context = JobContext(database: database, tenant: tenant, options: options, now: now)
      if let resource = try database.resource(claimed.resource.arn) {
        try body(ShortWork(context: context, now: now), resource)
      }
      try database.finishJob(claimed.job.id)
    }
  }

  private func startImport(_ claimed: ClaimedJob) throws {
    let work = try prepare(try store.tenant(claimed.tenant)) {
      try ImportWork(claimed.resource, in: $0, file: identifiers.shortHex()) {
        exclusions(from: claimed)
      }
    }
    // Published, but the server was killed before it could say so.
    if try work.group.rowsPublished(by: claimed.resource.arn) != nil {
      return try endImport(claimed, work)
    }
    start(claimed, .importRows(work))
  }

  private func startExport(_ claimed: ClaimedJob) throws {
    let work = try prepare(try store.tenant(claimed.tenant)) {
      try ExportWork(claimed.resource, in: $0) { exclusions(from: claimed) }
    }
    start(claimed, .export(work))
  }

  private func startBatch(_ claimed: ClaimedJob) throws {
    let work = try prepare(try store.tenant(claimed.tenant)) {
      try BatchWork(claimed.resource, in: $0, dataDirectory: store.directory) {
        exclusions(from: claimed)
      }
    }
    start(claimed, .batch(work))
  }

  /// Whom a job leaves out; to be asked when the group's epoch is known, so that whoever is not
  /// among them yet cannot be erased before the epoch ends.
  private func exclusions(from claimed: ClaimedJob) -> SubjectExclusions? {
    privacy.watch.exclusions(
      tenant: claimed.tenant, groupARN: claimed.resource.groupARN ?? "")
  }

  private func startTraining(_ claimed: ClaimedJob) throws {
    let tenant = try store.tenant(claimed.tenant)
    let now = clock.now()
    let work: TrainingWork? = try prepare(tenant) { context in
      if try ModelSearch.begin(for: claimed, in: context, at: now) { return nil }
      return try TrainingWork(claimed, in: context, file: identifiers.shortHex())
    }
    if let work { start(claimed, .train(work)) }
  }

  private func startTrial(_ claimed: ClaimedJob) throws {
    let tenant = try store.tenant(claimed.tenant)
    let work = try prepare(tenant) { context in
      let work = try TrialWork(claimed, in: context)
      if work == nil { try context.database.finishJob(claimed.job.id) }
      return work
    }
    if let work { start(claimed, .trial(work)) }
  }

  private func prepare<Work: Sendable>(
    _ tenant: TenantStore, _ body: (JobContext) throws -> Work
  ) throws -> Work {
    try tenant.transaction { database in
      try body(
        JobContext(database: database, tenant: tenant, options: options, now: clock.now()))
    }
  }

  func start(_ claimed: ClaimedJob, _ work: LongWork) {
    guard let task = work.task else { return }
    var running = RunningJob(claimed: claimed, work: work)
    let key = running.key
    do {
      workersAtWork.enter()
      running.run = try WorkerRun(
        executable: options.workerPath, task: task, on: queue
      ) { [self] event in
        switch event {
        case .progress(let progress): report(progress, of: key)
        case .ended(let outcome): ended(key, outcome)
        }
      }
      state.withLock { $0.running[key] = running }
      // A stop may have come between the claim and now, when nobody was listening for it.
      stopWorkers(at: [key])
    } catch {
      workersAtWork.leave()
      log.error(
        "a worker cannot be started", ["path": options.workerPath, "reason": "\(error)"])
      fail(
        claimed, reason: "The worker process \(options.workerPath) cannot be started: \(error)")
    }
  }

  private func report(_ progress: WorkerProgress, of key: RunningJob.Key) {
    let now = Clock.monotonicNanoseconds()
    let due: (arn: String, progress: WorkerProgress)? = state.withLock { state in
      guard var job = state.running[key] else { return nil }
      job.progress = progress
      let isDue = now &- job.lastReport >= Self.reportNanoseconds
      if isDue { job.lastReport = now }
      state.running[key] = job
      let arn = job.claimed.resource.arn
      return isDue ? (arn, job.work.overall(progress, beside: state.fractions(on: arn))) : nil
    }
    guard let (arn, progress) = due else { return }
    attempt("storing progress", key.tenant) {
      let body = [UInt8](try JSONEncoder().encode(progress))
      try store.tenant(key.tenant).transaction { database in
        if try database.resource(arn) != nil {
          try database.attach(.progress, to: arn, body: body)
        }
      }
    }
  }

  static func finished(rows: Int64?) -> WorkerProgress {
    WorkerProgress(stage: "finished", fraction: 1, rows: rows)
  }
}
