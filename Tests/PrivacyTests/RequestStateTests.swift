import PersonalizeAPI
import Platform
import Store
import Testing

@testable import Privacy

@Suite struct RequestStateTests {
  let scene: PrivacyScene

  init() throws {
    scene = try PrivacyScene()
  }

  /// Everything that can be asked of a request.
  private enum Step: String, CaseIterable {
    case verify, hold, release, deny, retry, cancel, begin, finish, fail
  }

  /// Makes a request that is in a state.
  private func make(_ state: PrivacyRequestState) throws {
    try scene.create {
      $0.requiresVerification = state == .received
      $0.legalHold = state == .verified
    }
    switch state {
    case .received, .verified, .pending: break
    case .inProgress: try scene.store.begin("R-1", tenant: scene.tenant, group: scene.group)
    case .completed: try scene.complete()
    case .failed: try take(.fail)
    case .cancelled: try take(.cancel)
    case .denied: try take(.deny)
    }
    #expect(try scene.state() == state)
  }

  private func take(_ step: Step) throws {
    let store = scene.store
    switch step {
    case .verify: _ = try scene.decide(.verify)
    case .hold: _ = try scene.decide(.hold)
    case .release: _ = try scene.decide(.release)
    case .deny: _ = try scene.decide(.deny)
    case .retry: _ = try scene.decide(.retry)
    case .cancel: _ = try store.cancel("R-1", tenant: scene.tenant)
    case .begin: try store.begin("R-1", tenant: scene.tenant, group: scene.group)
    case .finish:
      try store.finish("R-1", tenant: scene.tenant, group: scene.group, result: scene.result())
    case .fail:
      try store.fail("R-1", tenant: scene.tenant, group: scene.group, reason: "a place is left")
    }
  }

  /// Where a step leads; what is not named is refused.
  private static let table: [PrivacyRequestState: [Step: PrivacyRequestState]] = [
    .received: [.verify: .pending, .hold: .received, .deny: .denied, .cancel: .cancelled],
    .verified: [
      .hold: .verified, .release: .pending, .deny: .denied, .cancel: .cancelled,
    ],
    .pending: [
      .hold: .verified, .deny: .denied, .cancel: .cancelled, .begin: .inProgress,
      .finish: .completed, .fail: .failed,
    ],
    .inProgress: [.begin: .inProgress, .finish: .completed, .fail: .failed],
    .completed: [.finish: .completed, .fail: .completed],
    .failed: [.retry: .pending, .fail: .failed],
    .cancelled: [.cancel: .cancelled, .fail: .cancelled],
    .denied: [.deny: .denied, .fail: .denied],
  ]

  @Test(arguments: PrivacyRequestState.allCases)
  func `each step leads from a state where the table says, or is refused`(
    state: PrivacyRequestState
  ) throws {
    for step in Step.allCases {
      let one = try RequestStateTests()
      try one.make(state)
      let expected = Self.table[state]?[step]
      let refusal = one.scene.kind { try one.take(step) }
      #expect(refusal == (expected == nil ? .resourceInUse : nil), "\(step) from \(state)")
      #expect(try one.scene.state() == expected ?? state, "\(step) from \(state)")
      let after = try one.scene.state()
      let isErasing = one.scene.standing() == .erasing(.drop)
      #expect(isErasing == after.isBlocking, "\(step) from \(state)")
      #expect(one.scene.pendingFiles.isEmpty == after.isFinal, "\(step) from \(state)")
      let audit = try one.scene.store.audit(tenant: one.scene.tenant)
      #expect(audit.valid, "\(step) from \(state): \(audit.problems)")
    }
  }

  @Test func `verification under a hold waits for its release`() throws {
    try scene.create {
      $0.requiresVerification = true
      $0.legalHold = true
    }
    #expect(try scene.decide(.verify).state == .verified)
    #expect(scene.standing() == .free)
    let released = try scene.decide(.release)
    #expect(released.state == .pending && !released.legalHold)
    #expect(scene.standing() == .erasing(.drop))
  }

