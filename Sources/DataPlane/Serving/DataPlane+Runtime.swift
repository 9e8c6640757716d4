import Dispatch
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
    let answer = try answer(
      to: operation, body: body, range: range, tenant: tenant, mayBlock: mayBlock)
    // A pinned delay must not hold up a reactor.
    guard let answer, mayBlock || answer.delayMilliseconds == 0 else { return false }
    try answer.append(to: &buffer)
    return true
  }

  /// Answers off the reactors, after the delay that a test may have pinned.
  package func respondLater(
    to operation: Operation, body: [UInt8], tenant: TenantKey,
    _ completion: @escaping @Sendable (Result<[UInt8], ServiceError>) -> Void
  ) {
    background.async { [self] in
      var delay = 0
      let outcome = Result { () throws(ServiceError) in
        var buffer: [UInt8] = []
        let answer = try answer(
          to: operation, body: body, range: nil, tenant: tenant, mayBlock: true)
        delay = answer?.delayMilliseconds ?? 0
        try answer?.append(to: &buffer)
        return buffer
      }
      guard delay > 0 else { return completion(outcome) }
      background.asyncAfter(deadline: .now() + .milliseconds(delay)) { completion(outcome) }
    }
  }

  private func answer(
    to operation: Operation, body: [UInt8], range: Range<Int>?, tenant: TenantKey, mayBlock: Bool
  ) throws(ServiceError) -> RuntimeAnswer? {
    switch operation {
    case .getRecommendations:
      let request = try GetRecommendationsRequest.request(in: body, range)
      let target = TenantScoped(tenant: tenant, name: try Self.target(of: request))
      guard let serving = try serving(target, mayBlock),
        let request = try asked(request, serving, mayBlock: mayBlock)
      else { return nil }
      return try answer(request, serving, mayBlock: mayBlock)
    case .getPersonalizedRanking:
      let request = try GetPersonalizedRankingRequest.request(in: body, range)
      let target = TenantScoped(tenant: tenant, name: request.campaignArn)
      guard let serving = try serving(target, mayBlock),
        let request = try asked(request, serving, mayBlock: mayBlock)
      else { return nil }
      return try answer(request, serving, mayBlock: mayBlock)
    case .getActionRecommendations:
      let request = try GetActionRecommendationsRequest.request(in: body, range)
      let target = TenantScoped(tenant: tenant, name: try Self.campaign(of: request))
      guard let serving = try serving(target, mayBlock), mayBlock else { return nil }
      return try answer(try asked(request, serving), serving)
    default:
      throw .notBuilt(operation.name)
    }
  }

  /// - Parameter mayBlock: false at a request's first attempt, which is when its rate counts.
  private func serving(
    _ target: TenantScoped, _ mayBlock: Bool
  ) throws(ServiceError) -> ServingTarget? {
    if !mayBlock, let rateLimiter { try rateLimiter.admitRecommendation(target) }
    if let serving = targets.current(target) { return serving }
    return mayBlock ? try targets.resolve(target) : nil
  }
}

extension DataPlane: PersonalizeRuntimeService {
  package func getRecommendations(
    _ request: GetRecommendationsRequest, _ context: DataContext
  ) throws(ServiceError) -> GetRecommendationsResponse {
    let target = TenantScoped(tenant: context.tenant, name: try Self.target(of: request))
    let serving = try targets.resolve(target)
    let answer = try asked(request, serving, mayBlock: true).flatMap {
      (request) throws(ServiceError) in
      try recommendations(request, serving, mayBlock: true)
    }
    return GetRecommendationsResponse(
      itemList: answer?.items, recommendationId: answer?.recommendationID)
  }

  package func getPersonalizedRanking(
    _ request: GetPersonalizedRankingRequest, _ context: DataContext
  ) throws(ServiceError) -> GetPersonalizedRankingResponse {
    let target = TenantScoped(tenant: context.tenant, name: request.campaignArn)
    let serving = try targets.resolve(target)
    let answer = try asked(request, serving, mayBlock: true).flatMap {
      (request) throws(ServiceError) in try ranking(request, serving, mayBlock: true)
    }
    return GetPersonalizedRankingResponse(
      personalizedRanking: answer?.items, recommendationId: answer?.recommendationID)
  }

  package func getActionRecommendations(
    _ request: GetActionRecommendationsRequest, _ context: DataContext
  ) throws(ServiceError) -> GetActionRecommendationsResponse {
    let campaign = try Self.campaign(of: request)
    let serving = try targets.resolve(TenantScoped(tenant: context.tenant, name: campaign))
    return try actionRecommendations(try asked(request, serving), serving).response
  }

  private static func campaign(
    of request: GetActionRecommendationsRequest
  ) throws(ServiceError) -> String {
    guard let campaign = request.campaignArn else {
      throw .invalidInput("campaignArn is missing: give the ARN of a campaign.")
    }
    return campaign
  }
}
