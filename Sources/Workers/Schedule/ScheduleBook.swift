import Platform
import Store

/// Which solutions and recommenders are to be looked at when, for trainings nobody asks for, and
/// which metric attributions, for files that are due.
struct ScheduleBook {
  struct Entry: Hashable {
    let tenant: TenantKey
    let arn: String
  }

  private var due: [Entry: Timestamp] = [:]
  /// Those whose next time is to be found anew.
  private var changed: Set<Entry> = []
  /// When the first is due.
  private(set) var next: Timestamp?

  var hasChanges: Bool { !changed.isEmpty }

  /// Takes note of a change that may move what is due.
  mutating func note(_ kind: ResourceKind, _ arn: String, of tenant: TenantKey) {
    switch kind {
    case .solution, .recommender, .metricAttribution:
      changed.insert(Entry(tenant: tenant, arn: arn))
    case .solutionVersion:
      guard let slash = arn.lastIndex(of: "/") else { return }
      changed.insert(Entry(tenant: tenant, arn: String(arn[..<slash])))
    default:
      break
    }
  }

  /// The ARNs to look at now, by tenant; they are as good as unknown until they are `set`.
  mutating func take(at now: Timestamp) -> [TenantKey: [String]] {
    var taken = changed
    changed = []
    if let next, next <= now {
      for (entry, time) in due where time <= now { taken.insert(entry) }
    }
    return Dictionary(grouping: taken, by: \.tenant).mapValues { $0.map(\.arn).sorted() }
  }

  /// Says when to look again; `nil` means only when something changes.
  mutating func set(_ times: [String: Timestamp?], of tenant: TenantKey) {
    for (arn, time) in times { due[Entry(tenant: tenant, arn: arn)] = time }
    next = due.values.min()
  }
}
