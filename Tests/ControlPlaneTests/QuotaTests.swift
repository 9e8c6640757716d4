import ControlPlane
import PersonalizeAPI
import Platform
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

  @Test func `jobs of privacy requests leave the five data deletion jobs to the customer`() throws {
    let world = try World()
    let group = try world.group()
    let reserved = "s3://bespoke-privacy/"
    for number in 1...7 {
      let arn = "\(group)-job-\(number)"
      try world.tenant.transaction { database in
        try database.insert(
          Resource(
            kind: .dataDeletionJob, arn: arn, name: "forget-\(number)", groupARN: group,
            parentARN: group, status: .pending, createdAt: world.clock.now(),
            body: DataDeletionJob(
              jobName: "forget-\(number)", dataDeletionJobArn: arn, datasetGroupArn: group,
              dataSource: DataSource(dataLocation: reserved + "R-\(number)")
            ).encoded()))
      }
    }
    func request(_ name: String, _ location: String) -> CreateDataDeletionJobRequest {
      CreateDataDeletionJobRequest(
        jobName: name, datasetGroupArn: group, dataSource: DataSource(dataLocation: location),
        roleArn: Scene.role)
    }
    for location in ["R-1", "people.csv", "folder/"] {
      world.refuse(.invalidInput, "stands for the ids of privacy requests") { plane, context in
        try plane.createDataDeletionJob(request("theirs", reserved + location), context)
      }
    }
    for number in 1...5 {
      try world.call { plane, context in
        try plane.createDataDeletionJob(request("own-\(number)", "s3://data/people.csv"), context)
      }
    }
    world.refuse(.limitExceeded) { plane, context in
      try plane.createDataDeletionJob(request("own-6", "s3://data/people.csv"), context)
    }
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
