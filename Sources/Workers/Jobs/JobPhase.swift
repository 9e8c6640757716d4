import Platform
import Store

/// Where the subject of a job stands.
enum JobPhase: Equatable {
  case pending(since: Timestamp)
  case inProgress(since: Timestamp)
  /// It is to be stopped.
  case stopping
  /// Nothing is left to do.
  case settled

  init(of job: Job, on resource: Resource) {
    if job.kind == .update, let update = ResourceUpdate(resource) {
      self.init(status: update.status, since: update.since ?? resource.updatedAt)
    } else if job.isRetraining(resource) || job.isReapplication(resource)
      || job.kind == .writeMetrics
    {
      // It shows in nothing, so it begins at once and takes as long as it takes.
      self = resource.status == .active ? .inProgress(since: Timestamp(milliseconds: 0)) : .settled
    } else {
      self.init(status: resource.status, since: resource.updatedAt)
    }
  }

  private init(status: Status?, since: Timestamp) {
    switch status {
    case .createPending, .updatePending, .stopPending, .startPending, .deletePending, .pending:
      self = .pending(since: since)
    case .createInProgress, .updateInProgress, .stopInProgress, .startInProgress,
      .deleteInProgress, .inProgress:
      self = .inProgress(since: since)
    case .createStopping:
      self = .stopping
    case .active, .createFailed, .createStopped, .updateFailed, .inactive, .completed, .failed,
      nil:
      self = .settled
    }
  }
}

extension Job {
  /// Whether it applies erasures again to a dataset group that was restored.
  func isReapplication(_ resource: Resource) -> Bool {
    kind == .eraseUsers && resource.kind == .datasetGroup
  }

  /// Whether it gives a recommender or a version that has a model another one.
  func isRetraining(_ resource: Resource) -> Bool {
    if kind == .refresh { return true }
    return kind == .train && resource.kind == .recommender
      && ![.createPending, .createInProgress].contains(resource.status)
  }
}

extension Status {
  /// The state after a pending one.
  var begun: Status {
    switch self {
    case .createPending: .createInProgress
    case .updatePending: .updateInProgress
    case .stopPending: .stopInProgress
    case .startPending: .startInProgress
    case .deletePending: .deleteInProgress
    case .pending: .inProgress
    default: self
    }
  }

  /// The state that work which succeeds leads to.
  var succeeded: Status {
    switch self {
    case .pending, .inProgress: .completed
    case .stopPending, .stopInProgress: .inactive
    default: .active
    }
  }

  /// The state that work which fails leads to.
  var failed: Status {
    switch self {
    case .pending, .inProgress: .failed
    case .updatePending, .updateInProgress: .updateFailed
    case .stopPending, .stopInProgress: .active
    case .startPending, .startInProgress: .inactive
    default: .createFailed
    }
  }
}

/// Why a job cannot be done, in words for the resource's `failureReason`.
struct JobFailure: Error {
  let reason: String
}

/// A job that is being worked on, and what it works on.
struct ClaimedJob: Sendable {
  let tenant: TenantKey
  let job: Job
  let resource: Resource
}

extension ClaimedJob {
  /// Whether its work is a training.
  var isTraining: Bool {
    switch resource.kind {
    case .solutionVersion: job.kind == .train || job.kind == .refresh
    case .recommender: job.needsWorker(for: resource)
    default: false
    }
  }
}
