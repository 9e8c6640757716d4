package import PersonalizeAPI
import Recipes
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
    let answer: RankedAnswer?
    switch operation {
    case .getRecommendations:
      let request = try GetRecommendationsRequest.request(in: body, range)
      let target = TenantScoped(tenant: tenant, name: try Self.target(of: request))
      guard let serving = try serving(target, mayBlock) else { return false }
      answer = try recommendations(request, serving, mayBlock: mayBlock)
    case .getPersonalizedRanking:
      let request = try GetPersonalizedRankingRequest.request(in: body, range)
      let target = TenantScoped(tenant: tenant, name: request.campaignArn)
      guard let serving = try serving(target, mayBlock) else { return false }
      answer = try ranking(request, serving, mayBlock: mayBlock)
    case .getActionRecommendations:
      let request = try GetActionRecommendationsRequest.request(in: body, range)
      guard mayBlock else { return false }
      let response = try getActionRecommendations(request, DataContext(tenant: tenant))
      buffer.append(contentsOf: response.encoded())
      return true
    default:
      throw .notBuilt(operation.name)
    }
    guard let answer else { return false }
    answer.append(to: &buffer)
    return true
  }

  private func serving(
    _ target: TenantScoped, _ mayBlock: Bool
  ) throws(ServiceError) -> ServingTarget? {
    if let serving = targets.current(target) { return serving }
    return mayBlock ? try targets.resolve(target) : nil
  }
}

extension DataPlane: PersonalizeRuntimeService {
  package func getRecommendations(
    _ request: GetRecommendationsRequest, _ context: DataContext
  ) throws(ServiceError) -> GetRecommendationsResponse {
    let target = TenantScoped(tenant: context.tenant, name: try Self.target(of: request))
    let answer = try recommendations(request, try targets.resolve(target), mayBlock: true)
    return GetRecommendationsResponse(
      itemList: answer?.items, recommendationId: answer?.recommendationID)
  }

  package func getPersonalizedRanking(
    _ request: GetPersonalizedRankingRequest, _ context: DataContext
  ) throws(ServiceError) -> GetPersonalizedRankingResponse {
    let target = TenantScoped(tenant: context.tenant, name: request.campaignArn)
    let answer = try ranking(request, try targets.resolve(target), mayBlock: true)
    return GetPersonalizedRankingResponse(
      personalizedRanking: answer?.items, recommendationId: answer?.recommendationID)
  }

  package func getActionRecommendations(
    _ request: GetActionRecommendationsRequest, _ context: DataContext
  ) throws(ServiceError) -> GetActionRecommendationsResponse {
    guard let campaign = request.campaignArn else {
      throw .invalidInput("campaignArn is missing: give the ARN of a campaign.")
    }
    let serving = try targets.resolve(TenantScoped(tenant: context.tenant, name: campaign))
    return try actionRecommendations(request, serving).response
  }
}