  @Test func `a retried request can neither be cancelled nor held, as it may have erased`() throws {
    try make(.inProgress)
    try take(.fail)
    try take(.retry)
    #expect(try scene.state() == .pending)
    for step in [Step.cancel, .deny, .hold] {
      #expect(scene.kind { try take(step) } == .resourceInUse)
    }
    #expect(scene.standing() == .erasing(.drop))
    try take(.begin)
    try take(.finish)
    #expect(try scene.state() == .completed)
  }

  @Test func `a request has failed when all its groups are settled and one failed`() throws {
    try scene.create(groups: [scene.group, scene.second])
    try scene.store.begin("R-1", tenant: scene.tenant, group: scene.group)
    try scene.store.fail(
      "R-1", tenant: scene.tenant, group: scene.group, reason: "sessions are left")
    #expect(try scene.state() == .inProgress)
    try scene.complete(groups: [scene.second])
    let failed = try scene.store.request("R-1", tenant: scene.tenant)
    #expect(failed.state == .failed)
    #expect(failed.failureReason?.contains("sessions are left") == true)
    let retried = try scene.decide(.retry)
    #expect(retried.progress.map(\.status) == ["PENDING", "COMPLETED"])
    try scene.complete(groups: [scene.group])
    #expect(try scene.state() == .completed)
    #expect(
      try scene.store.certificate("R-1", tenant: scene.tenant).groups.map(\.datasetGroupArn)
        == [scene.group, scene.second])
  }

  @Test func `what is reported twice counts once`() throws {
    try scene.create()
    try scene.store.begin("R-1", tenant: scene.tenant, group: scene.group)
    try scene.store.begin("R-1", tenant: scene.tenant, group: scene.group)
    let first = try scene.store.finish(
      "R-1", tenant: scene.tenant, group: scene.group, result: scene.result())
    let certificate = try scene.store.certificate("R-1", tenant: scene.tenant)
    scene.clock.advance(milliseconds: 5000)
    let second = try scene.store.finish(
      "R-1", tenant: scene.tenant, group: scene.group, result: scene.result(before: 0))
    #expect(first == second)
    #expect(try scene.store.certificate("R-1", tenant: scene.tenant) == certificate)
  }

  @Test func `a job of CreateDataDeletionJob learns its people when it begins`() throws {
    let job = Resource(
      kind: .dataDeletionJob,
      arn: "arn:aws:personalize:eu-west-1:111122223333:data-deletion-job/spring",
      name: "spring", groupARN: scene.group, status: .pending, createdAt: PrivacyScene.start,
      body: DataDeletionJob(roleArn: "arn:role").encoded())
    let id = try scene.store.requestID(ofDataDeletionJob: job, tenant: scene.tenant)
    #expect(id == "data-deletion-job/spring")
    #expect(try scene.store.requestID(ofDataDeletionJob: job, tenant: scene.tenant) == id)
    let request = try scene.store.request(id, tenant: scene.tenant)
    #expect(request.state == .pending && request.ticket == "spring" && request.subjectCount == 0)
    #expect(request.requestedBy == "arn:role")
    try scene.store.begin(
      id, tenant: scene.tenant, group: scene.group, subjects: ["anna-4711", "otto", "otto"])
    #expect(scene.standing() == .erasing(.drop))
    #expect(scene.standing(in: scene.second) == .free)
    try scene.reopen()
    #expect(try scene.store.pendingSubjects(id, tenant: scene.tenant) == ["anna-4711", "otto"])
    try scene.complete(id)
    #expect(scene.standing() == .erased(at: scene.clock.now()))
    let audit = try scene.store.audit(tenant: scene.tenant)
    #expect(audit.valid, "\(audit.problems)")
    // The group was deleted and made again, and so was the job.
    let again = Resource(
      kind: .dataDeletionJob, arn: job.arn, name: "spring", groupARN: scene.group,
      status: .pending, createdAt: PrivacyScene.start.adding(milliseconds: 1), body: job.body)
    #expect(
      try scene.store.requestID(ofDataDeletionJob: again, tenant: scene.tenant)
        == "data-deletion-job/spring/2")
    #expect(
      scene.kind { try scene.create(id: "data-deletion-job/spring") } == .invalidInput)
  }
}
