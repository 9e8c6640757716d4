import PersonalizeAPI
import Platform
import Store
import Testing

@testable import Workers

/// The schedule on a stopped clock, without a supervisor: `turn` looks at a resource as one does.
@Suite struct ScheduledTrainingTests {
  private static let hour = AutoTraining.hourMilliseconds
  private static let day = TrainingFrequency.dayMilliseconds

  private func turn(_ world: World, _ arn: String = World.solution) throws -> Timestamp? {
    try world.tenant.transaction { database in
      let supervisor = world.supervisor()
      let context = JobContext(
        database: database, tenant: world.tenant, options: supervisor.options,
        now: world.clock.now())
      return try ScheduledTraining(
        context: context, identifiers: supervisor.identifiers, now: world.clock.now()
      ).run(arn)
    }
  }

  private func versions(_ world: World) throws -> [SolutionVersion] {
    try world.tenant.transaction { database in
      try database.list(.solutionVersion, parent: World.solution, limit: 100).map {
        try SolutionVersion.decode($0.body)
      }
    }
  }

  private func importRows(_ world: World, _ name: String) throws {
    try world.tenant.group(named: "shop").publishSegment(
      dataset: "INTERACTIONS", file: "\(name).segment", jobARN: name, rows: 1, replacing: false,
      at: world.clock.now())
  }

  /// Notes that the newest version's training has begun, as the supervisor does.
  private func beginTraining(_ world: World) throws {
    let amount = try DataAmount(of: world.tenant.group(named: "shop"), for: nil)
    try world.tenant.transaction { database in
      let newest = try database.list(
        .solutionVersion, parent: World.solution, newestFirst: true, limit: 1
      ).first
      try amount.attach(to: require(newest), database)
    }
  }

  private func world(automatic: Bool = true) throws -> World {
    let world = try World()
    try world.addGroup()
    try world.addSolution(frequency: automatic ? "rate(2 days)" : nil)
    return world
  }

  @Test func `nothing is trained before its hour, and once in it`() throws {
    let world = try world()
    try importRows(world, "a")
    #expect(try turn(world) == World.moment.adding(milliseconds: Self.hour))
    #expect(try versions(world).isEmpty)
    world.clock.advance(milliseconds: Self.hour)
    #expect(try turn(world) == world.clock.now().adding(milliseconds: 2 * Self.day))
    let made = try versions(world)
    #expect(made.map(\.trainingType) == [.automatic])
    #expect(made.map(\.trainingMode) == [.full])
    #expect(made.first?.recipeArn?.hasSuffix("aws-popularity-count") == true)
    let arn = try #require(made.first?.solutionVersionArn)
    #expect(try world.status(arn) == .createPending)
    #expect(try world.tenant.transaction { try $0.jobs(on: arn) }.map(\.kind) == [.train])
  }

  @Test func `a week with new data every day trains at the rate, one without not at all`() throws {
    let world = try world()
    try importRows(world, "first")
    func pass(hours: Int, doing body: (Int) throws -> Void = { _ in }) throws {
      for hour in 1...hours {
        world.clock.advance(milliseconds: Self.hour)
        try body(hour)
        let before = try versions(world).count
        _ = try turn(world)
        if try versions(world).count > before { try beginTraining(world) }
      }
    }
    try pass(hours: 7 * 24) { hour in
      if hour % 24 == 0 { try importRows(world, "\(hour)") }
    }
    // After 1, 49, 97 and 145 hours.
    #expect(try versions(world).count == 4)
    // Once more for the rows of the seventh day.
    try pass(hours: 7 * 24)
    #expect(try versions(world).count == 5)
    try pass(hours: 7 * 24)
    #expect(try versions(world).count == 5)
  }

  @Test func `streamed events are new data too`() async throws {
    let world = try world()
    try importRows(world, "first")
    world.clock.advance(milliseconds: Self.hour)
    _ = try turn(world)
    try beginTraining(world)
    world.clock.advance(milliseconds: 2 * Self.day)
    _ = try turn(world)
    #expect(try versions(world).count == 1)
    let event = StreamedEvent(
      eventID: "e", userID: "u", sessionID: "s", itemID: "i", eventType: "view",
      timestamp: world.clock.now())
    let group = try world.tenant.group(named: "shop")
    _ = try await withCheckedThrowingContinuation { continuation in
      group.append([event]) { continuation.resume(with: $0) }
    }
    world.clock.advance(milliseconds: 2 * Self.day)
    _ = try turn(world)
    #expect(try versions(world).count == 2)
  }

  @Test func `a manual version in the first hour postpones the automatic one`() throws {
    let world = try world()
    try importRows(world, "a")
    world.clock.advance(milliseconds: Self.hour / 2)
    try world.addVersion()
    let manual = world.clock.now()
    try beginTraining(world)
    world.clock.advance(milliseconds: Self.hour)
    #expect(try turn(world) == manual.adding(milliseconds: 2 * Self.day))
    #expect(try versions(world).count == 1)
  }

  @Test func `without automatic training there is no schedule`() throws {
    let world = try world(automatic: false)
    try importRows(world, "a")
    world.clock.advance(milliseconds: 9 * Self.day)
    #expect(try turn(world) == nil)
    #expect(try versions(world).isEmpty)
  }

  @Test func `a recommender is trained every week, unless it is inactive`() throws {
    let world = try World()
    try world.addGroup()
    try world.addRecommender(status: .active)
    func jobs() throws -> [JobKind] {
      try world.tenant.transaction { try $0.jobs(on: World.recommender) }.map(\.kind)
    }
    world.clock.advance(milliseconds: 7 * Self.day - 1)
    #expect(try turn(world, World.recommender) == world.clock.now().adding(milliseconds: 1))
    #expect(try jobs().isEmpty)
    world.clock.advance(milliseconds: 1)
    let next = try turn(world, World.recommender)
    #expect(next == World.moment.adding(milliseconds: 14 * Self.day))
    #expect(try jobs() == [.train])

    try world.tenant.transaction { database in
      for job in try database.jobs(on: World.recommender) { try database.finishJob(job.id) }
      try database.setStatus(of: World.recommender, to: .inactive, at: World.moment)
    }
    world.clock.advance(milliseconds: 7 * Self.day)
    #expect(
      try turn(world, World.recommender) == World.moment.adding(milliseconds: 21 * Self.day))
    #expect(try jobs().isEmpty)
  }
}
