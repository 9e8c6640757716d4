import PersonalizeAPI
import Platform
import Store

/// Answers that may be pinned; each is `nil` when it takes the disk and `mayBlock` is false.
extension DataPlane {
  func answer(
    _ request: GetRecommendationsRequest, _ serving: ServingTarget, mayBlock: Bool
  ) throws(ServiceError) -> RuntimeAnswer? {
    guard let pin = serving.pins?.pin(user: request.userId, item: request.itemId) else {
      return try recommendations(request, serving, mayBlock: mayBlock).map { answer in
        RuntimeAnswer(content: .ranked(answer))
      }
    }
    guard mayBlock else { return nil }
    try Self.check(request, names: serving.snapshot)
    if let content = try pinned(
      pin, .recommendations, for: request.userId, limit: request.numResults,
      request.metadataColumns, serving)
    {
      return RuntimeAnswer(content: content, delayMilliseconds: pin.delayMilliseconds ?? 0)
    }
    return try recommendations(request, serving, mayBlock: true).map { answer in
      RuntimeAnswer(
        content: .ranked(answer), delayMilliseconds: pin.delayMilliseconds ?? 0)
    }
  }

  func answer(
    _ request: GetPersonalizedRankingRequest, _ serving: ServingTarget, mayBlock: Bool
  ) throws(ServiceError) -> RuntimeAnswer? {
    guard let pin = serving.pins?.pin(user: request.userId) else {
      return try ranking(request, serving, mayBlock: mayBlock).map { answer in
        RuntimeAnswer(content: .ranked(answer))
      }
    }
    guard mayBlock else { return nil }
    if let content = try pinned(
      pin, .ranking, for: request.userId, limit: nil, request.metadataColumns, serving)
    {
      return RuntimeAnswer(content: content, delayMilliseconds: pin.delayMilliseconds ?? 0)
    }
    return try ranking(request, serving, mayBlock: true).map { answer in
      RuntimeAnswer(
        content: .ranked(answer), delayMilliseconds: pin.delayMilliseconds ?? 0)
    }
  }

  func answer(
    _ request: GetActionRecommendationsRequest, _ serving: ServingTarget
  ) throws(ServiceError) -> RuntimeAnswer? {
    let pin = serving.pins?.pin(user: request.userId)
    let delay = pin?.delayMilliseconds ?? 0
    if let error = pin?.refusal {
      return RuntimeAnswer(content: .refusal(error), delayMilliseconds: delay)
    }
    let response =
      if let places = pin?.places(limit: request.numResults) {
        GetActionRecommendationsResponse(
          actionList: places.map { PredictedAction(actionId: $0.item, score: $0.score) },
          recommendationId: identifiers.recommendationID(mark: serving.mark))
      } else {
        try actionRecommendations(request, serving).response
      }
    return RuntimeAnswer(content: .encoded(response.encoded()), delayMilliseconds: delay)
  }

  /// What a pin says in place of the model; `nil` when it only delays.
  private func pinned(
    _ pin: Pin, _ operation: RankedAnswer.Operation, for user: String?, limit: Int?,
    _ columns: [String: [String]]?, _ serving: ServingTarget
  ) throws(ServiceError) -> RuntimeAnswer.Content? {
    let epoch = serving.snapshot.epoch.current
    if let error = pin.refusal { return .refusal(error) }
    guard let places = pin.places(limit: limit) else { return nil }
    var answer = RankedAnswer(
      operation: operation, list: RankedList(places, isComplete: true), count: places.count,
      recommendationID: identifiers.recommendationID(mark: serving.mark))
    if case .wanted(let columns) = try metadata(columns, serving, mayBlock: true) {
      _ = try add(columns, to: &answer, serving.snapshot, mayBlock: true)
    }
    remember(answer, for: user, in: serving.snapshot, begunIn: epoch)
    return .ranked(answer)
  }
}
