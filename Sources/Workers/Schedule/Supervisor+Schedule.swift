import Platform
import Store
import Synchronization

extension Supervisor {
  /// How long after a failure the same is tried again.
  private static let scheduleRetryMilliseconds: Int64 = 60_000

  /// Starts what nobody asks for and whose time has come, and notes when the next is due.
  func runSchedules() {
    let now = clock.now()
    let entries = state.withLock { state in
      state.isStopping ? [:] : state.schedule.take(at: now)
    }
    for (key, arns) in entries {
      let times: [String: Timestamp?]
      do {
        let tenant = try store.tenant(key)
        times = try tenant.transaction { database in
          let context = JobContext(database: database, tenant: tenant, options: options, now: now)
          let training = ScheduledTraining(context: context, identifiers: identifiers, now: now)
          var times: [String: Timestamp?] = [:]
          for arn in arns { times.updateValue(try training.run(arn), forKey: arn) }
          return times
        }
      } catch {
        log.error("a schedule failed", ["tenant": "\(key)", "reason": "\(error)"])
        let later = now.adding(milliseconds: Self.scheduleRetryMilliseconds)
        times = Dictionary(uniqueKeysWithValues: arns.map { ($0, later) })
      }
      state.withLock { $0.schedule.set(times, of: key) }
    }
  }

  /// Notes everything of a tenant that may have a schedule.
  func findSchedules(of tenant: TenantStore) throws {
    let found = try tenant.transaction { database in
      try [ResourceKind.solution, .recommender, .metricAttribution].flatMap { kind in
        try database.list(kind, limit: .max).map { (kind, $0.arn) }
      }
    }
    state.withLock { state in
      for (kind, arn) in found { state.schedule.note(kind, arn, of: tenant.key) }
    }
  }
}
