import Dispatch
import PersonalizeAPI
package import Platform
package import Privacy
package import Store
import Synchronization

/// Answers requests for recommendations and takes in events, for all tenants.
///
/// Recommendations come from memory: what a campaign or recommender needs is loaded when it is first
/// asked for and replaced as a whole when it gets another model. Events are durable before they are
/// acknowledged and count from the next request on.
package final class DataPlane: Sendable {
  let store: Store
  let clock: Clock
  let identifiers: Identifiers
  let log: Log
  let subjects: Subjects
  let targets: TargetRegistry
  let trackers: TrackerRegistry
  /// By tracking id of a dataset of action interactions.
  let actionTargets = TenantCache<ActionTarget>()
  /// By filter ARN.
  let filters = TenantCache<ResolvedFilter>()
  let liveStates = LiveStates()
  let itemRecords = DatasetRecordsRegistry(type: .items)
  let userRecords = DatasetRecordsRegistry(type: .users)
  let actionRecords = DatasetRecordsRegistry(type: .actions)
  let liveActions = LiveActionsRegistry()
  let heldSessions = HeldSessionsRegistry()
  /// How many requests wait until somebody's erasure is done.
  let postponed = Atomic<Int>(0)
  /// `nil` when rates don't count.
  let rateLimiter: RateLimiter?
  /// For work that reads or writes the disk.
  let background = DispatchQueue(label: "bespoke.data", attributes: .concurrent)

  /// Listens to the store's changes as long as it exists.
  ///
  /// - Parameters:
  ///   - watch: knows who must not be known; `nil` where nobody is ever forgotten.
  ///   - rates: how many requests tenants may send; `nil` for any number.
  package init(
    store: Store, clock: Clock, identifiers: Identifiers, log: Log, watch: SubjectWatch? = nil,
    rates: (@Sendable (TenantKey) -> RequestRates)? = nil
  ) {
    self.store = store
    self.clock = clock
    self.identifiers = identifiers
    self.log = log
    subjects = Subjects(watch: watch)
    rateLimiter = rates.map { RateLimiter(rates: $0) }
    targets = TargetRegistry(store: store, liveStates: liveStates, log: log)
    trackers = TrackerRegistry(store: store, liveStates: liveStates, log: log)
    store.changes.subscribe { [weak self] changes in
      for change in changes { self?.note(change) }
    }
  }

  /// Whether a request for this campaign or recommender is answered without reading the disk.
  package func isLoaded(tenant: TenantKey, targetARN: String) -> Bool {
    targets.current(TenantScoped(tenant: tenant, name: targetARN)) != nil
  }

  private func note(_ change: Change) {
    guard case .resource(let kind, let arn) = change.subject else { return }
    switch kind {
    case .campaign, .recommender:
      targets.noteChange(TenantScoped(tenant: change.tenant, name: arn))
      trackers.forget(change.tenant)
    case .solutionVersion:
      targets.noteChange(ofModel: arn, change.tenant)
    case .datasetImportJob, .dataDeletionJob:
      noteRows(change.tenant)
    case .filter:
      filters.forget(change.tenant)
    case .eventTracker, .schema, .metricAttribution:
      trackers.forget(change.tenant)
    case .dataset:
      noteRows(change.tenant)
      trackers.forget(change.tenant)
      actionTargets.forget(change.tenant)
      guard let group = ResourceName.group(ofDataset: arn),
        ResourceName.last(of: arn) == DatasetType.interactions.rawValue
      else { return }
      clearIfRemoved(arn, TenantScoped(tenant: change.tenant, name: group))
    case .datasetGroup:
      noteRows(change.tenant)
      trackers.forget(change.tenant)
      actionTargets.forget(change.tenant)
      clearIfRemoved(arn, TenantScoped(tenant: change.tenant, name: ResourceName.last(of: arn)))
    default: break
    }
  }

  /// Takes note that a tenant's datasets may have other bulk rows.
  private func noteRows(_ tenant: TenantKey) {
    itemRecords.noteChange(tenant)
    userRecords.noteChange(tenant)
    actionRecords.noteChange(tenant)
    liveActions.noteChange()
    liveStates.noteChange(tenant)
  }

  /// Forgets a group's live events when the group or its interactions, named by `arn`, are gone.
  private func clearIfRemoved(_ arn: String, _ group: TenantScoped) {
    guard let state = liveStates.existing(group) else { return }
    background.async { [store, log] in
      do {
        let remains = try store.tenant(group.tenant).transaction { try $0.resource(arn) }
        if remains == nil { state.clear() }
      } catch {
        log.error("cannot read resource", ["arn": arn, "reason": "\(error)"])
      }
    }
  }
}

/// On whose behalf a request of the data plane is made.
package struct DataContext: Sendable {
  package let tenant: TenantKey

  package init(tenant: TenantKey) {
    self.tenant = tenant
  }
}
