import Dispatch
import FoundationEssentials
import Glibc
import Platform
import Privacy
import Store
import Synchronization

extension Supervisor {
  /// Takes the end of a worker.
  func ended(_ key: RunningJob.Key, _ outcome: WorkerRun.Outcome) {
    defer { workersAtWork.leave() }
    let (found, isStopping) = state.withLock { state in
      (state.running.removeValue(forKey: key), state.isStopping)
    }
    guard let job = found else { return }
    do {
      switch job.work {
      case .erasure: return try ended(job, erasure: outcome, isStopping: isStopping)
      case .metricFiles(let work):
        try ended(job, metricFiles: work, outcome, isStopping: isStopping)
      case .importRows, .train, .trial, .export, .batch:
        try take(outcome, of: job, isStopping: isStopping)
      }
    } catch StoreError.erasedMeanwhile {
      doAgain(job)
    } catch {
      log.error(
        "a result cannot be stored",
        ["resource": job.claimed.resource.arn, "reason": "\(error)"])
      try? removeFile(of: job.work)
      fail(job.claimed, reason: "Internal failure: \(error)")
    }
    state.withLock { $0.rotation.unblock() }
    dispatchJobs()
  }

  /// Takes what came of an import, a training, an export or a batch job.
  private func take(
    _ outcome: WorkerRun.Outcome, of job: RunningJob, isStopping: Bool
  ) throws {
    switch outcome {
    case .result(.imported(let rows, let leftOut)):
      try publishImport(job, rows: rows, leftOut: leftOut)
    case .result(.trained(let report)):
      if case .trial(let work) = job.work {
        try work.checkEpoch()
        try endTrial(job.claimed, report)
      } else {
        try publishModel(job, report)
      }
    case .result(.exported(let rows)): try acknowledgeExport(job, rows: rows)
    case .result(.outdated): doAgain(job)
    case .result(.listed(let report)): try endBatch(job, report)
    case .result(.evaluated), .result(.erased), .result(.answered), .result(.wroteMetrics):
      fail(job, reason: "The worker process did something else.")
    case .result(.failed(let reason)): fail(job, reason: reason)
    case .died where job.isOutdated: doAgain(job)
    case .died(let how): try handleDeath(job, how, isStopping: isStopping)
    }
  }

  /// Queues work again that has read rows which were erased since.
  private func doAgain(_ job: RunningJob) {
    let claimed = job.claimed
    attempt("queueing work again", claimed.tenant) {
      try removeFile(of: job.work)
      try store.tenant(claimed.tenant).transaction { database in
        try database.postponeJob(claimed.job.id, notBefore: claimed.job.notBefore)
      }
      log.info("work is done again after an erasure", ["resource": claimed.resource.arn])
    }
  }

  private func publishImport(
    _ job: RunningJob, rows: Int64, leftOut: [LeftOutRows]
  ) throws {
    guard case .importRows(let work) = job.work, try exists(job.claimed) else {
      return try removeFile(of: job.work)
    }
    try work.publish(rows: rows, at: clock.now())
    for person in leftOut {
      privacy.watch.noteDropped(
        person.rows, of: SubjectHash(bytes: person.subject), tenant: job.claimed.tenant)
    }
    if !leftOut.isEmpty {
      log.info(
        "rows of erased or suppressed people were left out of an import",
        [
          "resource": job.claimed.resource.arn,
          "rows": "\(leftOut.reduce(0) { $0 + $1.rows })",
        ])
    }
    try Files.removeTree(work.countPath)
    try endImport(job.claimed, work)
  }

  /// Has an import's metrics written, if it has to, and ends it.
  func endImport(_ claimed: ClaimedJob, _ work: ImportWork) throws {
    if work.writesMetrics, try startMetricFiles(afterImport: claimed) { return }
    try settleImport(claimed, of: work.group)
  }

  /// Ends an import whose rows are published.
  func settleImport(_ claimed: ClaimedJob, of group: GroupStore) throws {
    let rows = try group.rowsPublished(by: claimed.resource.arn)
    try settle(claimed, progress: Self.finished(rows: rows)) { _, _ in }
  }

  private func acknowledgeExport(_ job: RunningJob, rows: Int64) throws {
    if case .export(let work) = job.work { try work.checkEpoch() }
    try settle(job.claimed, progress: Self.finished(rows: rows)) { _, _ in }
  }

  private func endBatch(_ job: RunningJob, _ report: BatchReport) throws {
    guard case .batch(let work) = job.work else { return }
    try work.checkEpoch()
    log.info(
      "a batch job is done",
      [
        "resource": job.claimed.resource.arn, "lines": "\(report.lines)",
        "failed": "\(report.failedLines)",
      ])
    try settle(job.claimed, progress: Self.finished(rows: report.lines)) { _, _ in }
  }

  private func publishModel(_ job: RunningJob, _ report: TrainingReport) throws {
    guard case .train(let work) = job.work, try exists(job.claimed) else {
      return try removeFile(of: job.work)
    }
    try work.publish(report, at: clock.now())
    let progress = Self.finished(rows: job.progress?.rows)
    let now = clock.now()
    let isStopped = try settle(job.claimed, progress: progress) { subject, database in
      try work.record(report, in: &subject, of: job.claimed.job, at: now, database)
    }
    if isStopped { try work.withdraw() }
  }

  /// - Parameter report: `nil` when the trial failed.
  private func endTrial(_ claimed: ClaimedJob, _ report: TrainingReport?) throws {
    let now = clock.now()
    let tenant = try store.tenant(claimed.tenant)
    try tenant.transaction { database in
      let context = JobContext(database: database, tenant: tenant, options: options, now: now)
      try TrialWork.end(claimed, report, in: context, at: now)
    }
  }

