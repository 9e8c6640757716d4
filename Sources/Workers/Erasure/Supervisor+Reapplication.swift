import Platform
import Privacy
import Store
import Synchronization

/// Dataset groups that were put back from a backup: the erasures they lack are applied again.
extension Supervisor {
  /// How long an attempt that failed is behind before the next is made: twice as long each time, up
  /// to the longest.
  private static let firstRest: Int64 = 60_000
  private static let longestRest: Int64 = 3_600_000

  /// Blocks the people of erasures that a tenant's dataset groups lack, and queues the work.
  ///
  /// To be called before requests are taken. A group keeps the number of the newest erasure that was
  /// seen to its end in it; the ledger, which lies elsewhere, knows all.
  func reapplyErasures(_ tenant: TenantStore) throws {
    let groups = try tenant.transaction { database in
      try database.list(.datasetGroup, limit: .max).filter { $0.status == .active }
    }
    for group in groups {
      guard let name = JobContext.groupName(of: group),
        try !privacy.erasures(in: group.arn, tenant: tenant.key, after: 0).isEmpty
      else { continue }
      let applied = try tenant.group(named: name).appliedErasure()
      let lacking = try privacy.erasures(in: group.arn, tenant: tenant.key, after: applied)
      guard !lacking.isEmpty else { continue }
      log.info(
        "erasures are applied again", ["group": group.arn, "count": "\(lacking.count)"])
      privacy.beginReapplication(of: lacking, in: group.arn, tenant: tenant.key)
      let now = clock.now()
      try tenant.transaction { database in
        // What an earlier attempt came to may be older than the backup, and so may its rest.
        try database.detach(.erasure, from: group.arn)
        for job in try database.jobs(on: group.arn) where job.kind == .eraseUsers {
          try database.finishJob(job.id)
        }
        try database.enqueue(.eraseUsers, on: group.arn, notBefore: now)
      }
    }
  }

  /// Has erasures applied again once more, after a rest; until that succeeds their people stay
  /// blocked.
  func reapplyLater(_ claimed: ClaimedJob, reason: String) {
    let group = claimed.resource.arn
    attempt("beginning an erasure anew", claimed.tenant) {
      let rest = try store.tenant(claimed.tenant).transaction { database in
        var state = try ErasureState.stored(of: group, database) ?? ErasureState()
        state.restart()
        try state.attach(to: group, database)
        let doublings = min((state.restarts ?? 1) - 1, 10)
        let rest = min(Self.firstRest << doublings, Self.longestRest)
        try database.finishJob(claimed.job.id)
        try database.enqueue(
          .eraseUsers, on: group, notBefore: clock.now().adding(milliseconds: rest))
        return rest
      }
      log.error(
        "erasures cannot be applied again; their people stay blocked, and it is tried once more",
        ["group": group, "reason": reason, "seconds": "\(rest / 1000)"])
    }
  }
}

extension ControlDatabase {
  /// Whether an erasure is to wait for another of its dataset group: they go one after the other.
  ///
  /// What a restored group lacks goes first, whatever was interrupted. When that has failed it rests,
  /// waits for what has begun meanwhile, and then goes before all that is to begin.
  func mustWait(erasure job: Job, at now: Timestamp) throws -> Bool {
    guard let resource = try resource(job.resourceARN) else { return false }
    let group = resource.groupARN ?? resource.arn
    let hasOthers = try resources(.dataDeletionJob, inGroup: group).contains {
      $0.status == .inProgress && $0.arn != resource.arn
    }
    guard let again = try jobs(on: group).first(where: { $0.kind == .eraseUsers }) else {
      return hasOthers
    }
    let state = try ErasureState.stored(of: group, self) ?? ErasureState()
    let hasRested = state.restarts != nil
    if job.id == again.id { return hasRested && hasOthers }
    let rests = hasRested && state.step == .readSubjects && again.notBefore > now
    return hasOthers || !rests && !(hasRested && resource.status == .inProgress)
  }
}
