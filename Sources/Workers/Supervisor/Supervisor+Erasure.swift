import Dispatch
import FoundationEssentials
import PersonalizeAPI
import Platform
import Privacy
import Store
import Synchronization

/// Data deletion jobs, a step at a time.
///
/// A step is taken on a queue of its own, so that no other job waits for it, or by a worker. After
/// each the job goes back into the queue: what it has come to is with its resource, and a server
/// that is killed goes on from there.
extension Supervisor {
  func startErasure(_ claimed: ClaimedJob) {
    takeStep(of: claimed) { erasure in try erasure.advance() }
  }

  /// Ends the workers that read a dataset group's rows before its epoch rose; their work is done
  /// again.
  ///
  /// What they would publish is refused in any case, but until then they would go on writing files
  /// with the people in them.
  func endOutdatedWorkers(of groupARN: String, in tenant: TenantKey) {
    let runs = state.withLock { state in
      let keys = state.running.filter { key, job in
        guard key.tenant == tenant, job.claimed.resource.groupARN == groupARN else { return false }
        switch job.work {
        case .erasure, .metricFiles: return false
        case .importRows, .train, .trial, .export, .batch: return true
        }
      }.keys
      for key in keys { state.running[key]?.isOutdated = true }
      return keys.compactMap { state.running[$0]?.run }
    }
    for run in runs { run.kill() }
  }

  /// Takes the end of a worker that did a piece of an erasure.
  func ended(_ job: RunningJob, erasure outcome: WorkerRun.Outcome, isStopping: Bool) throws {
    switch outcome {
    case .died(let how):
      try handleDeath(job, how, isStopping: isStopping)
    case .result(.erased(let result)):
      takeStep(of: job.claimed) { erasure in try erasure.take(result) }
    case .result(.failed(let reason)):
      takeStep(of: job.claimed) { _ in throw ErasureFailure(reason: reason) }
    case .result:
      failErasure(job.claimed, reason: "The worker process did something else.")
    }
  }

  /// Has `body` take a step on the queue of erasures, and goes on from there.
  private func takeStep(
    of claimed: ClaimedJob, _ body: @escaping @Sendable (inout Erasure) throws -> Erasure.Next
  ) {
    let running = RunningJob(claimed: claimed, work: .erasure(nil))
    workersAtWork.enter()
    state.withLock { $0.running[running.key] = running }
    erasures.async { [self] in
      let next = Result {
        guard var erasure = try Erasure(claimed, self) else { return Erasure.Next.vanished }
        return try body(&erasure)
      }
      queue.async { [self] in
        let isStopping = state.withLock { state in
          state.running[running.key] = nil
          return state.isStopping
        }
        go(on: claimed, next, isStopping: isStopping)
        workersAtWork.leave()
        state.withLock { $0.rotation.unblock() }
        dispatchJobs()
      }
    }
  }

  private func go(
    on claimed: ClaimedJob, _ next: Result<Erasure.Next, any Error>, isStopping: Bool
  ) {
    switch next {
    case .success(.again): requeue(claimed, notBefore: claimed.job.notBefore)
    case .success(.later(let milliseconds)):
      requeue(claimed, notBefore: clock.now().adding(milliseconds: milliseconds))
    case .success(.work(let task)):
      guard !isStopping else { return requeue(claimed, notBefore: claimed.job.notBefore) }
      start(claimed, .erasure(task))
    case .success(.done): completeErasure(claimed)
    case .success(.vanished): endVanishedErasure(claimed)
    case .failure(let error):
      if exists(groupOf: claimed) {
        failErasure(claimed, reason: Self.reason(error))
      } else {
        endVanishedErasure(claimed)
      }
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let failure as ErasureFailure: failure.reason
    case let failure as JobFailure: failure.reason
    case let refusal as ServiceError: refusal.message
    default: "Internal failure: \(error)"
    }
  }

  private func requeue(_ claimed: ClaimedJob, notBefore: Timestamp) {
    attempt("queueing an erasure", claimed.tenant) {
      try store.tenant(claimed.tenant).transaction { database in
        try database.postponeJob(claimed.job.id, notBefore: notBefore)
      }
    }
  }

  private func completeErasure(_ claimed: ClaimedJob) {
    let now = clock.now()
    attempt("completing an erasure", claimed.tenant) {
      try store.tenant(claimed.tenant).transaction { database in
        try database.finishJob(claimed.job.id)
        guard var resource = try database.resource(claimed.resource.arn) else { return }
        let state = try ErasureState.stored(of: resource.arn, database) ?? ErasureState()
        try database.detach(.erasure, from: resource.arn)
        // Who was blocked in a restored group is free again.
        guard resource.kind == .dataDeletionJob else { return database.announce(resource) }
        var body = try DataDeletionJob.decode(resource.body)
        body.numDeleted = Int(clamping: min(state.numDeleted, Int64(Int32.max)))
        resource.body = body.encoded()
        resource.status = .completed
        resource.failureReason = nil
        resource.updatedAt = now
        try database.update(resource)
        let progress = Self.finished(rows: state.numDeleted)
        try database.attach(
          .progress, to: resource.arn, body: [UInt8](try JSONEncoder().encode(progress)))
      }
    }
  }

  /// Ends a job with what was found; it can be begun again, and then begins at its beginning.
  func failErasure(_ claimed: ClaimedJob, reason: String) {
    let resource = claimed.resource
    attempt("removing the ids of a failed erasure", claimed.tenant) {
      try SubjectFile(of: claimed, privacy).remove()
    }
    guard resource.kind == .dataDeletionJob else {
      return reapplyLater(claimed, reason: reason)
    }
    attempt("noting a failed erasure", claimed.tenant) {
      if let id = try privacy.requestID(ofJob: resource) {
        try privacy.fail(
          id, tenant: claimed.tenant, group: resource.groupARN ?? "", reason: reason)
      }
    }
    attempt("ending an erasure", claimed.tenant) {
      try store.tenant(claimed.tenant).transaction { database in
        guard var state = try ErasureState.stored(of: resource.arn, database) else { return }
        state.restart()
        try state.attach(to: resource.arn, database)
      }
    }
    fail(claimed, reason: reason)
  }

  private func exists(groupOf claimed: ClaimedJob) -> Bool {
    let arn = claimed.resource.groupARN ?? claimed.resource.arn
    let found = try? store.tenant(claimed.tenant).transaction { database in
      try database.resource(arn)?.status == .active
    }
    return found ?? false
  }

  /// The dataset group went with everything in it: nothing is left to erase there.
  ///
  /// Its requests are ended by who follows changes of dataset groups.
  private func endVanishedErasure(_ claimed: ClaimedJob) {
    attempt("ending an erasure", claimed.tenant) {
      try store.tenant(claimed.tenant).transaction { database in
        try database.finishJob(claimed.job.id)
      }
    }
  }
}
