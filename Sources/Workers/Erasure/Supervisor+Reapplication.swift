import Platform
import Privacy
import Store
import Synchronization

/// Dataset groups that were put back from a backup: the erasures they lack are applied again.
extension Supervisor {
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
        // What an earlier attempt came to may be older than the backup.
        try database.detach(.erasure, from: group.arn)
        guard try !database.jobs(on: group.arn).contains(where: { $0.kind == .eraseUsers }) else {
          return
        }
        try database.enqueue(.eraseUsers, on: group.arn, notBefore: now)
      }
    }
  }
}
