import ControlPlane
import PersonalizeAPI
import Platform
import Store
import Testing

@Suite struct CampaignTests {
  private let world: World
  private let group: String
  private let solution: String

  init() throws {
    world = try World()
    group = try world.group()
    solution = try world.solution(inGroup: group)
  }

  private func describe(_ arn: String) throws -> Campaign {
    let response = try world.call { plane, context in
      try plane.describeCampaign(DescribeCampaignRequest(campaignArn: arn), context)
    }
    return try #require(response.campaign)
  }

  private func refuseCreate(
    _ kind: ErrorKind, _ text: String, version: String, _ configuration: CampaignConfig? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    world.refuse(kind, text, sourceLocation: sourceLocation) { plane, context in
      try plane.createCampaign(
        CreateCampaignRequest(
          name: "home", solutionVersionArn: version, campaignConfig: configuration), context)
    }
  }

  @Test func `a campaign has a default capacity and no configuration of its own`() throws {
    let version = try world.version(of: solution)
    let campaign = try describe(try world.campaign(version: version))
    #expect(campaign.minProvisionedTPS == 1)
    #expect(campaign.campaignConfig == nil)
    #expect(campaign.latestCampaignUpdate == nil)
    #expect(campaign.solutionVersionArn == version)
  }

  @Test func `a version must be ACTIVE to be served`() throws {
    let version = try world.version(of: solution)
    for status in Lifecycle.of(.solutionVersion).states where status != .active {
      try world.setStatus(version, status)
      refuseCreate(.resourceInUse, version, version: version)
    }
    try world.setStatus(version, .active)
    try world.setStatus(solution, .deletePending)
    refuseCreate(.resourceInUse, solution, version: version)
  }

  @Test func `LATEST is the newest ACTIVE version`() throws {
    let latest = solution + "/$LATEST"
    refuseCreate(.invalidInput, "no ACTIVE solution version", version: latest)
    let first = try world.version(of: solution)
    let second = try world.version(of: solution)
    let third = try world.pendingVersion(of: solution)
    try world.setStatus(third, .createInProgress)
    let campaign = try describe(try world.campaign(version: latest))
    #expect(campaign.solutionVersionArn == second)
    for version in [first, second] { try world.setStatus(version, .createFailed) }
    world.refuse(.resourceInUse, third) { plane, context in
      try plane.createCampaign(
        CreateCampaignRequest(name: "other", solutionVersionArn: latest), context)
    }
  }

  @Test func `following the newest version takes LATEST`() throws {
    let version = try world.version(of: solution)
    let following = CampaignConfig(syncWithLatestSolutionVersion: true)
    refuseCreate(.invalidInput, "$LATEST", version: version, following)
    try world.call { plane, context in
      _ = try plane.createCampaign(
        CreateCampaignRequest(
          name: "home", solutionVersionArn: solution + "/$LATEST", campaignConfig: following),
        context)
    }
    try world.settle()
    let arn = "arn:aws:personalize:us-east-1:111122223333:campaign/home"
    world.refuse(.invalidInput, "$LATEST") { plane, context in
      try plane.updateCampaign(
        UpdateCampaignRequest(campaignArn: arn, solutionVersionArn: version), context)
    }
    try world.call { plane, context in
      _ = try plane.updateCampaign(
        UpdateCampaignRequest(campaignArn: arn, minProvisionedTPS: 2), context)
    }
    #expect(try describe(arn).latestCampaignUpdate?.campaignConfig == following)
  }

  @Test func `the configuration must suit the recipe`() throws {
    let version = try world.version(of: solution)
    refuseCreate(
      .invalidInput, "explorationWeight", version: version,
      CampaignConfig(itemExplorationConfig: ["explorationWeight": "1.5"]))
    refuseCreate(
      .invalidInput, "Unknown", version: version,
      CampaignConfig(itemExplorationConfig: ["other": "1"]))
    refuseCreate(
      .invalidInput, "rankingInfluence", version: version,
      CampaignConfig(rankingInfluence: ["POPULARITY": 0.5]))
    let metadata = CampaignConfig(enableMetadataWithRecommendations: true)
    refuseCreate(.invalidInput, "Items dataset", version: version, metadata)
    _ = try world.dataset(
      inGroup: group, type: "Items", schema: try world.schema("items", SchemaText.items))
    try world.call { plane, context in
      _ = try plane.createCampaign(
        CreateCampaignRequest(
          name: "home", solutionVersionArn: version, campaignConfig: metadata), context)
    }
  }

  @Test func `while it is updated a campaign shows old values and the update beside them`() throws {
    let old = try world.version(of: solution)
    let arn = try world.campaign(version: old)
    let new = try world.version(of: solution)
    let configuration = CampaignConfig(itemExplorationConfig: ["explorationWeight": "0.1"])
    try world.call { plane, context in
      _ = try plane.updateCampaign(
        UpdateCampaignRequest(
          campaignArn: arn, solutionVersionArn: new, campaignConfig: configuration), context)
    }
    let during = try describe(arn)
    #expect(during.status == "ACTIVE")
    #expect(during.solutionVersionArn == old)
    #expect(during.latestCampaignUpdate?.solutionVersionArn == new)
    #expect(during.latestCampaignUpdate?.status == "CREATE PENDING")
    #expect(during.latestCampaignUpdate?.minProvisionedTPS == 1)
    #expect(during.latestCampaignUpdate?.creationDateTime == world.clock.now())
    #expect(try world.jobs(arn) == [.update])
    for attempt in 0..<2 {
      world.refuse(.resourceInUse, "is being updated") { plane, context in
        if attempt == 0 {
          _ = try plane.updateCampaign(UpdateCampaignRequest(campaignArn: arn), context)
        } else {
          try plane.deleteCampaign(DeleteCampaignRequest(campaignArn: arn), context)
        }
      }
    }
    try world.settle()
    let after = try describe(arn)
    #expect(after.solutionVersionArn == new)
    #expect(after.campaignConfig == configuration)
  }

  @Test func `an update leaves alone what it does not name`() throws {
    let arn = try world.campaign(version: try world.version(of: solution))
    let before = try describe(arn)
    try world.call { plane, context in
      _ = try plane.updateCampaign(
        UpdateCampaignRequest(campaignArn: arn, minProvisionedTPS: 5), context)
    }
    let update = try describe(arn).latestCampaignUpdate
    #expect(update?.minProvisionedTPS == 5)
    #expect(update?.solutionVersionArn == before.solutionVersionArn)
  }

  @Test func `a campaign stays in its dataset group`() throws {
    let arn = try world.campaign(version: try world.version(of: solution))
    let other = try world.solution("other", inGroup: try world.group("second"))
    let version = try world.version(of: other)
    world.refuse(.invalidInput, "another dataset group") { plane, context in
      try plane.updateCampaign(
        UpdateCampaignRequest(campaignArn: arn, solutionVersionArn: version), context)
    }
  }

  @Test func `only ACTIVE and failed campaigns are updated`() throws {
    let arn = try world.campaign(version: try world.version(of: solution))
    for status in Lifecycle.of(.campaign).states {
      try world.setStatus(arn, status)
      if Status.settled.contains(status) { continue }
      world.refuse(.resourceInUse, status.rawValue) { plane, context in
        try plane.updateCampaign(UpdateCampaignRequest(campaignArn: arn), context)
      }
    }
  }
}
