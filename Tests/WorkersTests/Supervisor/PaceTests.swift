import Platform
import Store
import Testing

@testable import Workers

@Suite(.timeLimit(.minutes(5))) struct PaceTests {
  @Test func `at a realistic pace a group is pending, then in progress, then active`() async throws
  {
    let world = try World()
    try world.addGroup(isNew: true)
    let supervisor = world.supervisor(pace: .realistic)
    supervisor.start()
    defer { supervisor.stopOnThread() }
    // Put off, it is due when its time as a pending resource has passed.
    let due = World.moment.adding(milliseconds: Pace.realistic.pendingMilliseconds)
    try await world.until { try world.tenant.transaction { try $0.nextJobDue() } == due }
    #expect(try world.status(World.group) == .createPending)
    world.clock.advance(milliseconds: Pace.realistic.pendingMilliseconds)
    try await world.until { try world.status(World.group) == .createInProgress }
    world.clock.advance(milliseconds: 60_000)
    try await world.until { try world.status(World.group) == .active }
    #expect(try world.resource(World.group)?.updatedAt == world.clock.now())
  }

  @Test func `at an instant pace nothing waits`() {
    for job in JobKind.allCases {
      #expect(Pace.instant.workMilliseconds(of: job, on: .campaign) == 0)
    }
    #expect(Pace.instant.pendingMilliseconds == 0)
  }
}

@Suite struct TenantRotationTests {
  @Test func `of tenants that wait for a worker none goes before another twice`() throws {
    let (one, two) = try (
      require(TenantKey(account: "111111111111", region: "us-east-1")),
      require(TenantKey(account: "222222222222", region: "us-east-1"))
    )
    var rotation = TenantRotation()
    rotation.add(one)
    rotation.add(two)
    var served: [TenantKey] = []
    // One worker: whoever comes first gets it, the others wait until it is free again.
    for _ in 0..<6 {
      var isFree = true
      while let tenant = rotation.next() {
        if isFree {
          served.append(tenant)
          rotation.add(tenant)
          isFree = false
        } else {
          rotation.block(tenant)
        }
      }
      rotation.unblock()
    }
    #expect(served == [one, two, one, two, one, two])
  }

  private func key(_ number: Int) throws -> TenantKey {
    try require(TenantKey(account: "00000000000\(number)", region: "us-east-1"))
  }

  @Test func `a tenant with many jobs takes turns with the others`() throws {
    var rotation = TenantRotation()
    let (busy, quiet) = (try key(1), try key(2))
    rotation.add(busy)
    rotation.add(quiet)
    var served: [TenantKey] = []
    for _ in 0..<4 {
      guard let next = rotation.next() else { break }
      served.append(next)
      // The busy one always has another job, the quiet one two.
      if next == busy || served.count < 4 { rotation.add(next) }
    }
    #expect(served == [busy, quiet, busy, quiet])
  }

  @Test func `a tenant stands in line once`() throws {
    var rotation = TenantRotation()
    rotation.add(try key(1))
    rotation.add(try key(1))
    #expect(rotation.next() == (try key(1)))
    #expect(rotation.next() == nil)
  }

  @Test func `those who wait come back when it is time, and not before`() throws {
    var rotation = TenantRotation()
    rotation.wait(try key(1), until: Timestamp(seconds: 110))
    #expect(rotation.nextWake == Timestamp(seconds: 110))
    rotation.wake(at: Timestamp(seconds: 109))
    #expect(!rotation.hasTurns)
    rotation.wake(at: Timestamp(seconds: 110))
    #expect(rotation.next() == (try key(1)))
  }

  @Test func `those who need a worker come back when one is free`() throws {
    var rotation = TenantRotation()
    let now = Timestamp(seconds: 100)
    rotation.block(try key(1))
    rotation.wake(at: now)
    #expect(!rotation.hasTurns)
    #expect(rotation.nextWake == nil)
    rotation.unblock()
    #expect(rotation.next() == (try key(1)))
  }
}
