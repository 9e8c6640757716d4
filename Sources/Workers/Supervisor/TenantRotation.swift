import Platform
import Store

/// Whose turn it is: tenants that may have jobs take one each before any takes a second.
struct TenantRotation {
  private var turns: [TenantKey] = []
  /// Tenants with jobs that could not be taken yet, and when the first of them is due.
  private var waiting: [TenantKey: Timestamp] = [:]

  /// Puts a tenant at the end of the line, unless it stands there.
  mutating func add(_ tenant: TenantKey) {
    if !turns.contains(tenant) { turns.append(tenant) }
  }

  mutating func next() -> TenantKey? {
    turns.isEmpty ? nil : turns.removeFirst()
  }

  /// Remembers that a tenant's jobs have to wait: for their time, or for a free worker.
  mutating func wait(_ tenant: TenantKey, until due: Timestamp?) {
    waiting[tenant] = due
  }

  /// Gives those a turn whose time has come.
  mutating func wake(at now: Timestamp) {
    for (tenant, due) in waiting.sorted(by: { $0.value < $1.value }) where due <= now {
      waiting[tenant] = nil
      add(tenant)
    }
  }

  /// When the next tenant's time comes, of those whose time has not come at `now`.
  func nextWake(after now: Timestamp) -> Timestamp? {
    waiting.values.filter { $0 > now }.min()
  }
}
