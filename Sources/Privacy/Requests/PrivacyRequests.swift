import Dispatch
package import PersonalizeAPI
package import Platform
package import Store

/// Takes privacy requests in and has the tenants' queues carry them out.
///
/// Requests and jobs lie in two databases. The request is stored first and says what jobs there must
/// be; `align` makes them so, as often as need be: after each change, and for all open requests at
/// the start, so that a request that was accepted is carried out even if the process ended between.
package final class PrivacyRequests: Sendable {
  package let privacy: PrivacyStore
  let store: Store
  let clock: Clock
  let log: Log
  /// Whether the customer's own files are on another machine.
  private let hasRemoteObjects: Bool
  /// What follows from changes that others made; in order, off their threads.
  private let followUps = DispatchQueue(label: "bespoke.privacy-requests")

  package init(
    privacy: PrivacyStore, store: Store, clock: Clock, log: Log, hasRemoteObjects: Bool = false
  ) {
    self.privacy = privacy
    self.store = store
    self.clock = clock
    self.log = log
    self.hasRemoteObjects = hasRemoteObjects
  }

  /// Why files on another machine cannot be part of a request.
  package static let remoteObjectsReason =
    "The files under s3:// are on another server, and only those in a folder of this machine can be "
    + "rewritten: make the request without includeS3, and rewrite the files there yourself."

  /// Brings jobs and requests together after a restart, and follows changes from then on.
  package func start() {
    store.changes.subscribe { [weak self] changes in self?.note(changes) }
    for tenant in store.tenantKeys() { reconcile(tenant) }
  }

  /// Ends with the counts of dropped events on the disk.
  package func stop() {
    followUps.sync {}
    do {
      try privacy.storeDropped()
      try privacy.purge()
    } catch {
      log.error("the ledger of privacy requests could not be closed", ["reason": "\(error)"])
    }
  }
}

// MARK: - Operations

extension PrivacyRequests {
  /// - Parameter requestedBy: the access key that asks.
  package func create(
    _ request: CreatePrivacyRequestRequest, tenant: TenantKey, requestedBy: String
  ) throws(ServiceError) -> PrivacyRequest {
    guard !hasRemoteObjects || request.includeS3 != true else {
      throw ServiceError(.invalidInput, Self.remoteObjectsReason)
    }
    let groups = try groups(request.datasetGroupArns, of: tenant)
    let created = try privacy.create(
      request, tenant: tenant, requestedBy: requestedBy, groups: groups)
    return try aligned(created, tenant)
  }

  package func describe(_ id: String, tenant: TenantKey) throws(ServiceError) -> PrivacyRequest {
    followUps.sync {}
    return try privacy.request(id, tenant: tenant)
  }

  package func list(
    _ request: ListPrivacyRequestsRequest, tenant: TenantKey
  ) throws(ServiceError) -> ListPrivacyRequestsResponse {
    followUps.sync {}
    return try privacy.requests(request, tenant: tenant)
  }

  package func cancel(_ id: String, tenant: TenantKey) throws(ServiceError) -> PrivacyRequest {
    followUps.sync {}
    return try aligned(try privacy.cancel(id, tenant: tenant), tenant)
  }

  package func decide(
    _ decision: DecidePrivacyRequestRequest, tenant: TenantKey
  ) throws(ServiceError) -> PrivacyRequest {
    followUps.sync {}
    return try aligned(try privacy.decide(decision, tenant: tenant), tenant)
  }

  package func suppress(
    _ request: DiscoverUsersRequest, tenant: TenantKey
  ) throws(ServiceError) -> ListSuppressionsResponse {
    try check(request, tenant)
    return try privacy.suppress(request.userIds, in: request.datasetGroupArns, tenant: tenant)
  }

  package func unsuppress(
    _ request: DiscoverUsersRequest, tenant: TenantKey
  ) throws(ServiceError) -> ListSuppressionsResponse {
    try privacy.unsuppress(request.userIds, in: request.datasetGroupArns, tenant: tenant)
  }

