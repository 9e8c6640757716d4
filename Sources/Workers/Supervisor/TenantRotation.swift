import Platform
import Store

/// Whose turn it is: tenants that may have jobs take one each before any takes a second.
struct TenantRotation {
  private var turns: [TenantKey] = []
  /// Tenants whose first job is due later, and when.
  private var waiting: [TenantKey: Timestamp] = [:]
  /// Tenants whose due jobs need a worker, or the end of another job, those first who wait longest.
  private var blocked: [TenantKey] = []

  var hasTurns: Bool { !turns.isEmpty }

  /// Puts a tenant at the end of the line, unless it stands there.
  mutating func add(_ tenant: TenantKey) {
    if !turns.contains(tenant) { turns.append(tenant) }
  }

  /// The tenant whose turn it is; it leaves the line.
  mutating func next() -> TenantKey? {
    turns.isEmpty ? nil : turns.removeFirst()
  }

  /// Remembers that a tenant's next job is due at `due`.
  mutating func wait(_ tenant: TenantKey, until due: Timestamp) { waiting[tenant] = due }

  /// Remembers that a tenant has a job which waits for a worker, or for another job's end.
  mutating func block(_ tenant: TenantKey) {
    if !blocked.contains(tenant) { blocked.append(tenant) }
  }

  /// Gives those a turn whose time has come.
  mutating func wake(at now: Timestamp) {
    for (tenant, due) in waiting.sorted(by: { $0.value < $1.value }) where due <= now {
      waiting[tenant] = nil
      add(tenant)
    }
  }

  /// Gives a tenant a turn if it waits for a job to end; it keeps its place among those who do.
  mutating func recall(_ tenant: TenantKey) {
    if blocked.contains(tenant) { add(tenant) }
  }

  /// Gives those a turn who waited for a job to end.
  mutating func unblock() {
    for tenant in blocked { add(tenant) }
    blocked = []
  }

  /// When the next tenant's time comes.
  var nextWake: Timestamp? { waiting.values.min() }
}
