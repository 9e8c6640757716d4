import PersonalizeAPI
import Platform
import Privacy
import Store
import Synchronization

/// A data deletion job at work: takes the step it has come to, and tells what is to follow.
///
/// Used on the queue of erasures, never on that of the supervisor: a step may take a while.
struct Erasure {
  /// What is to follow.
  enum Next {
    /// The next step.
    case again
    /// The same step, after a while.
    case later(milliseconds: Int64)
    /// A worker is to do something, whose result is for `take`.
    case work(ErasureTask)
    case done
    /// The dataset group, or the job with it, is gone.
    case vanished
  }

  let claimed: ClaimedJob
  let supervisor: Supervisor
  let tenant: TenantStore
  let group: GroupStore
  let groupARN: String
  var state: ErasureState

  var privacy: PrivacyStore { supervisor.privacy }
  var job: Resource { claimed.resource }
  /// Whether it applies erasures again to a group that was restored.
  var isReapplication: Bool { job.kind == .datasetGroup }

  /// - Returns: `nil` when the dataset group is gone.
  init?(_ claimed: ClaimedJob, _ supervisor: Supervisor) throws {
    self.claimed = claimed
    self.supervisor = supervisor
    tenant = try supervisor.store.tenant(claimed.tenant)
    groupARN = claimed.resource.groupARN ?? claimed.resource.arn
    let arn = groupARN
    let found: (Resource, ErasureState)? = try tenant.transaction { database in
      guard try database.resource(claimed.resource.arn) != nil,
        let group = try database.resource(arn), group.status == .active
      else { return nil }
      return (group, try ErasureState.stored(of: claimed.resource.arn, database) ?? ErasureState())
    }
    guard let found, let name = JobContext.groupName(of: found.0) else { return nil }
    state = found.1
    group = try tenant.group(named: name)
  }

  /// Takes the step, as far as it can be taken here.
  mutating func advance() throws -> Next {
    switch state.step {
    case .readSubjects: return try readSubjects()
    case .fence:
      try group.raiseErasureEpoch()
      supervisor.endOutdatedWorkers(of: groupARN, in: tenant.key)
      ErasureMoment.fenceRaised.reached()
      return try goOn()
    case .eraseRows: return try eraseRows()
    case .eraseMemory:
      try supervisor.processPlaces.erase(tenant.key, groupARN, try subjects())
      ErasureMoment.memoryErased.reached()
      return try goOn()
    case .eraseModels: return try eraseModels()
    case .purge: return try purge()
    case .verify: return try verify()
    case .certify: return try certify()
    }
  }

  /// Takes what a worker has to tell.
  mutating func take(_ result: ErasureResult) throws -> Next {
    switch result {
    case .subjects: return try takeSubjects()
    case .rewritten(let segments, let before): return try take(segments, before)
    case .scrubbed(let models): return try take(models)
    case .trained(let report, let checksum): return try take(report, checksum)
    case .untrainable(let reason): return try withdrawModel(reason)
    case .verified(let findings): return try take(findings)
    }
  }

  // MARK: Tools of the steps

  /// The next step, noted.
  mutating func goOn() throws -> Next {
    let (step, now) = (state.step, supervisor.clock.now())
    supervisor.log.info(
      "an erasure has taken a step",
      [
        "job": job.arn, "step": step.rawValue,
        "milliseconds": "\(now.milliseconds - (state.begun ?? job.updatedAt).milliseconds)",
      ])
    state.goOn(at: now)
    return try again()
  }

  /// Notes the state.
  mutating func again() throws -> Next {
    try note()
    return .again
  }

  /// The same step after a while; fails once it has waited too often.
  mutating func wait(_ milliseconds: Int64, atMost count: Int, orFail reason: String) throws -> Next
  {
    guard state.waits < count else { throw ErasureFailure(reason: reason) }
    state.waits += 1
    try note()
    return .later(milliseconds: milliseconds)
  }

  func note() throws {
    let state = state
    try tenant.transaction { database in
      if try database.resource(job.arn) != nil { try state.attach(to: job.arn, database) }
    }
    if let id = try requestID() {
      try privacy.note(
        id, tenant: tenant.key, group: groupARN, step: state.step.stage,
        fraction: state.step.fraction, numDeleted: state.numDeleted)
    }
  }

  /// The privacy request it has begun for; `nil` when a restored group has erasures applied again.
  func requestID() throws -> String? {
    state.hasRequest ? try privacy.requestID(ofJob: job) : nil
  }

  /// Whose rows are to go.
  func subjects() throws -> [String] {
    guard let id = try requestID() else { return try subjectFile.read() }
    return try privacy.pendingSubjects(id, tenant: tenant.key)
  }

  /// Where a worker leaves the ids it has found.
  var subjectFile: SubjectFile { SubjectFile(of: claimed, privacy) }

  var scene: ErasureScene {
    ErasureScene(
      dataDirectory: supervisor.store.directory, tenantDirectory: tenant.directory,
      groupDirectory: group.directory)
  }

  /// Whether the server is not about to stop.
  func mayGoOn() -> Bool { supervisor.state.withLock { !$0.isStopping } }

  /// Tells those who serve that the group's rows have changed.
  func announce() throws {
    try tenant.transaction { database in database.announce(job) }
  }
}
