import Platform
import Store

/// Files of metric attributions: by jobs of their own on the schedule of the clock, and as the last
/// part of imports.
///
/// A file is gone from the database once it is written, and has the same name however often it is:
/// whatever is interrupted is done again, and nothing is lost or there twice.
extension Supervisor {
  /// How long after a failure files are tried again.
  private static let metricRetryMilliseconds: Int64 = 30_000

  /// Starts a worker at an attribution's files.
  func startMetricFiles(_ claimed: ClaimedJob) throws {
    let tenant = try store.tenant(claimed.tenant)
    let now = clock.now()
    let work = try tenant.transaction { database in
      let context = JobContext(database: database, tenant: tenant, options: options, now: now)
      let attribution = try database.resource(claimed.resource.arn)
      let work = try attribution.flatMap { try MetricFilesWork($0, in: context) }
      if work == nil { try database.finishJob(claimed.job.id) }
      return work
    }
    if let work { start(claimed, .metricFiles(work)) }
  }

  /// Starts a worker at the files that an import has left to be written.
  ///
  /// - Returns: whether there are any.
  func startMetricFiles(afterImport claimed: ClaimedJob) throws -> Bool {
    let tenant = try store.tenant(claimed.tenant)
    let now = clock.now()
    let work = try tenant.transaction { database in
      try MetricFilesWork(
        besideImport: claimed.resource,
        in: JobContext(database: database, tenant: tenant, options: options, now: now))
    }
    guard let work else { return false }
    start(claimed, .metricFiles(work))
    return true
  }

  /// Takes the end of a worker at files.
  func ended(
    _ job: RunningJob, metricFiles work: MetricFilesWork, _ outcome: WorkerRun.Outcome,
    isStopping: Bool
  ) throws {
    let claimed = job.claimed
    switch outcome {
    case .result(.wroteMetrics(let files)):
      try work.group.noteMetricFilesWritten(files)
      try note(nil, of: work, claimed)
    case .result(.failed(let reason)):
      try note(reason, of: work, claimed)
    case .result:
      try note("The worker process did something else.", of: work, claimed)
    case .died(let how):
      guard !isStopping else {
        return try store.tenant(claimed.tenant).transaction { database in
          try database.postponeJob(claimed.job.id, notBefore: claimed.job.notBefore)
        }
      }
      try note("The worker process ended unexpectedly (\(how)).", of: work, claimed)
    }
    if claimed.job.kind == .importDataset { try settleImport(claimed, of: work.group) }
  }

  /// Writes into the attribution why its files cannot be written, or that they can be, and orders
  /// another attempt at those that are left.
  private func note(
    _ reason: String?, of work: MetricFilesWork, _ claimed: ClaimedJob
  ) throws {
    let now = clock.now()
    if let reason {
      work.group.noteMetricFilesFailed()
      log.warning(
        "files of metrics cannot be written",
        ["resource": work.attributionARN, "reason": reason])
    }
    try store.tenant(claimed.tenant).transaction { database in
      if claimed.job.kind == .writeMetrics { try database.finishJob(claimed.job.id) }
      guard var attribution = try database.resource(work.attributionARN) else { return }
      if attribution.failureReason != reason {
        attribution.failureReason = reason
        try database.update(attribution)
      }
      guard try database.counts(attribution),
        try !work.group.metricFiles(of: attribution.sequence, at: now).isEmpty
      else { return }
      let delay = reason == nil ? 0 : Self.metricRetryMilliseconds
      try MetricSchedule.order(
        for: attribution, notBefore: now.adding(milliseconds: delay), database)
    }
  }
}
