package import PersonalizeAPI
package import Store

extension DataPlane {
  /// Answers a request for recommendations or a ranking, straight into `buffer`.
  ///
  /// On a reactor's thread `mayBlock` must be false: then this returns false, and has written
  /// nothing, when the disk would have to be read. The caller repeats it elsewhere.
  package func respond(
    to operation: Operation, body: [UInt8], range: Range<Int>? = nil, tenant: TenantKey,
    mayBlock: Bool, into buffer: inout [UInt8]
  ) throws(ServiceError) -> Bool {
    let answer: RankedAnswer
    switch operation {
    case .getRecommendations:
      let request = try GetRecommendationsRequest.request(in: body, range)
      let campaign = TenantScoped(tenant: tenant, name: try Self.target(of: request))
      guard let snapshot = try snapshot(campaign, mayBlock) else { return false }
      answer = try recommendations(request, snapshot)
    case .getPersonalizedRanking:
      let request = try GetPersonalizedRankingRequest.request(in: body, range)
      let campaign = TenantScoped(tenant: tenant, name: request.campaignArn)
      guard let snapshot = try snapshot(campaign, mayBlock) else { return false }
      answer = try ranking(request, snapshot)
    default:
      throw .notBuilt(operation.name)
    }
    answer.append(to: &buffer)
    return true
  }

  private func snapshot(
    _ campaign: TenantScoped, _ mayBlock: Bool
  ) throws(ServiceError) -> CampaignSnapshot? {
    if let snapshot = campaigns.current(campaign) { return snapshot }
    return mayBlock ? try campaigns.resolve(campaign) : nil
  }
}

extension DataPlane: PersonalizeRuntimeService {
  package func getRecommendations(
    _ request: GetRecommendationsRequest, _ context: DataContext
  ) throws(ServiceError) -> GetRecommendationsResponse {
    let target = TenantScoped(tenant: context.tenant, name: try Self.target(of: request))
    let answer = try recommendations(request, try campaigns.resolve(target))
    return GetRecommendationsResponse(
      itemList: answer.items, recommendationId: answer.recommendationID)
  }

  package func getPersonalizedRanking(
    _ request: GetPersonalizedRankingRequest, _ context: DataContext
  ) throws(ServiceError) -> GetPersonalizedRankingResponse {
    let target = TenantScoped(tenant: context.tenant, name: request.campaignArn)
    let answer = try ranking(request, try campaigns.resolve(target))
    return GetPersonalizedRankingResponse(
      personalizedRanking: answer.items, recommendationId: answer.recommendationID)
  }

  package func getActionRecommendations(
    _ request: GetActionRecommendationsRequest, _ context: DataContext
  ) throws(ServiceError) -> GetActionRecommendationsResponse {
    throw .notBuilt("GetActionRecommendations")
  }
}
