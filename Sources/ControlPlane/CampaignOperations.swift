package import PersonalizeAPI
import Platform
import Store

extension ControlPlane {
  package func createCampaign(
    _ request: CreateCampaignRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateCampaignResponse {
    try CampaignRules.checkSynchronisation(
      request.campaignConfig, versionARN: request.solutionVersionArn)
    let version = try context.servableVersion(request.solutionVersionArn)
    try CampaignRules.check(request.campaignConfig, for: version, context)
    let arn = context.arn(.campaign, request.name)
    try context.create(
      Campaign(
        name: request.name, campaignArn: arn, solutionVersionArn: version.arn,
        minProvisionedTPS: request.minProvisionedTPS ?? 1, campaignConfig: request.campaignConfig),
      arn: arn, name: request.name, group: version.groupARN, parent: version.parentARN,
      references: [version.arn], tags: request.tags)
    return CreateCampaignResponse(campaignArn: arn)
  }

  package func updateCampaign(
    _ request: UpdateCampaignRequest, _ context: ControlContext
  ) throws(ServiceError) -> UpdateCampaignResponse {
    let resource = try context.find(.campaign, request.campaignArn)
    var campaign = try Campaign(resource)
    let configuration = request.campaignConfig ?? campaign.campaignConfig
    let isFollowing = campaign.campaignConfig?.syncWithLatestSolutionVersion == true
    if request.solutionVersionArn != nil || !isFollowing {
      try CampaignRules.checkSynchronisation(
        configuration, versionARN: request.solutionVersionArn)
    }
    let current = campaign.solutionVersionArn ?? ""
    let version = try context.servableVersion(request.solutionVersionArn ?? current)
    try context.checkUpdatable(resource, campaign)
    guard version.groupARN == resource.groupARN else {
      throw .invalid(
        "The solution version \(version.arn) belongs to another dataset group than the campaign "
          + "\(resource.arn). Give one of the same group.")
    }
    try CampaignRules.check(configuration, for: version, context)
    let now = context.clock.now()
    campaign.latestCampaignUpdate = CampaignUpdateSummary(
      solutionVersionArn: version.arn,
      minProvisionedTPS: request.minProvisionedTPS ?? campaign.minProvisionedTPS,
      campaignConfig: configuration, status: Campaign.beginningUpdate,
      creationDateTime: now, lastUpdatedDateTime: now)
    try context.update(resource, references: [current, version.arn], campaign)
    return UpdateCampaignResponse(campaignArn: resource.arn)
  }

  package func describeCampaign(
    _ request: DescribeCampaignRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeCampaignResponse {
    DescribeCampaignResponse(campaign: try context.describe(request.campaignArn))
  }

  package func listCampaigns(
    _ request: ListCampaignsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListCampaignsResponse {
    let page = try context.list(
      parent: request.solutionArn, nextToken: request.nextToken, maxResults: request.maxResults
    ) { (campaign: Campaign) in
      CampaignSummary(
        name: campaign.name, campaignArn: campaign.campaignArn, status: campaign.status,
        creationDateTime: campaign.creationDateTime,
        lastUpdatedDateTime: campaign.lastUpdatedDateTime, failureReason: campaign.failureReason)
    }
    return ListCampaignsResponse(campaigns: page.elements, nextToken: page.nextToken)
  }

  package func deleteCampaign(
    _ request: DeleteCampaignRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(Campaign.self, request.campaignArn)
  }
}

extension ControlContext {
  /// The version a campaign is to serve: the one named, or a solution's newest ACTIVE one for
  /// `$LATEST`.
  fileprivate func servableVersion(_ arn: String) throws(ServiceError) -> Resource {
    guard let parsed = ResourceARN(arn), parsed.isLatest,
      let solutionARN = parsed.solutionOfVersion
    else {
      let version = try find(.solutionVersion, arn)
      let solution = try find(.solution, version.parentARN ?? "")
      try check(version, solution, allowCreateOf: .campaign)
      return version
    }
    let solution = try find(.solution, solutionARN)
    try check(solution, allowCreateOf: .campaign)
    let versions = try storing {
      try database.list(.solutionVersion, parent: solutionARN, newestFirst: true, limit: .max)
    }
    if let newest = versions.first(where: { $0.status == .active }) { return newest }
    if let coming = versions.first(where: { $0.status.isTransitional }) {
      throw .wrongState(of: coming, required: [.active], to: "before a campaign can serve it")
    }
    throw .invalid(
      "The solution \(solutionARN) has no ACTIVE solution version. Create one with "
        + "CreateSolutionVersion and wait until it is ACTIVE.")
  }
}
