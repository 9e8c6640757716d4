import JSON
import PersonalizeAPI
import Synchronization
import Testing

@Suite struct DispatcherTests {
  private struct Runtime: PersonalizeRuntimeService {
    func getActionRecommendations(
      _ request: GetActionRecommendationsRequest, _ context: String
    ) throws(ServiceError) -> GetActionRecommendationsResponse {
      throw ServiceError(.resourceNotFound, context)
    }

    func getPersonalizedRanking(
      _ request: GetPersonalizedRankingRequest, _ context: String
    ) throws(ServiceError) -> GetPersonalizedRankingResponse {
      GetPersonalizedRankingResponse(
        personalizedRanking: request.inputList.map { PredictedItem(itemId: $0) })
    }

    func getRecommendations(
      _ request: GetRecommendationsRequest, _ context: String
    ) throws(ServiceError) -> GetRecommendationsResponse {
      GetRecommendationsResponse(recommendationId: context)
    }
  }

  private struct Events: PersonalizeEventsService {
    func putActionInteractions(
      _ request: PutActionInteractionsRequest, _ context: Int,
      _ completion: @escaping DeferredCompletion
    ) { completion(.success(())) }

    func putActions(
      _ request: PutActionsRequest, _ context: Int, _ completion: @escaping DeferredCompletion
    ) { completion(.success(())) }

    func putEvents(
      _ request: PutEventsRequest, _ context: Int, _ completion: @escaping DeferredCompletion
    ) { completion(.failure(ServiceError(.invalidInput, request.trackingId))) }

    func putItems(
      _ request: PutItemsRequest, _ context: Int, _ completion: @escaping DeferredCompletion
    ) { completion(.success(())) }

    func putUsers(
      _ request: PutUsersRequest, _ context: Int, _ completion: @escaping DeferredCompletion
    ) { completion(.success(())) }
  }

  private func answer(_ operation: PersonalizeAPI.Operation, _ body: String) throws -> String {
    var buffer = Array("HEAD ".utf8)
    try JSONWriter.write(to: &buffer) { writer throws(ServiceError) in
      try PersonalizeRuntimeDispatcher.dispatch(
        operation, body: Array(body.utf8), service: Runtime(), context: "RID", into: &writer)
    }
    return String(decoding: buffer, as: UTF8.self)
  }

  @Test func `a request is decoded, handled and its answer appended to the buffer`() throws {
    let body =
      #"{"campaignArn":"arn:aws:personalize:r:a:campaign/c","inputList":["a","b"],"userId":"u"}"#
    #expect(
      try answer(.getPersonalizedRanking, body)
        == #"HEAD {"personalizedRanking":[{"itemId":"a"},{"itemId":"b"}]}"#)
    #expect(try answer(.getRecommendations, "{}") == #"HEAD {"recommendationId":"RID"}"#)
  }

  @Test func `what the handler throws comes out`() {
    #expect(throws: ServiceError(.resourceNotFound, "RID")) {
      try answer(.getActionRecommendations, "{}")
    }
    #expect(throws: ServiceError.self) { try answer(.getPersonalizedRanking, "{}") }
    #expect(throws: ServiceError.self) { try answer(.createSchema, "{}") }
  }

  @Test func `a deferred operation reports through its completion`() {
    func outcome(_ operation: PersonalizeAPI.Operation, _ body: String) -> ServiceError? {
      let error = Mutex<ServiceError?>(ServiceError(.internalFailure, "never called"))
      PersonalizeEventsDispatcher.dispatch(
        operation, body: Array(body.utf8), service: Events(), context: 1
      ) { result in
        error.withLock {
          switch result {
          case .success: $0 = nil
          case .failure(let failure): $0 = failure
          }
        }
      }
      return error.withLock { $0 }
    }
    let event = #"{"trackingId":"t","sessionId":"s","eventList":[{"eventType":"a","sentAt":1}]}"#
    #expect(outcome(.putEvents, event) == ServiceError(.invalidInput, "t"))
    let items =
      #"{"datasetArn":"arn:aws:personalize:r:a:dataset/g/ITEMS","items":[{"itemId":"i"}]}"#
    #expect(outcome(.putItems, items) == nil)
    #expect(outcome(.putItems, "{")?.kind == .serialization)
    #expect(outcome(.createSchema, "{}")?.kind == .unknownOperation)
  }
}
