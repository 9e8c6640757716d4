import PersonalizeAPI
import Platform
import Store
import Testing

@testable import Privacy

/// The data deletion jobs of requests, which lie in another database than the requests.
@Suite struct RequestAlignmentTests {
  let scene: PrivacyScene
  let store: Store
  let requests: PrivacyRequests

  init() throws {
    scene = try PrivacyScene()
    store = try Store(directory: scene.directory)
    requests = PrivacyRequests(
      privacy: scene.store, store: store, clock: scene.clock, log: Log(clock: scene.clock) { _ in })
    for group in [scene.group, scene.second] {
      try store.tenant(scene.tenant).transaction { database in
        try database.insert(
          Resource(
            kind: .datasetGroup, arn: group, name: String(group.split(separator: "/").last ?? ""),
            status: .active, createdAt: PrivacyScene.start, body: DatasetGroup().encoded()))
      }
    }
  }

  /// What there is of a request's jobs, in the order of its groups.
  private func jobs(_ id: String = "R-1") throws -> [(resource: Resource?, queued: Int)] {
    let progress = try scene.store.request(id, tenant: scene.tenant).progress
    return try store.tenant(scene.tenant).transaction { database in
      try progress.map { progress in
        (
          try database.resource(progress.dataDeletionJobArn),
          try database.jobs(on: progress.dataDeletionJobArn).count { $0.kind == .eraseUsers }
        )
      }
    }
  }

  private func change(_ body: (ControlDatabase) throws -> Void) throws {
    try store.tenant(scene.tenant).transaction(body)
  }

  @Test func `a request that was accepted has one job a group, however often it is aligned`() throws
  {
    try scene.create(groups: [scene.group, scene.second])
    #expect(try jobs().allSatisfy { $0.resource == nil && $0.queued == 0 })
    for _ in 1...3 { try requests.align("R-1", scene.tenant) }
    let made = try jobs()
    #expect(made.map(\.queued) == [1, 1])
    #expect(made.map(\.resource?.status) == [.pending, .pending])
    #expect(made.map(\.resource?.groupARN) == [scene.group, scene.second])
    for job in made {
      let body = try DataDeletionJob.decode(try #require(job.resource).body)
      #expect(body.dataSource?.dataLocation == "s3://bespoke-privacy/R-1")
      #expect(body.jobName?.hasPrefix("forget-R-1-") == true)
    }
    #expect(Set(made.compactMap(\.resource?.name)).count == 2)
  }

  @Test func `jobs that a crash kept from being made are made at the start`() throws {
    try scene.create()
    requests.start()
    #expect(try jobs().map(\.queued) == [1])
    requests.stop()
  }

  @Test func `a request that waits to be verified has no job`() throws {
    try scene.create { $0.requiresVerification = true }
    try requests.align("R-1", scene.tenant)
    #expect(try jobs().allSatisfy { $0.resource == nil })
    _ = try scene.decide(.verify)
    try requests.align("R-1", scene.tenant)
    #expect(try jobs().map(\.queued) == [1])
  }

  @Test func `the job of a request that was cancelled or held ends with nothing erased`() throws {
    try scene.create()
    try requests.align("R-1", scene.tenant)
    _ = try scene.decide(.hold)
    try requests.align("R-1", scene.tenant)
    var job = try #require(try jobs().first)
    #expect(job.queued == 0 && job.resource?.status == .failed)
    #expect(job.resource?.failureReason?.contains("legal hold") == true)
    // Released, the same job goes on.
    _ = try scene.decide(.release)
    try requests.align("R-1", scene.tenant)
    job = try #require(try jobs().first)
    #expect(job.queued == 1 && job.resource?.status == .pending)
    #expect(job.resource?.failureReason == nil)
    _ = try requests.cancel("R-1", tenant: scene.tenant)
    job = try #require(try jobs().first)
    #expect(job.queued == 0 && job.resource?.status == .failed)
    #expect(job.resource?.failureReason?.contains("cancelled") == true)
  }

  @Test func `a job that is at work is not withdrawn, and one that is done is not begun again`()
    throws
  {
    try scene.create(groups: [scene.group, scene.second])
    try requests.align("R-1", scene.tenant)
    let first = try #require(try jobs().first?.resource)
    try scene.store.begin("R-1", tenant: scene.tenant, group: scene.group)
    try scene.store.finish(
      "R-1", tenant: scene.tenant, group: scene.group, result: scene.result())
    try change { database in
      try database.finishJobs(on: first.arn)
      try database.setStatus(of: first.arn, to: .completed, at: scene.clock.now())
    }
    try requests.align("R-1", scene.tenant)
    #expect(try jobs().map(\.queued) == [0, 1])
    #expect(try jobs().map(\.resource?.status) == [.completed, .pending])
  }

  @Test func `a failed job begins again when its request is retried`() throws {
    try scene.create()
    try requests.align("R-1", scene.tenant)
    let job = try #require(try jobs().first?.resource)
    try scene.store.begin("R-1", tenant: scene.tenant, group: scene.group)
    try scene.store.fail(
      "R-1", tenant: scene.tenant, group: scene.group, reason: "The disk is full.")
    try change { database in
      try database.finishJobs(on: job.arn)
      try database.setStatus(
        of: job.arn, to: .failed, failureReason: "The disk is full.", at: scene.clock.now())
    }
    try requests.align("R-1", scene.tenant)
    #expect(try jobs().map(\.queued) == [0])
    _ = try requests.decide(
      DecidePrivacyRequestRequest(requestId: "R-1", decision: .retry), tenant: scene.tenant)
    #expect(try jobs().map(\.queued) == [1])
    #expect(try jobs().map(\.resource?.status) == [.pending])
  }

  @Test func `a request whose groups are gone is done, and says that nothing was there`() throws {
    try scene.create(groups: [scene.group, scene.second])
    try change { database in
      for group in [scene.group, scene.second] {
        if let resource = try database.resource(group) { try database.remove(resource) }
      }
    }
    try requests.align("R-1", scene.tenant)
    #expect(try scene.state() == .completed)
    let certificate = try scene.store.certificate("R-1", tenant: scene.tenant)
    #expect(certificate.groups.map(\.places.count) == [0, 0])
    #expect(scene.pendingFiles == [])
    #expect(try scene.store.audit(tenant: scene.tenant).valid)
  }
}
