import JSON
import PersonalizeAPI

/// The answer to a request for action recommendations.
struct ActionAnswer: Sendable {
  struct Place: Sendable {
    let action: String
    let score: Double
  }

  let places: [Place]
  let recommendationID: String

  /// The same as the model of the API has it; scores with seven decimals.
  var response: GetActionRecommendationsResponse {
    GetActionRecommendationsResponse(
      actionList: places.map {
        PredictedAction(actionId: $0.action, score: ($0.score * 1e7).rounded() / 1e7)
      },
      recommendationId: recommendationID)
  }
}
