import Dispatch
import Platform
import Store
import Synchronization

extension Supervisor {
  /// How often a waiting supervisor looks at its clock: the system's, which it follows, may be set.
  private static let clockPollMilliseconds: Int64 = 10_000

  /// How long a tenant whose database refuses is left alone.
  private static let retryMilliseconds: Int64 = 1000

  /// What came of asking a tenant for a job.
  private enum Claim: Sendable {
    case job(ClaimedJob)
    /// One was dealt with by putting it off or dropping it; there may be more.
    case another
    /// None can be taken; whether one is due and waits for a worker, and when the next is due.
    case nothing(isBlocked: Bool, next: Timestamp?)
  }

  /// Takes jobs in turns until no tenant has one that can be taken.
  func dispatchJobs() {
    runSchedules()
    while true {
      let tenant: TenantKey? = state.withLock { state in
        guard !state.isStopping else { return nil }
        state.rotation.wake(at: clock.now())
        return state.rotation.next()
      }
      guard let tenant else { break }
      do {
        switch try claim(tenant) {
        case .job(let claimed):
          begin(claimed)
          state.withLock { $0.rotation.add(tenant) }
        case .another:
          state.withLock { $0.rotation.add(tenant) }
        case .nothing(let isBlocked, let next):
          state.withLock { state in
            if isBlocked { state.rotation.block(tenant) }
            if let next { state.rotation.wait(tenant, until: next) }
          }
        }
      } catch {
        log.error("taking a job failed", ["tenant": "\(tenant)", "reason": "\(error)"])
        let later = clock.now().adding(milliseconds: Self.retryMilliseconds)
        state.withLock { $0.rotation.wait(tenant, until: later) }
      }
    }
    setTimer()
  }

  private func claim(_ key: TenantKey) throws -> Claim {
    let (running, hasRoom) = state.withLock { state in
      (Array(state.running.values), state.running.count < options.workers)
    }
    let own = running.filter { $0.claimed.tenant == key }
    let datasets = Set(own.compactMap(\.claimed.dataset))
    let subjects = Set(own.map(\.claimed.resource.arn))
    let now = clock.now()
    let pace = options.pace
    return try store.tenant(key).transaction { database in
      let job = try database.claimJob(of: JobKind.allCases, at: now) { job in
        // What waits for a worker is stopped without one.
        if !hasRoom, job.kind.runsInWorker {
          return try database.resource(job.resourceARN)?.status == .createStopping
        }
        // Imports of one dataset go one after the other, in the order of their creation.
        if job.kind == .importDataset, !datasets.isEmpty {
          return try !datasets.contains(database.resource(job.resourceARN)?.parentARN ?? "")
        }
        // Erasures of one dataset group go one after the other.
        if job.kind == .eraseUsers, try database.mustWait(erasure: job, at: now) { return false }
        // Trials of one search run beside each other.
        if job.kind == .trial { return true }
        guard !hasRoom || subjects.contains(job.resourceARN) else { return true }
        let resource = try database.resource(job.resourceARN)
        return resource.map { !job.needsWorker(for: $0) } ?? true
      }
      guard let job else {
        return .nothing(
          isBlocked: try database.nextJobDue().map { $0 <= now } ?? false,
          next: try database.nextJobDue(after: now))
      }
      guard let resource = try database.resource(job.resourceARN) else {
        try database.finishJob(job.id)
        return .another
      }
      return try Self.advance(
        ClaimedJob(tenant: key, job: job, resource: resource), pace, at: now, database)
    }
  }

  /// Moves the subject of a claimed job on, as far as its pace allows.
  private static func advance(
    _ claimed: ClaimedJob, _ pace: Pace, at now: Timestamp, _ database: ControlDatabase
  ) throws -> Claim {
    let job = claimed.job
    let work = pace.workMilliseconds(of: job.kind, on: claimed.resource.kind)
    switch JobPhase(of: job, on: claimed.resource) {
    case .settled:
      try database.finishJob(job.id)
      return .another
    case .stopping:
      try database.setStatus(of: job.resourceARN, to: .createStopped, at: now)
      try database.finishJobs(on: job.resourceARN)
      return .another
    case .pending(let since):
      let due = since.adding(milliseconds: pace.pendingMilliseconds)
      guard due <= now else {
        try database.postponeJob(job.id, notBefore: due)
        return .another
      }
      let resource = claimed.resource.begun(by: job, at: now)
      try database.update(resource)
      guard work == 0 else {
        try database.postponeJob(job.id, notBefore: now.adding(milliseconds: work))
        return .another
      }
      return .job(ClaimedJob(tenant: claimed.tenant, job: job, resource: resource))
    case .inProgress(let since):
      let due = since.adding(milliseconds: work)
      guard due <= now else {
        try database.postponeJob(job.id, notBefore: due)
        return .another
      }
      return .job(claimed)
    }
  }

  /// Comes back when the next job is due.
  private func setTimer() {
    let now = clock.now()
    let next: (timer: Int, due: Timestamp)? = state.withLock { state in
      state.timer += 1
      let times = [state.rotation.nextWake, state.schedule.next].compactMap(\.self)
      guard let due = times.min() else { return nil }
      return (state.timer, due)
    }
    guard let next else { return }
    let delay = min(
      max(next.due.milliseconds - now.milliseconds, 1), Self.clockPollMilliseconds)
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(delay))) { [weak self] in
      guard let self, state.withLock({ $0.timer == next.timer && !$0.isStopping }) else { return }
      dispatchJobs()
    }
  }
}

extension Resource {
  /// The resource as it stands once the work of `job` has begun.
  fileprivate func begun(by job: Job, at now: Timestamp) -> Resource {
    var resource = self
    if job.kind == .update, let update = ResourceUpdate(self), let status = update.status {
      resource.body = update.body(status: status.begun, at: now)
    } else {
      resource.status = status.begun
      resource.updatedAt = now
    }
    return resource
  }
}

extension Job {
  /// Whether a worker process does it: jobs of a long kind, and what makes recommenders train.
  func needsWorker(for resource: Resource) -> Bool {
    guard !kind.runsInWorker else { return true }
    guard resource.kind == .recommender else { return false }
    return kind == .create
      || kind == .update && ResourceUpdate(resource)?.needsTraining == true
  }
}

extension ClaimedJob {
  /// The dataset an import job writes to.
  fileprivate var dataset: String? {
    job.kind == .importDataset ? resource.parentARN : nil
  }
}
