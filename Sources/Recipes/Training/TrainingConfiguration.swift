/// What a solution asks of a training, besides the recipe.
package struct TrainingConfiguration: Sendable {
  /// The least data a training accepts.
  package struct Minimums: Sendable, Equatable {
    package var interactions: Int
    /// Users that need at least two interactions each.
    package var activeUsers: Int
    /// Share of all users that need at least two interactions.
    package var activeUserShare: Double
    /// The most distinct event types and optional interaction columns together.
    package var maxEventTypesAndColumns: Int
    /// How often an action must have been taken, and as often not, for its scores to count.
    package var actionResponses = 50

    package init(
      interactions: Int, activeUsers: Int, activeUserShare: Double, maxEventTypesAndColumns: Int
    ) {
      self.interactions = interactions
      self.activeUsers = activeUsers
      self.activeUserShare = activeUserShare
      self.maxEventTypesAndColumns = maxEventTypesAndColumns
    }

    /// The service's own.
    package static let service = Minimums(
      interactions: 1000, activeUsers: 25, activeUserShare: 0.01, maxEventTypesAndColumns: 10)
    /// For tiny test data: one interaction is enough.
    package static let relaxed = Minimums(
      interactions: 1, activeUsers: 0, activeUserShare: 0, maxEventTypesAndColumns: .max
    ).with { $0.actionResponses = 1 }

    private func with(_ change: (inout Minimums) -> Void) -> Minimums {
      var copy = self
      change(&copy)
      return copy
    }
  }

  /// What a training is for.
  package enum Purpose: String, Sendable, Codable {
    /// A model to answer with.
    case model
    /// The offline metrics.
    case evaluation
    /// Metrics to choose among settings by: of other users than those the offline metrics are of,
    /// and without a look at what those hold out.
    case validation
  }

  /// The only event type that counts, compared without case; `nil` for all.
  package var eventType: String?
  /// The least event value that counts; interactions without a value do not.
  package var eventValueThreshold: Double?
  /// `algorithmHyperParameters` as on the wire; what is missing has its default.
  package var algorithmHyperparameters: [String: String]
  /// `featureTransformationParameters` as on the wire; what is missing has its default.
  package var featureTransformationParameters: [String: String]
  /// What events of different types count, for recipes that can weigh them; `nil` for all alike.
  package var eventWeights: EventWeights?
  /// What the ranking is to favour, for recipes that can.
  package var objective: Objective?
  /// The time now, epoch seconds, for parameters that count from it; `nil` for the newest data's.
  package var currentTime: Int64?
  package var minimums: Minimums
  /// Whether to compute the offline metrics, which costs a second training.
  package var evaluates: Bool
  package var purpose: Purpose = .model
  /// A model of the same recipe, older, whose fitted weights are taken over rather than found anew.
  package var base: Model?

  package init(
    eventType: String? = nil, eventValueThreshold: Double? = nil,
    algorithmHyperparameters: [String: String] = [:],
    featureTransformationParameters: [String: String] = [:],
    minimums: Minimums = .service, evaluates: Bool = true
  ) {
    self.eventType = eventType
    self.eventValueThreshold = eventValueThreshold
    self.algorithmHyperparameters = algorithmHyperparameters
    self.featureTransformationParameters = featureTransformationParameters
    self.minimums = minimums
    self.evaluates = evaluates
  }

  /// Whether metrics are measured at all.
  var measures: Bool { evaluates || purpose != .model }
}
