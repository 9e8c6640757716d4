import PersonalizeAPI
import Platform
import Recipes
import Store
import Testing

@testable import Workers

/// Updates of models in use: what calls for one, and what it costs.
@Suite(.timeLimit(.minutes(5))) struct ModelUpdateTests {
  private static let hour = AutoTraining.hourMilliseconds

  private func turn(_ world: World) throws {
    try world.tenant.transaction { database in
      let supervisor = world.supervisor()
      let context = JobContext(
        database: database, tenant: world.tenant, options: supervisor.options,
        now: world.clock.now())
      _ = try ScheduledTraining(
        context: context, identifiers: supervisor.identifiers, now: world.clock.now()
      ).run(World.solution)
    }
  }

  private func jobs(_ world: World) throws -> [JobKind] {
    try world.tenant.transaction { try $0.jobs(on: World.version) }.map(\.kind)
  }

  private func putItem(_ world: World, _ id: String) throws {
    try world.tenant.group(named: "shop").putRecords(
      [(id: id, body: #"{"CATEGORY":"new"}"#)], dataset: "ITEMS", at: world.clock.now())
  }

  /// A version that serves, trained on what there is.
  private func serving(_ world: World, recipe: String) throws {
    let amount = try DataAmount(of: world.tenant.group(named: "shop"), for: nil)
    try world.addVersion(recipe: recipe)
    try world.addCampaign()
    try world.tenant.transaction { database in
      try amount.attach(to: require(database.resource(World.version)), database)
      for arn in [World.version, World.campaign] {
        try database.finishJobs(on: arn)
        try database.setStatus(of: arn, to: .active, at: world.clock.now())
      }
    }
  }

  @Test func `items alone call for an update after two hours, nothing does not`() throws {
    let world = try World()
    try world.addGroup()
    try world.addSolution(recipe: "aws-user-personalization")
    try putItem(world, "old")
    try serving(world, recipe: "aws-user-personalization")
    world.clock.advance(milliseconds: 2 * Self.hour)
    try turn(world)
    #expect(try jobs(world).isEmpty)
    try putItem(world, "new")
    try turn(world)
    #expect(try jobs(world).isEmpty)
    world.clock.advance(milliseconds: 2 * Self.hour)
    try turn(world)
    #expect(try jobs(world) == [.refresh])
  }

  @Test func `an imported file of items calls for an update too`() throws {
    let world = try World()
    try world.addGroup()
    try world.addSolution(recipe: "aws-user-personalization")
    try serving(world, recipe: "aws-user-personalization")
    try world.tenant.group(named: "shop").publishSegment(
      dataset: "ITEMS", file: "items.segment", jobARN: "items", rows: 1, replacing: true,
      at: world.clock.now())
    world.clock.advance(milliseconds: 2 * Self.hour)
    try turn(world)
    #expect(try jobs(world) == [.refresh])
  }

  @Test func `an item put in the same moment as another counts`() throws {
    let world = try World()
    try world.addGroup()
    let group = try world.tenant.group(named: "shop")
    try putItem(world, "one")
    let before = try DataAmount(of: group, for: nil)
    #expect(try !DataAmount(of: group, for: nil).hasItems(since: before))
    try putItem(world, "two")
    #expect(try DataAmount(of: group, for: nil).hasItems(since: before))
    #expect(try !DataAmount(of: group, for: nil).hasInteractions(since: before))
  }

  @Test func `incremental updates come every half hour, for recipes that have them`() throws {
    let semantic = try #require(RecipeCatalogue.recipe(named: "aws-semantic-similarity"))
    let sims = try #require(RecipeCatalogue.recipe(named: "aws-sims"))
    let rhythm = try #require(UpdateRhythm(semantic, isIncremental: true))
    #expect(
      rhythm.due(after: nil, creation: World.moment)
        == World.moment.adding(milliseconds: Self.hour / 2))
    #expect(UpdateRhythm(semantic, isIncremental: false) == nil)
    #expect(UpdateRhythm(sims, isIncremental: true) == nil)
  }

  @Test func `updates keep the fitted weights, the metrics and the searched parameters`()
    async throws
  {
    let world = try World()
    try world.addInteractions(rows: 1200)
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    try world.addSolution(recipe: "aws-user-personalization")
    let config = SolutionConfig(
      hpoConfig: HPOConfig(
        hpoResourceConfig: HPOResourceConfig(maxNumberOfTrainingJobs: "2"),
        algorithmHyperParameterRanges: HyperParameterRanges(
          integerHyperParameterRanges: [
            IntegerHyperParameterRange(name: "hidden_dimension", minValue: 32, maxValue: 64)
          ])))
    let full = try world.addVersion(
      recipe: "aws-user-personalization", optimises: true, config: config)
    #expect(try await world.settled(full)?.status == .active)
    let update = try world.addVersion(
      "ffffffff", recipe: "aws-user-personalization", mode: .update, optimises: true,
      config: config)
    #expect(try await world.settled(update)?.status == .active)
    func body(_ arn: String) throws -> SolutionVersion {
      try SolutionVersion.decode(require(world.resource(arn)).body)
    }
    #expect(try body(full).tunedHPOParams != nil)
    #expect(try body(update).tunedHPOParams == body(full).tunedHPOParams)
    let (search, metrics) = try world.tenant.transaction { database in
      try (
        ModelSearch.stored(of: update, database),
        [full, update].map { try database.attachment(.metrics, of: $0) }
      )
    }
    #expect(search == nil)
    #expect(metrics[0] != nil)
    #expect(metrics[0] == metrics[1])
  }

  @Test func `columns that came later are kept from solutions that were there`() throws {
    let world = try World()
    try world.addGroup()
    func schema(_ fields: String) -> String {
      #"{"type":"record","name":"Items","namespace":"x","version":"1.0","fields":["#
        + #"{"name":"ITEM_ID","type":"string"},"# + fields + "]}"
    }
    let genre = #"{"name":"GENRE","type":["null","string"],"categorical":true}"#
    let brand = #"{"name":"BRAND","type":["null","string"],"categorical":true}"#
    try world.addDataset(World.items, schema: schema(genre))
    try world.addSolution()
    let wider = World.arn("schema/wider")
    try world.tenant.transaction { database in
      try database.insert(
        Resource(
          kind: .schema, arn: wider, name: "wider", status: .active, createdAt: World.moment,
          body: DatasetSchema(schemaArn: wider, schema: schema(genre + "," + brand)).encoded()))
      var dataset = try require(database.resource(World.items))
      var body = try Dataset.decode(dataset.body)
      body.latestDatasetUpdate = DatasetUpdateSummary(
        schemaArn: wider, status: Status.updateInProgress.rawValue)
      dataset.body = body.encoded()
      let options = world.supervisor().options
      let context = JobContext(
        database: database, tenant: world.tenant, options: options, now: world.clock.now())
      try ShortWork(context: context, now: World.moment).update(dataset)
    }
    try world.addSolution(arn: World.arn("solution/younger"))
    let old = try world.addVersion()
    let young = try world.addVersion(of: World.arn("solution/younger"))
    func columns(_ arn: String) throws -> [String] {
      try world.tenant.transaction { database in
        let options = world.supervisor().options
        let context = JobContext(
          database: database, tenant: world.tenant, options: options, now: world.clock.now())
        let version = try require(database.resource(arn))
        let task = try TrainingTask(TrainingOrder(version), of: version, in: context)
        return try TrainingColumns(task).metadata(of: .items).map(\.name)
      }
    }
    #expect(try columns(old) == ["GENRE"])
    #expect(try columns(young) == ["GENRE", "BRAND"])
  }
}