  /// The dataset groups that a request is about: those named, which must exist, or all there are.
  package func groups(
    _ named: [String]?, of tenant: TenantKey
  ) throws(ServiceError) -> [String] {
    let existing = try storing {
      try store.tenant(tenant).transaction { database in
        try database.list(.datasetGroup, limit: .max).map { ($0.arn, $0.status) }
      }
    }
    guard let named else { return existing.filter { $0.1 != .createFailed }.map(\.0) }
    guard !named.isEmpty else {
      throw ServiceError(
        .invalidInput, "The datasetGroupArns are empty: leave them out to mean all dataset groups.")
    }
    var groups: [String] = []
    for arn in named where !groups.contains(arn) {
      guard existing.contains(where: { $0.0 == arn }) else {
        throw ServiceError(.resourceNotFound, "Resource Arn \(arn) does not exist.")
      }
      groups.append(arn)
    }
    return groups
  }

  private func check(
    _ request: DiscoverUsersRequest, _ tenant: TenantKey
  ) throws(ServiceError) {
    guard request.userIds.allSatisfy({ !$0.isEmpty }) else {
      throw ServiceError(.invalidInput, "One of the userIds is empty: nobody has an empty id.")
    }
    if request.datasetGroupArns != nil { _ = try groups(request.datasetGroupArns, of: tenant) }
  }

  private func aligned(
    _ request: PrivacyRequest, _ tenant: TenantKey
  ) throws(ServiceError) -> PrivacyRequest {
    try align(request.requestId, tenant)
    return try privacy.request(request.requestId, tenant: tenant)
  }
}

// MARK: - Changes that others make

extension PrivacyRequests {
  private func note(_ changes: [Change]) {
    for change in changes {
      guard case .resource(let kind, let arn) = change.subject else { continue }
      switch kind {
      case .dataDeletionJob:
        followUps.async { [self] in attempt(change.tenant) { try registerJob(arn, $0) } }
      case .datasetGroup:
        followUps.async { [self] in attempt(change.tenant) { try dropGroup(arn, $0) } }
      default: break
      }
    }
  }

  private func attempt(_ tenant: TenantKey, _ body: (TenantKey) throws -> Void) {
    do {
      try body(tenant)
    } catch {
      log.error(
        "jobs and privacy requests could not be brought together",
        ["tenant": "\(tenant)", "reason": "\(error)"])
    }
  }

  private func reconcile(_ tenant: TenantKey) {
    attempt(tenant) { tenant in
      let jobs = try store.tenant(tenant).transaction { database in
        try database.list(.dataDeletionJob, limit: .max).filter(\.status.isTransitional).map(\.arn)
      }
      for arn in jobs { try registerJob(arn, tenant) }
      for id in try privacy.openRequests(of: tenant) {
        try align(id, tenant)
      }
    }
  }

  /// Takes in the request that a job of CreateDataDeletionJob stands for.
  private func registerJob(_ arn: String, _ tenant: TenantKey) throws {
    let job = try store.tenant(tenant).transaction { try $0.resource(arn) }
    guard let job, job.status.isTransitional else { return }
    try register(job, tenant: tenant)
  }

  /// The id of the request that a data deletion job belongs to, which is made for a job that
  /// CreateDataDeletionJob made and that has none yet.
  @discardableResult
  package func register(_ job: Resource, tenant: TenantKey) throws(ServiceError) -> String {
    try privacy.requestID(ofDataDeletionJob: job, tenant: tenant)
  }

  /// Ends what waits for a dataset group that is gone: with it went all it held.
  private func dropGroup(_ arn: String, _ tenant: TenantKey) throws {
    let isGone = try store.tenant(tenant).transaction { try $0.resource(arn) == nil }
    guard isGone else { return }
    for id in try privacy.openRequests(of: tenant) {
      let request = try privacy.request(id, tenant: tenant)
      if request.progress.contains(where: { $0.datasetGroupArn == arn }) {
        try align(id, tenant)
      }
    }
  }

  func storing<Result>(_ body: () throws -> Result) throws(ServiceError) -> Result {
    do {
      return try body()
    } catch let error as ServiceError {
      throw error
    } catch {
      throw ServiceError(.internalFailure, "The request could not be completed: \(error)")
    }
  }
}
