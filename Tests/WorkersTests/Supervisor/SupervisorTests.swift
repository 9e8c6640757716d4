import Foundation
import JSON
import PersonalizeAPI
import Platform
import Store
import Testing

@testable import Workers

@Suite(.timeLimit(.minutes(5))) struct SupervisorTests {
  @Test func `a chain of jobs comes from an empty group to a campaign`() async throws {
    let world = try World()
    try world.addGroup(isNew: true)
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(World.group)?.status == .active)

    try world.addDataset(World.interactions, schema: ImportFixture.interactions)
    try world.put(World.csv(rows: 1200), at: "rows.csv")
    let job = try world.addImport("first")
    let imported = try await world.settled(job)
    #expect(imported?.status == .active)
    #expect(imported?.failureReason == nil)
    #expect(try world.rows() == 1200)

    try world.addSolution()
    let version = try world.addVersion()
    let trained = try #require(try await world.settled(version))
    #expect(trained.status == .active)
    #expect(try SolutionVersion.decode(trained.body).trainingHours ?? 0 > 0)
    let metrics = try world.tenant.transaction { try $0.attachment(.metrics, of: version) }
    #expect(try JSONValue(parsing: metrics ?? [])["coverage"]?.numberValue ?? 0 > 0)

    try world.addCampaign()
    #expect(try await world.settled(World.campaign)?.status == .active)
    #expect(world.files("models").count == 1)
    #expect(try world.tenant.transaction { try $0.nextJobDue() } == nil)
  }

  @Test func `a failed import says why and leaves the old rows`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(world.addImport("good"))?.status == .active)
    try world.put(World.csv(rows: 500) + "u,i,view,x,9\n", at: "bad.csv")
    let failed = try await world.settled(world.addImport("bad", key: "bad.csv"))
    #expect(failed?.status == .createFailed)
    #expect(failed?.failureReason?.contains("line 502, column EVENT_VALUE") == true)
    #expect(try world.rows() == 400)
    #expect(world.files("segments").count == 1)
  }

  @Test func `imports of one dataset follow each other, whole or added`() async throws {
    let world = try World()
    try world.addInteractions(rows: 300)
    let jobs = try [
      world.addImport("full"), world.addImport("more", mode: .incremental),
      world.addImport("again"), world.addImport("evenmore", mode: .incremental),
    ]
    let supervisor = world.supervisor(workers: 4)
    supervisor.start()
    defer { supervisor.stopOnThread() }
    for job in jobs { #expect(try await world.settled(job)?.status == .active) }
    #expect(try world.rows() == 600)
    #expect(world.files("segments").count == 2)
  }

  @Test func `an increment needs something to add to`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    let job = try await world.settled(world.addImport("more", mode: .incremental))
    #expect(job?.status == .createFailed)
    #expect(job?.failureReason?.contains("FULL") == true)
  }

  @Test func `too little data fails a training with the service's words`() async throws {
    let world = try World()
    try world.addInteractions(rows: 1000)
    let supervisor = world.supervisor(isRelaxed: false)
    supervisor.start()
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(world.addImport("all"))?.status == .active)
    try world.addSolution()
    let version = try await world.settled(world.addVersion(eventType: "buy"))
    #expect(version?.status == .createFailed)
    #expect(
      version?.failureReason
        == "Dataset has fewer than 1000 interactions after filtering by event type: buy")
    #expect(world.files("models").isEmpty)
  }

  @Test func `a campaign moves to another version when its update is done`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    try world.addSolution()
    _ = try await world.settled(world.addVersion())
    let second = try world.addVersion("ffffffff")
    _ = try await world.settled(second)
    try world.addCampaign()
    _ = try await world.settled(World.campaign)

    try world.updateCampaign(to: second)
    func campaign() throws -> Campaign {
      try Campaign.decode(try require(world.resource(World.campaign)).body)
    }
    try await world.until { try campaign().latestCampaignUpdate?.status == "ACTIVE" }
    #expect(try campaign().solutionVersionArn == second)
    #expect(try campaign().minProvisionedTPS == 3)
    let referrers = try world.tenant.transaction { try $0.referrers(to: second).map(\.arn) }
    #expect(referrers == [World.campaign])

    try world.updateCampaign(to: World.solution + "/00000000")
    try await world.until { try campaign().latestCampaignUpdate?.status == "CREATE FAILED" }
    #expect(try campaign().latestCampaignUpdate?.failureReason?.contains("missing") == true)
    #expect(try campaign().solutionVersionArn == second)
    #expect(try world.status(World.campaign) == .active)
  }

  @Test func `deletes take rows, files and dependents along`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    let job = try world.addImport("all")
    _ = try await world.settled(job)
    try world.addSolution()
    let version = try world.addVersion()
    _ = try await world.settled(version)

    try world.delete(World.solution)
    try await world.until { try world.resource(World.solution) == nil }
    #expect(try world.resource(version) == nil)
    #expect(world.files("models").isEmpty)

    try world.delete(World.interactions)
    try await world.until { try world.resource(World.interactions) == nil }
    #expect(try world.resource(job) == nil)
    #expect(world.files("segments").isEmpty)

    try world.delete(World.group)
    try await world.until { try world.resource(World.group) == nil }
    #expect(!FileManager.default.fileExists(atPath: world.tenant.directory + "/groups/shop"))
  }
}
