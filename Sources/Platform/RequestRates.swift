/// How many requests a second a tenant may send, as the service's quotas have it.
package struct RequestRates: Sendable, Equatable {
  /// A rate, under the name by which settings know it.
  package enum Name: String, Sendable, CaseIterable {
    /// GetRecommendations, GetPersonalizedRanking and GetActionRecommendations together.
    case recommendationRequestsPerAccount
    /// The same of one campaign or recommender.
    case recommendationRequestsPerTarget
    case putEventsPerGroup
    case putActionInteractionsPerGroup
    /// PutItems, PutUsers and PutActions, each for itself.
    case putRecordsPerDataset

    fileprivate var quota: Int {
      switch self {
      case .recommendationRequestsPerAccount: 2500
      case .recommendationRequestsPerTarget: 500
      case .putEventsPerGroup, .putActionInteractionsPerGroup: 1000
      case .putRecordsPerDataset: 10
      }
    }
  }

  private var rates: [Int]

  /// The service's own rates.
  package init() { rates = Name.allCases.map(\.quota) }

  /// Requests a second; 0 allows none.
  package subscript(_ name: Name) -> Int {
    get { Name.allCases.firstIndex(of: name).map { rates[$0] } ?? name.quota }
    set { if let index = Name.allCases.firstIndex(of: name) { rates[index] = newValue } }
  }
}
