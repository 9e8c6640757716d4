import Foundation
import PersonalizeAPI
import Platform
import Store
import Testing

@testable import Workers

@Suite(.timeLimit(.minutes(5))) struct RecommenderTests {
  /// A world with rows, and a supervisor at work.
  private func begin(relaxed: Bool = true) async throws -> (World, Supervisor) {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor(isRelaxed: relaxed)
    supervisor.start()
    return (world, supervisor)
  }

  private func recommender(_ world: World) throws -> Recommender {
    try Recommender.decode(try require(world.resource(World.recommender)).body)
  }

  private func model(_ world: World) throws -> ModelArtefact? {
    try world.tenant.group(named: "shop").reader().model(of: World.recommender)
  }

  private func update(_ world: World, to config: RecommenderConfig) async throws -> Recommender {
    let now = world.clock.now()
    try world.change(World.recommender, job: .update) { resource in
      var body = try Recommender.decode(resource.body)
      body.latestRecommenderUpdate = RecommenderUpdateSummary(
        recommenderConfig: config, creationDateTime: now, lastUpdatedDateTime: now,
        status: Status.createPending.rawValue)
      resource.body = body.encoded()
    }
    try await world.until {
      let status = try recommender(world).latestRecommenderUpdate?.status
      return status.flatMap(Status.init)?.isTransitional == false
    }
    return try recommender(world)
  }

  @Test func `a recommender is trained, stopped, started and deleted`() async throws {
    let (world, supervisor) = try await begin()
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(world.addImport("all"))?.status == .active)
    try world.addRecommender()
    #expect(try await world.settled(World.recommender)?.status == .active)
    #expect(try recommender(world).modelMetrics?["coverage"] ?? 0 > 0)
    #expect(try FileManager.default.fileExists(atPath: require(model(world)).path))

    try world.change(World.recommender, job: .stop) { $0.status = .stopPending }
    #expect(try await world.settled(World.recommender)?.status == .inactive)
    #expect(try model(world) != nil)
    try world.change(World.recommender, job: .start) { $0.status = .startPending }
    #expect(try await world.settled(World.recommender)?.status == .active)

    try world.delete(World.recommender)
    try await world.until { try world.resource(World.recommender) == nil }
    #expect(world.files("models").isEmpty)
  }

  @Test func `too little data fails a recommender`() async throws {
    let (world, supervisor) = try await begin(relaxed: false)
    defer { supervisor.stopOnThread() }
    try world.addRecommender()
    let failed = try await world.settled(World.recommender)
    #expect(failed?.status == .createFailed)
    #expect(failed?.failureReason?.contains("fewer than 1000 interactions") == true)
  }

  @Test func `an update of other columns trains again, one of the rest does not`() async throws {
    let (world, supervisor) = try await begin()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    try world.addRecommender()
    #expect(try await world.settled(World.recommender)?.status == .active)
    let first = try require(model(world)).path

    var config = RecommenderConfig(minRecommendationRequestsPerSecond: 4)
    var updated = try await update(world, to: config)
    #expect(updated.latestRecommenderUpdate?.status == "ACTIVE")
    #expect(updated.recommenderConfig == config)
    #expect(try require(model(world)).path == first)

    config.trainingDataConfig = TrainingDataConfig(excludedDatasetColumns: ["Items": ["COLOR"]])
    updated = try await update(world, to: config)
    #expect(updated.latestRecommenderUpdate?.status == "ACTIVE")
    #expect(updated.recommenderConfig == config)
    #expect(updated.modelMetrics != nil)
    #expect(try require(model(world)).path != first)
    #expect(world.files("models").count == 1)
    #expect(try world.status(World.recommender) == .active)
  }

  @Test func `a week on the clock brings a new model, and no change of state`() async throws {
    let (world, supervisor) = try await begin()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    try world.addRecommender()
    #expect(try await world.settled(World.recommender)?.status == .active)
    let first = try require(model(world)).path
    world.clock.advance(milliseconds: 7 * TrainingFrequency.dayMilliseconds)
    try await world.until {
      let jobs = try world.tenant.transaction { try $0.jobs(on: World.recommender) }
      return try jobs.isEmpty && require(model(world)).path != first
    }
    #expect(try world.status(World.recommender) == .active)
    #expect(world.files("models").count == 1)
  }

  @Test func `a metric attribution comes to rest after its create and its update`() async throws {
    let world = try World()
    try world.addGroup()
    let arn = World.arn("metric-attribution/m")
    try world.tenant.transaction { database in
      try database.insert(
        Resource(
          kind: .metricAttribution, arn: arn, name: "m", groupARN: World.group,
          status: .createPending, createdAt: World.moment, body: MetricAttribution().encoded()))
      try database.enqueue(.create, on: arn, notBefore: World.moment)
    }
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(arn)?.status == .active)
    try world.change(arn, job: .update) { $0.status = .createPending }
    #expect(try await world.settled(arn)?.status == .active)
  }

  @Test func `a dataset has its new schema when the update is done`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    let schema = World.arn("schema/new")
    try world.change(World.interactions, job: .update) { resource in
      var body = try Dataset.decode(resource.body)
      body.latestDatasetUpdate = DatasetUpdateSummary(
        schemaArn: schema, status: Status.updatePending.rawValue,
        lastUpdatedDateTime: world.clock.now())
      resource.body = body.encoded()
    }
    func dataset() throws -> Dataset {
      try Dataset.decode(try require(world.resource(World.interactions)).body)
    }
    try await world.until { try dataset().latestDatasetUpdate?.status == "ACTIVE" }
    #expect(try dataset().schemaArn == schema)
    let referrers = try world.tenant.transaction { try $0.referrers(to: schema).map(\.arn) }
    #expect(referrers == [World.interactions])
  }
}
