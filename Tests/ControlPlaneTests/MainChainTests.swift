import ControlPlane
import PersonalizeAPI
import Platform
import Store
import Testing

@Suite struct MainChainTests {
  @Test func `a dataset group passes through the pending state and shows what it was given`()
    throws
  {
    let world = try World()
    let response = try world.call { plane, context in
      try plane.createDatasetGroup(
        CreateDatasetGroupRequest(name: "shop", domain: .ecommerce), context)
    }
    let arn = "arn:aws:personalize:us-east-1:111122223333:dataset-group/shop"
    #expect(response == CreateDatasetGroupResponse(datasetGroupArn: arn, domain: .ecommerce))
    let pending = try describe(arn, in: world)
    #expect(pending.status == "CREATE PENDING")
    #expect(pending.creationDateTime == world.clock.now())
    #expect(try world.jobs(arn) == [.create])

    world.clock.advance(milliseconds: 1000)
    try world.settle()
    let active = try describe(arn, in: world)
    #expect(active.status == "ACTIVE")
    #expect(active.creationDateTime == pending.creationDateTime)
    #expect(active.lastUpdatedDateTime == world.clock.now())
    #expect(active.failureReason == nil)
  }

  @Test func `a failed resource shows its reason`() throws {
    let world = try World()
    let group = try world.group()
    try world.setStatus(group, .createFailed, reason: "no room")
    #expect(try describe(group, in: world).failureReason == "no room")
  }

  private func describe(_ arn: String, in world: World) throws -> DatasetGroup {
    let response = try world.call { plane, context in
      try plane.describeDatasetGroup(
        DescribeDatasetGroupRequest(datasetGroupArn: arn), context)
    }
    return try #require(response.datasetGroup)
  }

  @Test func `names make the ARNs of the whole chain`() throws {
    let world = try World()
    let group = try world.group()
    let schema = try world.schema()
    let dataset = try world.dataset(inGroup: group, schema: schema)
    let job = try world.importJob(dataset: dataset)
    #expect(try world.jobs(job) == [.importDataset])
    try world.settle()
    let solution = try world.solution(inGroup: group)
    let version = try world.pendingVersion(of: solution)
    #expect(try world.jobs(version) == [.train])
    try world.settle()
    let campaign = try world.campaign(version: version)
    let prefix = "arn:aws:personalize:us-east-1:111122223333:"
    #expect(schema == prefix + "schema/interactions")
    #expect(dataset == prefix + "dataset/shop/INTERACTIONS")
    #expect(job == prefix + "dataset-import-job/first")
    #expect(solution == prefix + "solution/for-you")
    #expect(version.hasPrefix(solution + "/"))
    #expect(version.count == solution.count + 9)
    #expect(campaign == prefix + "campaign/home")
  }

  @Test func `an import job has the service's defaults`() throws {
    let world = try World()
    let dataset = try world.dataset(inGroup: try world.group(), schema: try world.schema())
    let arn = try world.importJob(dataset: dataset)
    let job = try world.call { plane, context in
      try plane.describeDatasetImportJob(
        DescribeDatasetImportJobRequest(datasetImportJobArn: arn), context)
    }.datasetImportJob
    #expect(job?.importMode == .full)
    #expect(job?.publishAttributionMetricsToS3 == false)
    #expect(job?.status == "CREATE PENDING")
    #expect(job?.datasetArn == dataset)
  }

  @Test func `a tracker has an id of its own and a group holds one`() throws {
    let world = try World()
    let group = try world.group()
    let arn = try world.tracker(inGroup: group)
    let tracker = try world.call { plane, context in
      try plane.describeEventTracker(DescribeEventTrackerRequest(eventTrackerArn: arn), context)
    }.eventTracker
    #expect(tracker?.trackingId?.count == 36)
    #expect(tracker?.accountId == "111122223333")
    #expect(arn.suffix(8).allSatisfy { $0.isHexDigit })
    world.refuse(.resourceAlreadyExists, arn) { plane, context in
      try plane.createEventTracker(
        CreateEventTrackerRequest(name: "other", datasetGroupArn: group), context)
    }
  }

  @Test func `a tracking id comes with a dataset of action interactions only`() throws {
    let world = try World()
    let group = try world.group()
    let schema = try world.schema(
      "actions",
      SchemaText.record(
        "ActionInteractions",
        #"{"name":"USER_ID","type":"string"},{"name":"ACTION_ID","type":"string"},"#
          + #"{"name":"EVENT_TYPE","type":"string"},{"name":"TIMESTAMP","type":"long"}"#))
    let arn = try world.dataset(inGroup: group, type: "Action_Interactions", schema: schema)
    #expect(arn.hasSuffix("dataset/shop/ACTION_INTERACTIONS"))
    let dataset = try world.call { plane, context in
      try plane.describeDataset(DescribeDatasetRequest(datasetArn: arn), context)
    }.dataset
    #expect(dataset?.trackingId?.count == 36)
    #expect(dataset?.datasetType == "ACTION_INTERACTIONS")
  }

  @Test func `a solution shows its defaults and its newest version`() throws {
    let world = try World()
    let arn = try world.solution(inGroup: try world.group())
    _ = try world.version(of: arn)
    let newest = try world.pendingVersion(of: arn)
    let solution = try #require(
      try world.call { plane, context in
        try plane.describeSolution(DescribeSolutionRequest(solutionArn: arn), context)
      }.solution)
    #expect(solution.performHPO == false)
    #expect(solution.performAutoML == false)
    #expect(solution.performAutoTraining == true)
    #expect(solution.performIncrementalUpdate == false)
    #expect(solution.solutionConfig?.autoTrainingConfig?.schedulingExpression == "rate(7 days)")
    #expect(solution.latestSolutionVersion?.solutionVersionArn == newest)
    #expect(solution.latestSolutionVersion?.status == "CREATE PENDING")
  }

  @Test func `a version copies its solution and is named after it`() throws {
    let world = try World()
    let solution = try world.solution(inGroup: try world.group())
    let arn = try world.version(of: solution)
    let version = try #require(
      try world.call { plane, context in
        try plane.describeSolutionVersion(
          DescribeSolutionVersionRequest(solutionVersionArn: arn), context)
      }.solutionVersion)
    #expect(version.name == "for-you/" + arn.suffix(8))
    #expect(version.trainingMode == .full)
    #expect(version.trainingType == .manual)
    #expect(version.recipeArn == "arn:aws:personalize:::recipe/aws-user-personalization")
    #expect(version.solutionArn == solution)
    #expect(version.trainingHours == nil)
  }

  @Test func `two versions of a solution cannot share a given name`() throws {
    let world = try World()
    let solution = try world.solution(inGroup: try world.group())
    let first = try world.pendingVersion(of: solution, name: "spring")
    #expect(first.hasSuffix("spring") == false)
    world.refuse(.resourceAlreadyExists, first) { plane, context in
      try plane.createSolutionVersion(
        CreateSolutionVersionRequest(name: "spring", solutionArn: solution), context)
    }
  }
}
