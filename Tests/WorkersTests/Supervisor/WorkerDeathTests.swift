import Foundation
import ObjectStore
import Platform
import Store
import Testing

@testable import Workers

@Suite(.timeLimit(.minutes(5))) struct WorkerDeathTests {
  /// Dies as if killed, the first time; then it is the real worker.
  private func mortal(_ world: World) throws -> String {
    try world.script(
      """
      if [ ! -e \(world.directory)/died ]; then touch \(world.directory)/died; kill -9 $$; fi
      exec \(Supervisor.workerBesideExecutable())
      """)
  }

  @Test func `a job whose worker is killed is tried once more`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor(worker: try mortal(world))
    supervisor.start()
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(world.addImport("all"))?.status == .active)
    #expect(try world.rows() == 400)
    #expect(FileManager.default.fileExists(atPath: world.directory + "/died"))
  }

  @Test func `a job whose worker dies twice fails`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor(worker: try world.script("kill -9 $$"))
    supervisor.start()
    defer { supervisor.stopOnThread() }
    let job = try await world.settled(world.addImport("all"))
    #expect(job?.status == .createFailed)
    #expect(job?.failureReason?.contains("signal 9") == true)
    #expect(try world.rows() == 0)
  }

  @Test func `a worker that is not there fails the job`() async throws {
    let world = try World()
    try world.addInteractions()
    let supervisor = world.supervisor(worker: world.directory + "/none")
    supervisor.start()
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(world.addImport("all"))?.status == .createFailed)
  }

  @Test func `a training that is to be stopped is stopped`() async throws {
    let world = try World()
    try world.addInteractions()
    try world.addSolution()
    let supervisor = world.supervisor(worker: try world.script("read task; read never"))
    supervisor.start()
    defer { supervisor.stopOnThread() }
    let version = try world.addVersion()
    try await world.until { try world.status(version) == .createInProgress }
    try world.tenant.transaction { database in
      try database.setStatus(of: version, to: .createStopping, at: World.moment)
    }
    #expect(try await world.settled(version)?.status == .createStopped)
    #expect(try world.tenant.transaction { try $0.jobs(on: version) }.isEmpty)
  }

  @Test func `a supervisor that stops puts its jobs back, and the next one does them`()
    async throws
  {
    let world = try World()
    try world.addInteractions()
    let first = world.supervisor(worker: try world.script("read task; read never"))
    first.start()
    let job = try world.addImport("all")
    try await world.until { try world.status(job) == .createInProgress }
    await first.stopped()
    let queued = try world.tenant.transaction { try $0.jobs(on: job) }
    #expect(queued.map(\.attempts) == [0])

    let second = world.supervisor()
    second.start()
    defer { second.stopOnThread() }
    #expect(try await world.settled(job)?.status == .active)
    #expect(try world.rows() == 400)
  }

  @Test func `what a killed server left half done is put back, and its files are swept`()
    async throws
  {
    let world = try World()
    try world.addInteractions()
    let job = try world.addImport("all")
    // As after kill -9 during the import: claimed, in progress, a file half written.
    _ = try world.tenant.transaction { database in
      try database.setStatus(of: job, to: .createInProgress, at: World.moment)
      return try database.claimJob(of: [.importDataset], at: World.moment)
    }
    let group = try world.tenant.group(named: "shop")
    try Files.write([1], to: group.segmentPath(file: "INTERACTIONS-all-00000000.segment"))
    try Files.write([1], to: group.modelPath(file: "0a1b2c3d-taste-00000000.model"))

    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(job)?.status == .active)
    #expect(world.files("segments").count == 1)
    #expect(world.files("models").isEmpty)
    #expect(try world.rows() == 400)
  }

  @Test func `an import that was published before the crash is not done again`() async throws {
    let world = try World()
    try world.addInteractions()
    let job = try world.addImport("all", key: "gone.csv")
    let group = try world.tenant.group(named: "shop")
    try Files.write([1], to: group.segmentPath(file: "published.segment"))
    try group.publishSegment(
      dataset: "INTERACTIONS", file: "published.segment", jobARN: job, rows: 7, replacing: true,
      at: World.moment)
    _ = try world.tenant.transaction { database in
      try database.setStatus(of: job, to: .createInProgress, at: World.moment)
      return try database.claimJob(of: [.importDataset], at: World.moment)
    }
    let supervisor = world.supervisor()
    supervisor.start()
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(job)?.status == .active)
    #expect(try world.rows() == 7)
  }

  @Test func `a worker ends with its standard input`() async throws {
    let world = try World()
    try world.put(World.csv(rows: 500_000), at: "rows.csv")
    let task = WorkerTask.importRows(
      ImportTask(
        storage: ObjectStoreAddress(root: world.directory + "/s3"), location: "s3://data/rows.csv",
        datasetType: "INTERACTIONS", schema: ImportFixture.interactions, minimumRows: 1,
        path: world.directory + "/out.segment"))
    let process = Process()
    let input = Pipe()
    process.executableURL = URL(fileURLWithPath: Supervisor.workerBesideExecutable())
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    let code = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(task) + [10])
        try input.fileHandleForWriting.close()
      } catch {
        continuation.resume(throwing: error)
      }
    }
    #expect(code == 3)
  }
}
