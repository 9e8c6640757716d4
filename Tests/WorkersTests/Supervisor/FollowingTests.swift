import Foundation
import PersonalizeAPI
import Platform
import Store
import Testing

@testable import Workers

/// What happens without anybody asking for it: automatic training, campaigns that follow.
@Suite(.timeLimit(.minutes(5))) struct FollowingTests {
  private func campaign(_ world: World) throws -> Campaign {
    try Campaign.decode(try require(world.resource(World.campaign)).body)
  }

  @Test func `a clock that is moved an hour brings a version and moves the campaign on to it`()
    async throws
  {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    try world.addSolution(frequency: "rate(7 days)")
    let first = try world.addVersion()
    #expect(try await world.settled(first)?.status == .active)
    try world.addCampaign(follows: true)
    #expect(try await world.settled(World.campaign)?.status == .active)

    world.clock.advance(milliseconds: 60_000)
    _ = try await world.settled(world.addImport("more", mode: .incremental))
    world.clock.advance(milliseconds: 7 * TrainingFrequency.dayMilliseconds)
    try await world.until { try campaign(world).solutionVersionArn != first }
    let second = try #require(try campaign(world).solutionVersionArn)
    #expect(try world.status(second) == .active)
    let version = try SolutionVersion.decode(try require(world.resource(second)).body)
    #expect(version.trainingType == .automatic)
    #expect(try campaign(world).latestCampaignUpdate?.status == "ACTIVE")
    #expect(try campaign(world).latestCampaignUpdate?.solutionVersionArn == second)
    let referrers = try world.tenant.transaction { try $0.referrers(to: second).map(\.arn) }
    #expect(referrers == [World.campaign])
  }

  @Test func `a campaign that does not follow stays with its version`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    try world.addSolution()
    let first = try world.addVersion()
    _ = try await world.settled(first)
    try world.addCampaign()
    _ = try await world.settled(World.campaign)
    _ = try await world.settled(world.addVersion("ffffffff"))
    #expect(try campaign(world).solutionVersionArn == first)
    #expect(try campaign(world).latestCampaignUpdate == nil)
  }

  @Test func `a campaign that moves to another solution becomes that one's`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    try world.addSolution()
    _ = try await world.settled(world.addVersion())
    try world.addCampaign()
    _ = try await world.settled(World.campaign)
    let other = try world.addVersion("11111111", of: World.arn("solution/other"))
    _ = try await world.settled(other)
    try world.updateCampaign(to: other)
    try await world.until { try campaign(world).latestCampaignUpdate?.status == "ACTIVE" }
    #expect(try world.resource(World.campaign)?.parentARN == World.arn("solution/other"))
  }

  @Test func `a version that carries another on has its metrics`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    try world.addSolution()
    let full = try world.addVersion()
    #expect(try await world.settled(full)?.status == .active)
    let update = try world.addVersion("ffffffff", mode: .update)
    #expect(try await world.settled(update)?.status == .active)
    let metrics = try world.tenant.transaction { database in
      try [full, update].map { try database.attachment(.metrics, of: $0) }
    }
    #expect(metrics[0] != nil)
    #expect(metrics[0] == metrics[1])
    #expect(world.files("models").count == 2)
  }

  @Test func `another frequency begins the schedule anew, the same does not`() async throws {
    let world = try World()
    try world.addGroup()
    try world.addSolution(frequency: "rate(7 days)")
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    func update(to frequency: String) async throws -> ScheduleMark {
      try world.change(World.solution, job: .update) { resource in
        var body = try Solution.decode(resource.body)
        body.latestSolutionUpdate = SolutionUpdateSummary(
          solutionUpdateConfig: SolutionUpdateConfig(
            autoTrainingConfig: AutoTrainingConfig(schedulingExpression: frequency)),
          status: Status.createPending.rawValue, lastUpdatedDateTime: world.clock.now())
        resource.body = body.encoded()
      }
      try await world.until {
        let body = try Solution.decode(try require(world.resource(World.solution)).body)
        return body.latestSolutionUpdate?.status == "ACTIVE"
      }
      return try world.tenant.transaction { try ScheduleMark(of: World.solution, $0) }
    }
    world.clock.advance(milliseconds: 1000)
    #expect(try await update(to: "rate(7 days)").beginning == nil)
    #expect(
      try await update(to: "rate(2 days)").beginning == world.clock.now().milliseconds)
    let body = try Solution.decode(try require(world.resource(World.solution)).body)
    #expect(body.solutionConfig?.autoTrainingConfig?.schedulingExpression == "rate(2 days)")
  }
}
