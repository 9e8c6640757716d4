import ControlPlane
import PersonalizeAPI
import Store
import Testing

@Suite struct SolutionVersionTests {
  private func stop(_ arn: String, in world: World) throws {
    try world.call { plane, context in
      try plane.stopSolutionVersionCreation(
        StopSolutionVersionCreationRequest(solutionVersionArn: arn), context)
    }
  }

  @Test func `a pending version stops at once and its job is gone`() throws {
    let world = try World()
    let version = try world.pendingVersion(of: try world.solution(inGroup: try world.group()))
    try stop(version, in: world)
    #expect(try world.status(version) == .createStopped)
    #expect(try world.jobs(version).isEmpty)
  }

  @Test func `a training version is asked to stop and no other can be`() throws {
    let world = try World()
    let version = try world.pendingVersion(of: try world.solution(inGroup: try world.group()))
    try world.setStatus(version, .createInProgress)
    try stop(version, in: world)
    #expect(try world.status(version) == .createStopping)
    for status in Lifecycle.of(.solutionVersion).states
    where ![.createPending, .createInProgress].contains(status) {
      try world.setStatus(version, status)
      world.refuse(.resourceInUse, version) { plane, context in
        try plane.stopSolutionVersionCreation(
          StopSolutionVersionCreationRequest(solutionVersionArn: version), context)
      }
    }
  }

  @Test func `metrics belong to ACTIVE versions`() throws {
    let world = try World()
    let version = try world.pendingVersion(of: try world.solution(inGroup: try world.group()))
    let request = GetSolutionMetricsRequest(solutionVersionArn: version)
    world.refuse(.resourceInUse, "CREATE PENDING") { plane, context in
      try plane.getSolutionMetrics(request, context)
    }
    try world.setStatus(version, .createFailed)
    world.refuse(.invalidInput, "CREATE FAILED") { plane, context in
      try plane.getSolutionMetrics(request, context)
    }
    try world.setStatus(version, .active)
    try world.tenant.transaction { database in
      try database.attach(
        .metrics, to: version, body: Array(#"{"coverage":0.27,"precision_at_5":0.0136}"#.utf8))
    }
    let response = try world.call { plane, context in
      try plane.getSolutionMetrics(request, context)
    }
    #expect(response.solutionVersionArn == version)
    #expect(response.metrics == ["coverage": 0.27, "precision_at_5": 0.0136])
  }

  @Test func `UPDATE carries on an ACTIVE version trained with FULL`() throws {
    let world = try World()
    let group = try world.group()
    let solution = try world.solution(inGroup: group)
    let request = CreateSolutionVersionRequest(solutionArn: solution, trainingMode: .update)
    world.refuse(.invalidInput, "with FULL first") { plane, context in
      try plane.createSolutionVersion(request, context)
    }
    _ = try world.version(of: solution)
    try world.call { plane, context in _ = try plane.createSolutionVersion(request, context) }
    world.refuse(.invalidInput, "AUTOTRAIN") { plane, context in
      try plane.createSolutionVersion(
        CreateSolutionVersionRequest(solutionArn: solution, trainingMode: .autotrain), context)
    }
    let popular = try world.call { plane, context in
      try plane.createSolution(
        world.solutionRequest("popular", group, recipe: "aws-popularity-count"), context)
    }.solutionArn
    try world.settle()
    world.refuse(.invalidInput, "does not support the trainingMode UPDATE") { plane, context in
      try plane.createSolutionVersion(
        CreateSolutionVersionRequest(solutionArn: popular ?? "", trainingMode: .update), context)
    }
  }

  @Test func `a solution that is not ACTIVE trains nothing`() throws {
    let world = try World()
    let solution = try world.solution(inGroup: try world.group())
    for status in Lifecycle.of(.solution).states where status != .active {
      try world.setStatus(solution, status)
      world.refuse(.resourceInUse, status.rawValue) { plane, context in
        try plane.createSolutionVersion(
          CreateSolutionVersionRequest(solutionArn: solution), context)
      }
    }
  }
}
