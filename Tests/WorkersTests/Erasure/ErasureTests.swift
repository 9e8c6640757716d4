import Foundation
import PersonalizeAPI
import Platform
import Privacy
import Store
import Testing

@testable import Workers

@Suite(.timeLimit(.minutes(5))) struct ErasureTests {
  static let person = "u7-the-one-to-forget"

  /// A group with rows of the person among others', streamed events and two models.
  private func world(_ supervisor: (World) throws -> Supervisor) async throws
    -> (world: World, supervisor: Supervisor)
  {
    let world = try World()
    try world.addInteractions()
    try world.put(
      World.csv(rows: 600).replacingOccurrences(of: "u7,", with: "\(Self.person),"),
      at: "rows.csv")
    let supervisor = try supervisor(world)
    supervisor.start()
    #expect(try await world.settled(world.addImport("all"))?.status == .active)
    try world.addSolution()
    #expect(try await world.settled(world.addVersion())?.status == .active)
    let personal = World.arn("solution/personal")
    try world.addSolution(recipe: "aws-user-personalization", arn: personal)
    let version = try world.addVersion(
      "ffffffff", recipe: "aws-user-personalization", of: personal)
    #expect(try await world.settled(version)?.status == .active)
    for number in 0..<5 {
      try await world.stream("e\(number)", user: Self.person, session: "s")
      try await world.stream("o\(number)", user: "u3", session: "t")
    }
    try world.put("USER_ID\n\(Self.person)\nnobody-known-here\n", at: "people.csv")
    return (world, supervisor)
  }

  private func certificate(_ world: World, of job: String) throws -> ErasureCertificate {
    try world.privacy.certificate("data-deletion-job/\(job)", tenant: world.tenant.key)
  }

  @Test func `a job erases rows, streams and models, and is certified`() async throws {
    let (world, supervisor) = try await world { $0.supervisor() }
    defer { supervisor.stopOnThread() }
    #expect(try world.holding(Self.person) != [])
    let before = try world.rows()
    let job = try await world.settled(world.addDeletion("forget"))
    #expect(job?.status == .completed, "\(job?.failureReason ?? "")")
    let gone = before - (try world.rows())
    #expect(gone > 10)
    let deleted = try DataDeletionJob.decode(try #require(job).body).numDeleted
    #expect(deleted == Int(gone) + 5)
    #expect(try world.holding(Self.person) == [])
    #expect(try world.eventIDs() == ["o0", "o1", "o2", "o3", "o4"])

    let certificate = try certificate(world, of: "forget")
    #expect(certificate.subjects.count == 2)
    let group = try #require(certificate.groups.first)
    #expect(group.models.map(\.action) == ["retrained", "retrained"])
    #expect(group.models.allSatisfy { $0.newChecksum != nil && $0.oldChecksum != $0.newChecksum })
    let rows = try #require(group.places.first { $0.place == "imported-interactions" })
    #expect(rows.before == gone && rows.after == 0)
    #expect(group.filesSearched > 3)
    #expect(try world.tenant.transaction { try $0.nextJobDue() } == nil)
    #expect(world.files("models").count == 2 && world.files("segments").count == 1)

    // The same list again finds nothing, and changes no model.
    let again = try await world.settled(world.addDeletion("again"))
    #expect(again?.status == .completed)
    #expect(try DataDeletionJob.decode(try #require(again).body).numDeleted == 0)
    #expect(
      try self.certificate(world, of: "again").groups.first?.models.map(\.action)
        == ["unchanged", "unchanged"])
  }

  @Test func `jobs of one group go one after the other`() async throws {
    let (world, supervisor) = try await world { $0.supervisor(workers: 4) }
    defer { supervisor.stopOnThread() }
    try world.put("USER_ID\nu3\n", at: "other.csv")
    let jobs = [try world.addDeletion("one"), try world.addDeletion("two", key: "other.csv")]
    try await world.until {
      let states = try jobs.map { try world.status($0) }
      #expect(states.count { $0 == .inProgress } <= 1)
      return states.allSatisfy { $0?.isTransitional != true }
    }
    for job in jobs { #expect(try world.resource(job)?.status == .completed) }
    #expect(try world.holding(Self.person) == [])
    #expect(try world.eventIDs().isEmpty)
  }

  @Test(arguments: ["rewriteRows", "scrubModels", "train", "verify", "readSubjects"])
  func `a worker that dies at its piece is tried once more`(piece: String) async throws {
    let (world, supervisor) = try await world { world in
      world.supervisor(
        worker: try world.script(
          """
          IFS= read -r task
          case "$task" in *'"\(piece)"'*)
            if [ ! -e \(world.directory)/died ]; then touch \(world.directory)/died; kill -9 $$; fi
          esac
          # The input stays open as long as the worker works; when that ends, so does all.
          { printf '%s\\n' "$task"; cat; } | { \(Supervisor.workerBesideExecutable()); kill $$; }
          """))
    }
    defer { supervisor.stopOnThread() }
    let job = try await world.settled(world.addDeletion("forget"))
    #expect(job?.status == .completed, "\(job?.failureReason ?? "")")
    #expect(FileManager.default.fileExists(atPath: world.directory + "/died"))
    #expect(try world.holding(Self.person) == [])
    #expect(try certificate(world, of: "forget").groups.count == 1)
  }

  /// A worker that answers the order of a piece of an erasure in place of doing it, until the world
  /// is mended.
  private func worker(
    answering answer: String, to piece: String = "train", in world: World
  ) throws -> String {
    try world.script(
      """
      IFS= read -r task
      case "$task" in *'{"erase":{"_0":{"\(piece)":'*)
        if [ ! -e \(world.directory)/mended ]; then
          echo '{"result":{"_0":\(answer)}}'
          exit
        fi
      esac
      { printf '%s\\n' "$task"; cat; } | { \(Supervisor.workerBesideExecutable()); kill $$; }
      """)
  }

  @Test func `a model is withdrawn for want of data`() async throws {
    let (world, supervisor) = try await world { world in
      world.supervisor(
        worker: try worker(
          answering: #"{"erased":{"_0":{"untrainable":{"reason":"too few"}}}}"#, in: world))
    }
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(world.addDeletion("forget"))?.status == .completed)
    #expect(try world.tenant.group(named: "shop").reader().models().isEmpty)
    let group = try #require(try certificate(world, of: "forget").groups.first)
    #expect(group.models.map(\.action) == ["withdrawn", "withdrawn"])
  }

  private func mend(_ world: World) throws {
    try Files.write([], to: world.directory + "/mended")
  }

  @Test(arguments: ["scrubModels", "train"])
  func `models of an erasure that failed are trained again by the next`(piece: String) async throws
  {
    let (world, supervisor) = try await world { world in
      world.supervisor(
        worker: try worker(
          answering: #"{"failed":{"reason":"The disk is full."}}"#, to: piece, in: world))
    }
    defer { supervisor.stopOnThread() }
    #expect(try await world.settled(world.addDeletion("forget"))?.status == .failed)
    let group = try world.tenant.group(named: "shop")
    #expect(try group.reader().models().allSatisfy { $0.artefact.isOutdated })

    try mend(world)
    try world.put("USER_ID\nsomebody-else\n", at: "others.csv")
    let job = try await world.settled(world.addDeletion("others", key: "others.csv"))
    #expect(job?.status == .completed, "\(job?.failureReason ?? "")")
    let models = try #require(try certificate(world, of: "others").groups.first).models
    #expect(models.map(\.action) == ["retrained", "retrained"])
    #expect(try group.reader().models().allSatisfy { !$0.artefact.isOutdated })
  }

  @Test func `any other failure to train fails the job, and the models serve on`() async throws {
    let (world, supervisor) = try await world { world in
      world.supervisor(
        worker: try worker(answering: #"{"failed":{"reason":"The disk is full."}}"#, in: world))
    }
    defer { supervisor.stopOnThread() }
    let job = try await world.settled(world.addDeletion("forget"))
    #expect(job?.status == .failed)
    #expect(job?.failureReason == "The disk is full.")
    let group = try world.tenant.group(named: "shop")
    #expect(try group.reader().models().count == 2)
    #expect(try world.holding(Self.person).allSatisfy { !$0.hasSuffix(".model") })

    try mend(world)
    let requests = PrivacyRequests(
      privacy: world.privacy, store: world.store, clock: world.clock,
      log: Log(clock: world.clock) { _ in })
    _ = try requests.decide(
      DecidePrivacyRequestRequest(requestId: "data-deletion-job/forget", decision: .retry),
      tenant: world.tenant.key)
    let arn = World.arn("data-deletion-job/forget")
    try await world.until { try world.status(arn) == .completed }
    let models = try #require(try certificate(world, of: "forget").groups.first).models
    #expect(models.map(\.action) == ["retrained", "retrained"])
  }

  @Test(arguments: [true, false])
  func `what is found is searched for again before it counts`(isGone: Bool) async throws {
    var report = VerificationReport()
    report.places[.models] = 1
    let result = WorkerResult.erased(.verified(report))
    let answer = String(decoding: try JSONEncoder().encode(result), as: UTF8.self)
    let (world, supervisor) = try await world { world in
      world.supervisor(worker: try worker(answering: answer, to: "verify", in: world))
    }
    defer { supervisor.stopOnThread() }
    let job = try world.addDeletion("forget")
    for _ in 0..<3 {
      try await world.until {
        try world.tenant.transaction { database in
          try database.jobs(on: job).contains { $0.notBefore > world.clock.now() }
        }
      }
      #expect(try world.status(job) == .inProgress)
      if isGone { try mend(world) }
      world.clock.advance(milliseconds: 1000)
      if isGone { break }
    }
    let ended = try await world.settled(job)
    #expect(ended?.status == (isGone ? .completed : .failed))
    #expect(isGone || ended?.failureReason?.contains("models (1)") == true)
  }

  @Test func `a list that cannot be read fails the job and its request`() async throws {
    let (world, supervisor) = try await world { $0.supervisor() }
    defer { supervisor.stopOnThread() }
    let rows = try world.rows()
    let job = try await world.settled(world.addDeletion("forget", key: "none.csv"))
    #expect(job?.status == .failed)
    #expect(job?.failureReason?.contains("There is no object") == true)
    #expect(try world.rows() == rows)
    let request = try world.privacy.request("data-deletion-job/forget", tenant: world.tenant.key)
    #expect(request.state == .failed)
  }

  @Test func `what was read before the fence is read again`() async throws {
    let (world, supervisor) = try await world { $0.supervisor() }
    defer { supervisor.stopOnThread() }
    let group = try world.tenant.group(named: "shop")
    let before = try group.erasureEpoch()
    let job = try world.addDeletion("forget")
    let version = try world.addVersion("00000001")
    #expect(try await world.settled(job)?.status == .completed)
    #expect(try await world.settled(version)?.status == .active)
    #expect(try group.erasureEpoch() > before)
    #expect(try world.holding(Self.person) == [])
    #expect(throws: StoreError.self) { try group.checkErasureEpoch(before) }
  }

  @Test func `work that began before the fence ends there, and is done again`() async throws {
    let (world, supervisor) = try await world { world in
      world.supervisor(
        worker: try world.script(
          """
          IFS= read -r task
          case "$task" in '{"train":'*)
            if mv \(world.directory)/hold \(world.directory)/held 2>/dev/null; then read never; fi
          esac
          { printf '%s\\n' "$task"; cat; } | { \(Supervisor.workerBesideExecutable()); kill $$; }
          """))
    }
    defer { supervisor.stopOnThread() }
    try Data().write(to: URL(fileURLWithPath: world.directory + "/hold"))
    let version = try world.addVersion("00000001")
    while !FileManager.default.fileExists(atPath: world.directory + "/held") { await Task.yield() }
    #expect(try await world.settled(world.addDeletion("forget"))?.status == .completed)
    #expect(try await world.settled(version)?.status == .active)
    #expect(try world.holding(Self.person) == [])
  }

  @Test func `a group that is deleted meanwhile ends the job`() async throws {
    let (world, supervisor) = try await world { $0.supervisor() }
    defer { supervisor.stopOnThread() }
    let job = try world.addDeletion("forget")
    try await world.until { try world.status(job) == .inProgress }
    try world.delete(World.group)
    try await world.until { try world.resource(World.group) == nil }
    try await world.until { try world.resource(job) == nil }
    #expect(!FileManager.default.fileExists(atPath: world.tenant.directory + "/groups/shop"))
  }

  @Test func `a restored backup has its erasures applied again`() async throws {
    let (world, supervisor) = try await world { $0.supervisor() }
    let folder = world.tenant.directory + "/groups/shop"
    let backup = world.directory + "/backup"
    try FileManager.default.copyItem(atPath: folder, toPath: backup)
    #expect(try await world.settled(world.addDeletion("forget"))?.status == .completed)
    await supervisor.stopped()
    #expect(try world.holding(Self.person) == [])
    // The tenant's folder is put back; what the ledger knows lies elsewhere.
    let restored = try World(restoring: world, group: backup)
    #expect(try restored.holding(Self.person) != [])
    let later = restored.supervisor()
    later.start()
    defer { later.stopOnThread() }
    try await restored.until {
      try restored.tenant.transaction { try $0.jobs(on: World.group).isEmpty }
    }
    #expect(try restored.holding(Self.person) == [])
    #expect(try restored.eventIDs() == ["o0", "o1", "o2", "o3", "o4"])
    #expect(restored.standing(of: Self.person) != .erasing(.drop))
  }

  @Test func `what a restored backup lacks is tried again after a rest, without a restart`()
    async throws
  {
    let (world, supervisor) = try await world { $0.supervisor() }
    let backup = world.directory + "/backup"
    try FileManager.default.copyItem(
      atPath: world.tenant.directory + "/groups/shop", toPath: backup)
    #expect(try await world.settled(world.addDeletion("forget"))?.status == .completed)
    await supervisor.stopped()
    let restored = try World(restoring: world, group: backup)
    let later = restored.supervisor(
      worker: try worker(
        answering: #"{"failed":{"reason":"The disk is full."}}"#, to: "rewriteRows", in: restored))
    later.start()
    defer { later.stopOnThread() }
    func rests() throws -> Bool {
      try restored.tenant.transaction { database in
        try database.jobs(on: World.group).contains { $0.notBefore > restored.clock.now() }
      }
    }
    for minutes: Int64 in [1, 2] {
      try await restored.until(rests)
      #expect(restored.standing(of: Self.person) == .erasing(.drop))
      // No ids in plain text lie about meanwhile.
      let folder = restored.directory + "/data/privacy"
      #expect(FileManager.default.subpaths(atPath: folder) == ["pending"])
      restored.clock.advance(milliseconds: minutes * 60_000 - 1)
      #expect(try rests())
      if minutes == 2 { try mend(restored) }
      restored.clock.advance(milliseconds: 1)
    }
    try await restored.until {
      try restored.tenant.transaction { try $0.jobs(on: World.group).isEmpty }
    }
    #expect(restored.standing(of: Self.person) != .erasing(.drop))
    #expect(try restored.holding(Self.person) == [])
  }
}

extension World {
  @discardableResult
  func addDeletion(_ name: String, key: String = "people.csv") throws -> String {
    let arn = Self.arn("data-deletion-job/\(name)")
    let now = clock.now()
    try tenant.transaction { database in
      try database.insert(
        Resource(
          kind: .dataDeletionJob, arn: arn, name: name, groupARN: Self.group,
          parentARN: Self.group, status: .pending, createdAt: now,
          body: DataDeletionJob(
            jobName: name, dataDeletionJobArn: arn, datasetGroupArn: Self.group,
            dataSource: DataSource(dataLocation: "s3://data/\(key)"), roleArn: "role"
          ).encoded()))
      try database.enqueue(.eraseUsers, on: arn, notBefore: now)
    }
    return arn
  }

  func standing(of person: String) -> SubjectStanding {
    privacy.watch.standing(of: person, tenant: tenant.key, groupARN: Self.group)
  }

  func stream(_ id: String, user: String, session: String) async throws {
    let event = StreamedEvent(
      eventID: id, userID: user, sessionID: session, itemID: "i1", eventType: "view",
      timestamp: Self.moment)
    let group = try tenant.group(named: "shop")
    _ = try await withCheckedThrowingContinuation { continuation in
      group.append([event]) { continuation.resume(with: $0) }
    }
  }

  func eventIDs() throws -> [String] {
    var ids: [String] = []
    try tenant.group(named: "shop").reader().events { ids.append($0.eventID) }
    return ids
  }

  /// The files of the data folder that hold the bytes of a text.
  func holding(_ text: String) throws -> [String] {
    let root = directory + "/data"
    let wanted = Data(text.utf8)
    return (FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []).filter {
      guard let data = FileManager.default.contents(atPath: "\(root)/\($0)") else { return false }
      return data.range(of: wanted) != nil
    }.sorted()
  }
}
