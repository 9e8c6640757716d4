import Dispatch
import Glibc
package import Platform
package import Privacy
package import Store
import Synchronization

/// Takes jobs from all tenants' queues, does the short ones and has worker processes do the long.
///
/// Everything happens on one serial queue, which waits for disks but never for workers. Resources
/// move from PENDING to IN_PROGRESS when a job is claimed and to their final state in the same
/// transaction that ends the job; files are published before, so that a crash at any point leaves
/// a job that can be done again.
package final class Supervisor: Sendable {
  let store: Store
  let options: Options
  let clock: Clock
  let identifiers: Identifiers
  let log: Log
  let privacy: PrivacyStore
  let processPlaces: ProcessPlaces
  /// Where steps of erasures are taken that need no worker.
  let erasures = DispatchQueue(label: "bespoke.erasures")
  let queue = DispatchQueue(label: "bespoke.supervisor")
  let state = Mutex(State())
  /// Entered for each worker that runs.
  let workersAtWork = DispatchGroup()

  struct State {
    var rotation = TenantRotation()
    var schedule = ScheduleBook()
    var running: [RunningJob.Key: RunningJob] = [:]
    var isStopping = false
    var isWakePending = false
    /// Running jobs whose resource has changed.
    var changed: Set<RunningJob.Key> = []
    /// Counts up with each timer set, so that only the last one acts.
    var timer = 0

    /// How far each of the workers at a resource has come.
    func fractions(on arn: String) -> [Double] {
      running.values.filter { $0.claimed.resource.arn == arn }.map { $0.progress?.fraction ?? 0 }
    }
  }

  package init(
    store: Store, options: Options, clock: Clock, identifiers: Identifiers, log: Log,
    privacy: PrivacyStore, processPlaces: ProcessPlaces = .none
  ) {
    self.store = store
    self.options = options
    self.clock = clock
    self.identifiers = identifiers
    self.log = log
    self.privacy = privacy
    self.processPlaces = processPlaces
  }

  /// Puts back what was interrupted, sweeps what was left half done, and begins to take jobs.
  ///
  /// Call it once, before requests are taken: when it returns, nobody is known again whom a backup
  /// has brought back.
  package func start() {
    // Writing to a worker that has just died must be an error, not the end of the server.
    signal(SIGPIPE, SIG_IGN)
    store.changes.subscribe { [weak self] changes in self?.note(changes) }
    clock.onAdvance { [weak self] in
      guard let self else { return }
      queue.async { self.dispatchJobs() }
    }
    for key in store.tenantKeys() {
      attempt("looking for erasures to apply again", key) {
        try reapplyErasures(try store.tenant(key))
      }
    }
    queue.async { [self] in
      for tenant in store.tenantKeys() { recover(tenant) }
      dispatchJobs()
    }
  }

  /// Ends the workers, puts their jobs back into the queues, and takes no more.
  ///
  /// Blocks until all have ended: not for the cooperative thread pool.
  package func stop() {
    queue.sync {
      let running = state.withLock { state in
        state.isStopping = true
        return Array(state.running.values)
      }
      for job in running { job.run?.kill() }
    }
    workersAtWork.wait()
    queue.sync {}
  }

  /// Called on the thread that committed the changes.
  private func note(_ changes: [Change]) {
    let mustWake = state.withLock { state in
      for change in changes {
        switch change.subject {
        case .jobs: state.rotation.add(change.tenant)
        case .resource(let kind, let arn):
          state.schedule.note(kind, arn, of: change.tenant)
          // What waits for a worker may have been stopped, which takes none.
          state.rotation.recall(change.tenant)
          for (key, job) in state.running
          where key.tenant == change.tenant && job.claimed.resource.arn == arn {
            state.changed.insert(key)
          }
        }
      }
      guard !state.isWakePending, !state.isStopping,
        state.rotation.hasTurns || !state.changed.isEmpty || state.schedule.hasChanges
      else { return false }
      state.isWakePending = true
      return true
    }
    guard mustWake else { return }
    queue.async { [self] in
      let changed = state.withLock { state in
        state.isWakePending = false
        defer { state.changed = [] }
        return state.changed
      }
      stopWorkers(at: changed)
      dispatchJobs()
    }
  }

  /// Puts a tenant's interrupted jobs back and removes files that nobody will publish.
  private func recover(_ key: TenantKey) {
    attempt("recovery", key) {
      let tenant = try store.tenant(key)
      try tenant.transaction { database in try database.requeueInterruptedJobs() }
      for name in Files.names(in: tenant.directory + "/groups") {
        try tenant.group(named: name).sweep { _ in false }
      }
      try findSchedules(of: tenant)
      state.withLock { $0.rotation.add(key) }
    }
  }

  /// Runs `body`; what it throws is the program's or the disk's failure and goes to the log.
  func attempt(_ what: String, _ tenant: TenantKey, _ body: () throws -> Void) {
    do {
      try body()
    } catch {
      log.error("\(what) failed", ["tenant": "\(tenant)", "reason": "\(error)"])
    }
  }
}

/// A long job and the worker at it.
struct RunningJob: Sendable {
  struct Key: Hashable, Sendable {
    let tenant: TenantKey
    let job: Int64
  }

  let claimed: ClaimedJob
  let work: LongWork
  var run: WorkerRun?
  /// When progress was last stored.
  var lastReport: UInt64 = 0
  var progress: WorkerProgress?
  /// Whether it was ended because people are being erased from what it had read.
  var isOutdated = false

  var key: Key { Key(tenant: claimed.tenant, job: claimed.job.id) }
}

/// What a worker process does.
enum LongWork: Sendable {
  case importRows(ImportWork)
  case train(TrainingWork)
  case trial(TrialWork)
  case export(ExportWork)
  case batch(BatchWork)
  case metricFiles(MetricFilesWork)
  /// A piece of an erasure; `nil` for what this process does itself.
  case erasure(ErasureTask?)

  var task: WorkerTask? {
    switch self {
    case .importRows(let work): .importRows(work.task)
    case .train(let work): .train(work.task)
    case .trial(let work): .train(work.task)
    case .export(let work): .export(work.task)
    case .batch(let work): .batch(work.task)
    case .metricFiles(let work): .writeMetrics(work.task)
    case .erasure(let task): task.map { .erase($0) }
    }
  }

  /// The file the worker writes, if it writes one.
  var path: String? {
    switch self {
    case .importRows(let work): work.task.path
    case .train(let work): work.task.path
    case .trial, .batch, .erasure, .export, .metricFiles: nil
    }
  }

  /// How far the resource has come when this work has come so far, with other work on it.
  func overall(_ progress: WorkerProgress, beside fractions: [Double]) -> WorkerProgress {
    var overall = progress
    switch self {
    case .importRows, .batch, .export, .metricFiles: break
    case .erasure(let task): task.map { overall = $0.overall(progress) }
    case .train(let work): overall.fraction = work.share(progress.fraction)
    case .trial(let work):
      overall.stage = "trial \(work.index + 1) of \(work.planned): \(progress.stage)"
      overall.fraction = work.share(fractions)
    }
    return overall
  }
}
