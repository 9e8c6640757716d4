import Foundation
import JSON
import PersonalizeAPI
import Platform
import Store
import Testing

@testable import Workers

/// Searches with real jobs and, where it matters, real workers.
@Suite(.timeLimit(.minutes(5))) struct SearchJobTests {
  /// Users walk along a ring that is so long that hardly any two items meet three times, which is
  /// what `aws-sims` asks for by default.
  private static func sparse() -> String {
    var text = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\n"
    for user in 0..<150 {
      for step in 0..<8 {
        text += "u\(user),i\((user * 149 + step) % 600),view,1,\(1000 + step)\n"
      }
    }
    return text
  }

  private func world(_ csv: String = sparse(), recipe: String = "aws-sims") throws -> World {
    let world = try World()
    try world.addGroup()
    try world.addDataset(World.interactions, schema: ImportFixture.interactions)
    try world.put(csv, at: "rows.csv")
    try world.addSolution(recipe: recipe)
    return world
  }

  private func config(trials: Int, parallel: Int = 2) -> SolutionConfig {
    SolutionConfig(
      hpoConfig: HPOConfig(
        hpoResourceConfig: HPOResourceConfig(
          maxNumberOfTrainingJobs: "\(trials)", maxParallelTrainingJobs: "\(parallel)")))
  }

  private func search(_ world: World, _ version: String) throws -> ModelSearch {
    try require(world.tenant.transaction { try ModelSearch.stored(of: version, $0) })
  }

  private func body(_ world: World, _ version: String) throws -> SolutionVersion {
    try SolutionVersion.decode(require(world.resource(version)).body)
  }

  @Test func `eight trials find better parameters than the defaults`() async throws {
    let world = try world()
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    let version = try world.addVersion(
      recipe: "aws-sims", optimises: true, config: config(trials: 8))
    let trained = try await world.settled(version)
    #expect(trained?.status == .active)
    #expect(trained?.failureReason == nil)

    let search = try search(world, version)
    #expect(search.trials.count == 8)
    #expect(search.trials.allSatisfy { $0.value != nil })
    let best = try #require(search.best)
    #expect(try #require(best.value) > #require(search.trials[0].value) + 0.05)
    let tuned = try #require(try body(world, version).tunedHPOParams?.algorithmHyperParameters)
    #expect(tuned == best.parameters)
    #expect(try #require(tuned["min_cointeraction_count"].flatMap { Int($0) }) < 3)
    // Its reported metrics are those of the tuned parameters on the test split.
    let plain = try world.addVersion("11111111", recipe: "aws-sims")
    _ = try await world.settled(plain)
    func gain(_ version: String) throws -> Double {
      let stored = try world.tenant.transaction { try $0.attachment(.metrics, of: version) }
      return try JSONValue(parsing: stored ?? [])[search.objective.metric]?.numberValue ?? -1
    }
    #expect(try gain(version) > gain(plain))
    #expect(try world.tenant.transaction { try $0.jobs(on: version) }.isEmpty)
  }

  @Test func `a choice among recipes names the best in version and solution`() async throws {
    let world = try world(World.csv(rows: 1200), recipe: "aws-user-personalization")
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    let version = try world.addVersion(recipe: "aws-user-personalization", chooses: true)
    #expect(try await world.settled(version)?.status == .active)
    let search = try search(world, version)
    // The group has no items, which aws-hrnn-coldstart needs.
    #expect(
      search.trials.map(\.recipe) == [
        "aws-user-personalization", "aws-hrnn", "aws-hrnn-metadata",
      ])
    let best = try #require(search.best?.recipe)
    #expect(try body(world, version).recipeArn?.hasSuffix("/" + best) == true)
    #expect(try body(world, version).tunedHPOParams == nil)
    let solution = try Solution.decode(require(world.resource(World.solution)).body)
    #expect(solution.recipeArn?.hasSuffix("/" + best) == true)
  }

  @Test func `a search whose data are too few fails with the reason`() async throws {
    let world = try world(World.csv(rows: 1200))
    let supervisor = world.supervisor(isRelaxed: false)
    supervisor.start()
    defer { supervisor.stopOnThread() }
    _ = try await world.settled(world.addImport("all"))
    let version = try world.addVersion(
      recipe: "aws-sims", eventType: "buy", optimises: true, config: config(trials: 4))
    let failed = try await world.settled(version)
    #expect(failed?.status == .createFailed)
    #expect(failed?.failureReason?.contains("fewer than 1000 interactions") == true)
    #expect(try world.tenant.transaction { try $0.jobs(on: version) }.isEmpty)
  }

  @Test func `a search that is to be stopped stops with all its trials`() async throws {
    let world = try world()
    try world.addImport("all")
    let first = world.supervisor()
    first.start()
    _ = try await world.settled(World.arn("dataset-import-job/all"))
    await first.stopped()
    let supervisor = world.supervisor(worker: try world.script("read task; read never"))
    supervisor.start()
    defer { supervisor.stopOnThread() }
    let version = try world.addVersion(
      recipe: "aws-sims", optimises: true, config: config(trials: 6))
    try await world.until {
      try world.tenant.transaction { try ModelSearch.stored(of: version, $0) } != nil
    }
    try world.tenant.transaction { database in
      try database.setStatus(of: version, to: .createStopping, at: World.moment)
    }
    #expect(try await world.settled(version)?.status == .createStopped)
    #expect(try world.tenant.transaction { try $0.jobs(on: version) }.isEmpty)
  }

  @Test func `a search that waits for a worker is stopped without one`() async throws {
    let world = try world()
    let first = world.supervisor()
    first.start()
    _ = try await world.settled(world.addImport("all"))
    await first.stopped()
    let supervisor = world.supervisor(
      worker: try world.script("read task; read never"), workers: 1)
    supervisor.start()
    defer { supervisor.stopOnThread() }
    let blocking = try world.addVersion("11111111", recipe: "aws-sims")
    try await world.until { try world.status(blocking) == .createInProgress }
    let version = try world.addVersion(
      recipe: "aws-sims", optimises: true, config: config(trials: 6))
    // Only when it is known to wait.
    await withCheckedContinuation { done in supervisor.queue.async { done.resume() } }
    try world.tenant.transaction { database in
      try database.setStatus(of: version, to: .createStopping, at: World.moment)
    }
    #expect(try await world.settled(version)?.status == .createStopped)
    #expect(try world.tenant.transaction { try $0.jobs(on: version) }.isEmpty)
    #expect(try world.status(blocking) == .createInProgress)
  }

  @Test func `a search goes on after killed workers and after a killed server`() async throws {
    let world = try world()
    let importing = world.supervisor()
    importing.start()
    _ = try await world.settled(world.addImport("all"))
    await importing.stopped()

    // Claimed and begun, as after kill -9 of the server with trials under way.
    let version = try world.addVersion(
      recipe: "aws-sims", optimises: true, config: config(trials: 4))
    let waiting = world.supervisor(worker: try world.script("read task; read never"))
    waiting.start()
    try await world.until {
      try world.tenant.transaction { try ModelSearch.stored(of: version, $0) } != nil
    }
    await waiting.stopped()
    #expect(try world.status(version) == .createInProgress)
    let mortal = try world.script(
      """
      if [ ! -e \(world.directory)/died ]; then touch \(world.directory)/died; kill -9 $$; fi
      exec \(Supervisor.workerBesideExecutable())
      """)
    let second = world.supervisor(worker: mortal)
    second.start()
    defer { second.stopOnThread() }
    let trained = try await world.settled(version)
    #expect(trained?.status == .active, "\(trained?.failureReason ?? "")")
    #expect(FileManager.default.fileExists(atPath: world.directory + "/died"))
    let search = try search(world, version)
    #expect(search.trials.count == 4)
    #expect(search.trials.allSatisfy { $0.value != nil })
  }
}
