import ControlPlane
import PersonalizeAPI
import Store
import Testing

@Suite struct QuotaTests {
  @Test func `the defaults are the service's`() {
    let limits = Limits()
    #expect(limits[.schemas] == 500)
    #expect(limits[.datasetGroups] == 5)
    #expect(limits[.importJobsInProgress] == 5)
    #expect(limits[.solutionVersionsInProgress] == 20)
    #expect(limits[.solutionsPerGroup] == 10)
    #expect(limits[.campaignsPerGroup] == 5)
    for name in QuotaName.allCases { #expect(limits[name] < .max) }
  }

  @Test func `a sixth group is one too many, unless one has failed`() throws {
    let world = try World()
    var groups: [String] = []
    for number in 1...5 { groups.append(try world.group("g\(number)")) }
    let sixth = CreateDatasetGroupRequest(name: "g6")
    world.refuse(
      .limitExceeded,
      "More than 5 resources in ACTIVE state. Please delete some and try again."
    ) { plane, context in try plane.createDatasetGroup(sixth, context) }
    // A taken name is reported before a reached limit.
    world.refuse(.resourceAlreadyExists) { plane, context in
      try plane.createDatasetGroup(CreateDatasetGroupRequest(name: "g1"), context)
    }
    try world.setStatus(groups[0], .createFailed)
    try world.call { plane, context in _ = try plane.createDatasetGroup(sixth, context) }
  }

  @Test func `jobs count while they are under way`() throws {
    let world = try World()
    let dataset = try world.dataset(inGroup: try world.group(), schema: try world.schema())
    for number in 1...5 { _ = try world.importJob("j\(number)", dataset: dataset) }
    world.refuse(
      .limitExceeded, "More than 5 resources with PENDING or IN_PROGRESS status."
    ) { plane, context in
      try plane.createDatasetImportJob(world.importRequest("j6", dataset), context)
    }
    try world.settle()
    _ = try world.importJob("j6", dataset: dataset)
  }

  @Test func `limits of a group are its own`() throws {
    let world = try World()
    world.limits[.solutionsPerGroup] = 1
    let one = try world.group("one")
    let two = try world.group("two")
    _ = try world.solution("a", inGroup: one)
    world.refuse(.limitExceeded) { plane, context in
      try plane.createSolution(world.solutionRequest("b", one), context)
    }
    _ = try world.solution("b", inGroup: two)
  }
}
