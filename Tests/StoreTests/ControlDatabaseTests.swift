import Platform
import Store
import Synchronization
import Testing

@Suite struct ControlDatabaseTests {
  let temporary: TemporaryStore
  let tenant: TenantStore

  init() throws {
    temporary = try TemporaryStore()
    tenant = try temporary.tenant()
  }

  @Test func `a resource comes back as it was stored`() throws {
    var resource = Resource.make("shop")
    try tenant.transaction { try $0.insert(resource) }
    let stored = try tenant.transaction { try $0.resource(resource.arn) }
    resource.sequence = 1
    #expect(stored == resource)
  }

  @Test func `a second resource with the same ARN is refused`() throws {
    try tenant.transaction { try $0.insert(.make("shop", status: .deletePending)) }
    #expect(throws: StoreError.self) {
      try tenant.transaction { try $0.insert(.make("shop")) }
    }
  }

  @Test func `lists page in order of creation, either way`() throws {
    try tenant.transaction { database in
      for index in 0..<5 { try database.insert(.make("s\(index)", parent: "group")) }
      try database.insert(.make("other", parent: "elsewhere"))
    }
    try tenant.transaction { database in
      let first = try database.list(.solution, parent: "group", limit: 2)
      #expect(first.map(\.name) == ["s0", "s1"])
      let next = try database.list(
        .solution, parent: "group", after: first.last?.sequence, limit: 9)
      #expect(next.map(\.name) == ["s2", "s3", "s4"])
      let newest = try database.list(.solution, newestFirst: true, limit: 2)
      #expect(newest.map(\.name) == ["other", "s4"])
    }
  }

  @Test func `removing a resource takes its tags, references and jobs along`() throws {
    let solution = Resource.make("s")
    try tenant.transaction { database in
      try database.insert(solution, references: ["target"])
      try database.setTag(of: solution.arn, key: "team", value: "a")
      try database.enqueue(.create, on: solution.arn, notBefore: Timestamp(seconds: 0))
      #expect(try database.referrers(to: "target").map(\.name) == ["s"])
      try database.remove(solution)
      #expect(try database.referrers(to: "target").isEmpty)
      #expect(try database.tags(of: solution.arn).isEmpty)
      #expect(try database.nextJobDue() == nil)
    }
  }

  @Test func `what a failed request did is undone and not told`() throws {
    struct Refused: Error {}
    let told = Mutex<[String]>([])
    temporary.store.changes.subscribe { changes in
      told.withLock { told in
        for case .resource(_, let arn) in changes.map(\.subject) { told.append(arn) }
      }
    }
    let kept = Resource.make("kept")
    let refused = Resource.make("refused")
    try tenant.transaction { database in
      try database.insert(kept)
      #expect(throws: Refused.self) {
        try database.atomically {
          try database.insert(refused)
          throw Refused()
        }
      }
    }
    #expect(told.withLock { $0 } == [kept.arn])
    #expect(try tenant.transaction { try $0.resource(refused.arn) } == nil)
  }

  @Test func `jobs are claimed when due, oldest first, once`() throws {
    let solution = Resource.make("s")
    let now = Timestamp(seconds: 100)
    try tenant.transaction { database in
      try database.insert(solution)
      try database.enqueue(.train, on: solution.arn, notBefore: Timestamp(seconds: 50))
      try database.enqueue(.create, on: solution.arn, notBefore: Timestamp(seconds: 40))
      try database.enqueue(.create, on: solution.arn, notBefore: Timestamp(seconds: 101))
      let first = try database.claimJob(of: JobKind.allCases, at: now)
      #expect(first?.kind == .create)
      #expect(first?.attempts == 0)
      #expect(try database.claimJob(of: [.create], at: now) == nil)
      #expect(try database.claimJob(of: [.train], at: now)?.kind == .train)
      try database.requeueInterruptedJobs()
      #expect(try database.claimJob(of: JobKind.allCases, at: now)?.attempts == 0)
    }
  }

  @Test func `tenants do not see each other`() throws {
    let other = try temporary.tenant(account: "999988887777")
    try tenant.transaction { try $0.insert(.make("mine")) }
    #expect(try other.transaction { try $0.list(.solution, limit: 10) }.isEmpty)
    #expect(TenantKey(account: "../../etc", region: "eu-west-1") == nil)
    #expect(TenantKey(account: "111122223333", region: "../x") == nil)
  }
}