  /// Removes what a worker has written so far.
  private func removeFile(of work: LongWork) throws {
    guard let path = work.path else { return }
    try Files.removeTree(path)
    try Files.removeTree(path + ".tmp")
    if case .importRows(let work) = work { try Files.removeTree(work.countPath) }
  }

  private func exists(_ claimed: ClaimedJob) throws -> Bool {
    try store.tenant(claimed.tenant).transaction { database in
      try database.resource(claimed.resource.arn) != nil
    }
  }

  /// Writes the final state of a resource whose work succeeded, and ends the job.
  ///
  /// Returns whether it was to be stopped in the meantime, and now is.
  @discardableResult
  func settle(
    _ claimed: ClaimedJob, progress: WorkerProgress,
    _ body: (inout Resource, ControlDatabase) throws -> Void
  ) throws -> Bool {
    let now = clock.now()
    let progress = [UInt8](try JSONEncoder().encode(progress))
    return try store.tenant(claimed.tenant).transaction { database in
      try database.finishJob(claimed.job.id)
      guard var resource = try database.resource(claimed.resource.arn) else { return true }
      guard resource.status != .createStopping else {
        try database.setStatus(of: resource.arn, to: .createStopped, at: now)
        return true
      }
      try body(&resource, database)
      // A recommender that is trained again keeps the state it is in.
      if resource.status == .createInProgress { resource.status = .active }
      resource.updatedAt = now
      try database.update(resource)
      if resource.kind == .solutionVersion {
        try CampaignSynchronisation(database: database, now: now).followers(of: resource)
      }
      try database.attach(.progress, to: resource.arn, body: progress)
      return false
    }
  }

  /// A worker ended without a result: by our hand, or by a fault of its own.
  func handleDeath(_ job: RunningJob, _ how: String, isStopping: Bool) throws {
    let claimed = job.claimed
    try removeFile(of: job.work)
    let now = clock.now()
    let isFirst = claimed.job.attempts == 0
    let mustFail: Bool = try store.tenant(claimed.tenant).transaction { database in
      guard let resource = try database.resource(claimed.resource.arn) else { return false }
      if resource.status == .createStopping {
        try database.setStatus(of: resource.arn, to: .createStopped, at: now)
        try database.finishJobs(on: resource.arn)
        return false
      }
      if resource.status.isDeleting {
        try database.finishJob(claimed.job.id)
        return false
      }
      if isStopping {
        try database.postponeJob(claimed.job.id, notBefore: claimed.job.notBefore)
        return false
      }
      if isFirst {
        try database.requeueJob(claimed.job.id, notBefore: claimed.job.notBefore)
      }
      return !isFirst
    }
    if mustFail {
      if case .erasure = job.work {
        return failErasure(
          claimed, reason: "The worker process ended unexpectedly, twice (\(how)).")
      }
      fail(job, reason: "The worker process ended unexpectedly, twice (\(how)).")
    } else if !isStopping {
      log.warning("a worker ended", ["resource": claimed.resource.arn, "how": how])
    }
  }

  /// Writes the failure of a worker's work; a search goes on without a trial that failed, as long as
  /// it is not the first, of the defaults.
  private func fail(_ job: RunningJob, reason: String) {
    guard case .trial(let work) = job.work, work.index > 0 else {
      return fail(job.claimed, reason: reason)
    }
    log.warning("a trial failed", ["resource": job.claimed.resource.arn, "reason": reason])
    attempt("storing a failure", job.claimed.tenant) { try endTrial(job.claimed, nil) }
  }

  /// Writes the failure of a job's work, and ends the job.
  func fail(_ claimed: ClaimedJob, reason: String) {
    let now = clock.now()
    attempt("storing a failure", claimed.tenant) {
      try store.tenant(claimed.tenant).transaction { database in
        try database.finishJob(claimed.job.id)
        guard var resource = try database.resource(claimed.resource.arn) else { return }
        // Of a search that failed nothing more is tried.
        if claimed.job.kind == .trial { try database.finishJobs(on: resource.arn) }
        if claimed.job.kind == .update, let update = ResourceUpdate(resource),
          let status = update.status
        {
          resource.body = update.body(status: status.failed, failureReason: reason, at: now)
        } else if claimed.job.kind == .writeMetrics {
          // What is left is found again when the next window is over.
          return log.warning(
            "files of metrics cannot be written", ["resource": resource.arn, "reason": reason])
        } else if claimed.job.isRetraining(resource) {
          // It goes on with the model it has.
          return log.warning("a retraining failed", ["resource": resource.arn, "reason": reason])
        } else if resource.status == .createStopping {
          resource.status = .createStopped
          resource.updatedAt = now
        } else {
          resource.status = resource.status.failed
          resource.failureReason = reason
          resource.updatedAt = now
        }
        try database.update(resource)
      }
    }
  }

  /// Ends those of the workers whose resource is no longer to be worked on.
  func stopWorkers(at keys: Set<RunningJob.Key>) {
    for job in state.withLock({ state in keys.compactMap { state.running[$0] } }) {
      attempt("looking for a stop", job.claimed.tenant) {
        let status = try store.tenant(job.claimed.tenant).transaction { database in
          try database.resource(job.claimed.resource.arn)?.status
        }
        let isTrial = job.claimed.job.kind == .trial
        guard let status, status != .createStopping, !status.isDeleting,
          !isTrial || status == .createInProgress
        else {
          job.run?.kill()
          return
        }
      }
    }
  }
}

extension Status {
  /// Whether the resource is going away.
  fileprivate var isDeleting: Bool { self == .deletePending || self == .deleteInProgress }
}
