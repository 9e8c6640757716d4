import PersonalizeAPI
import Platform
import Store

/// Moves campaigns that follow their solution's newest version on to it.
struct CampaignSynchronisation {
  let database: ControlDatabase
  let now: Timestamp

  /// Starts an update of every campaign that follows the solution of a version, which is ACTIVE.
  func followers(of version: Resource) throws {
    guard let solution = version.parentARN else { return }
    for campaign in try database.list(.campaign, parent: solution, limit: .max) {
      try follow(campaign)
    }
  }

  /// Starts an update of a campaign that serves an older version than it should.
  ///
  /// While another update runs it does nothing: that one's end brings it here again.
  func follow(_ resource: Resource) throws {
    var campaign = try Campaign.decode(resource.body)
    guard resource.status == .active, let solution = resource.parentARN,
      campaign.campaignConfig?.syncWithLatestSolutionVersion == true,
      ResourceUpdate(resource)?.status?.isTransitional != true,
      let newest = try newestVersion(of: solution)
    else { return }
    let serving = try campaign.solutionVersionArn.flatMap { try database.resource($0) }
    if let serving, serving.sequence >= newest.sequence { return }
    campaign.latestCampaignUpdate = CampaignUpdateSummary(
      solutionVersionArn: newest.arn, minProvisionedTPS: campaign.minProvisionedTPS,
      campaignConfig: campaign.campaignConfig, status: Status.createPending.rawValue,
      creationDateTime: now, lastUpdatedDateTime: now)
    var changed = resource
    changed.body = campaign.encoded()
    changed.updatedAt = now
    try database.update(changed)
    try database.setReferences(
      of: resource.arn, to: [campaign.solutionVersionArn, newest.arn].compactMap(\.self))
    try database.enqueue(.update, on: resource.arn, notBefore: now)
  }

  private func newestVersion(of solution: String) throws -> Resource? {
    try database.list(.solutionVersion, parent: solution, newestFirst: true, limit: .max)
      .first { $0.status == .active }
  }
}
