package import PersonalizeAPI
import Platform
import SQLite
package import Store

/// The data deletion jobs of privacy requests.
extension PrivacyRequests {
  /// Makes a tenant's jobs be as a request says; again does no harm.
  func align(_ id: String, _ tenant: TenantKey) throws(ServiceError) {
    let vanished = try storing {
      try store.tenant(tenant).transaction { database in
        // Read in here: what a job does to its request, it does before it ends in this database.
        let request = try privacy.request(id, tenant: tenant)
        return try request.progress.filter { progress in
          try !align(progress, of: request, tenant, in: database)
        }
      }
    }
    for progress in vanished {
      let result = CertifiedGroup(
        datasetGroupArn: progress.datasetGroupArn,
        dataDeletionJobArn: progress.dataDeletionJobArn, places: [], models: [], filesSearched: 0,
        bytesSearched: 0, encodings: [], idsTooShortToSearch: 0)
      try privacy.finish(id, tenant: tenant, group: progress.datasetGroupArn, result: result)
    }
  }

  /// - Returns: whether there is the dataset group.
  private func align(
    _ progress: PersonalizeAPI.ErasureProgress, of request: PrivacyRequest, _ tenant: TenantKey,
    in database: ControlDatabase
  ) throws -> Bool {
    let job = try database.resource(progress.dataDeletionJobArn)
    guard request.state == .pending || request.state == .inProgress else {
      if let job { try withdraw(job, from: request, in: database) }
      return true
    }
    guard
      progress.status == RequestGroup.Status.pending.rawValue
        || progress.status == RequestGroup.Status.inProgress.rawValue
    else { return true }
    guard try database.resource(progress.datasetGroupArn) != nil else { return false }
    if let job {
      try resume(job, in: database)
    } else {
      try make(progress, of: request, tenant, in: database)
    }
    return true
  }

  private func make(
    _ progress: PersonalizeAPI.ErasureProgress, of request: PrivacyRequest, _ tenant: TenantKey,
    in database: ControlDatabase
  ) throws {
    let name = ARN(progress.dataDeletionJobArn)?.resourceID ?? progress.dataDeletionJobArn
    let body = DataDeletionJob(
      jobName: name, dataDeletionJobArn: progress.dataDeletionJobArn,
      datasetGroupArn: progress.datasetGroupArn,
      dataSource: DataSource(dataLocation: JobNaming.bucket + request.requestId),
      roleArn: "arn:aws:iam::\(tenant.account):role/bespoke-privacy")
    let resource = Resource(
      kind: .dataDeletionJob, arn: progress.dataDeletionJobArn, name: name,
      groupARN: progress.datasetGroupArn, parentARN: progress.datasetGroupArn,
      status: Lifecycle.of(.dataDeletionJob).initialStatus, createdAt: clock.now(),
      body: body.encoded())
    try database.insert(resource)
    try database.enqueue(.eraseUsers, on: resource.arn, notBefore: clock.now())
  }

  /// Queues a job that is to work and does not.
  private func resume(_ job: Resource, in database: ControlDatabase) throws {
    guard try database.jobs(on: job.arn).isEmpty else { return }
    try database.setStatus(
      of: job.arn, to: Lifecycle.of(.dataDeletionJob).initialStatus, at: clock.now())
    try database.enqueue(.eraseUsers, on: job.arn, notBefore: clock.now())
  }

  /// Ends a job that is not to work.
  private func withdraw(
    _ job: Resource, from request: PrivacyRequest, in database: ControlDatabase
  ) throws {
    guard job.status == .pending else { return }
    try database.finishJobs(on: job.arn)
    let what =
      request.legalHold ? "is under a legal hold" : "was \(request.state.rawValue.lowercased())"
    try database.setStatus(
      of: job.arn, to: .failed, failureReason: "The privacy request \(what). Nothing was erased.",
      at: clock.now())
  }
}

extension PrivacyStore {
  /// The id of the request that a data deletion job belongs to, which is made for a job that
  /// CreateDataDeletionJob made and that has none yet.
  package func requestID(
    ofDataDeletionJob job: Resource, tenant: TenantKey
  ) throws(ServiceError) -> String {
    if let id = try requestID(ofJob: job) { return id }
    let body = try? DataDeletionJob.decode(job.body)
    if JobNaming.isPrivacyJob(dataLocation: body?.dataSource?.dataLocation) {
      throw ServiceError(
        .resourceNotFound, "The ledger knows no privacy request of the job \(job.arn).")
    }
    return try register(
      job: job, requestedBy: body?.roleArn ?? "CreateDataDeletionJob", tenant: tenant)
  }

  /// The ids of a tenant's requests that are not done, oldest first.
  package func openRequests(of tenant: TenantKey) throws(ServiceError) -> [String] {
    try read { database in
      try database.connection.query(
        """
        SELECT id FROM requests
        WHERE tenant = ? AND state NOT IN ('COMPLETED', 'CANCELLED', 'DENIED') ORDER BY sequence
        """, [.text(tenant.description)]
      ) { row in row.string(0) }
    }
  }
}
