/// What requests a recipe answers and what its answers carry.
package struct RecipeCapabilities: Sendable, Equatable {
  /// Whether a request must, may or need not carry an id.
  package enum Requirement: Sendable, Equatable {
    /// Missing: the request is refused.
    case required
    /// Required only when the filter refers to the current user.
    case forFilter
    /// Ignored when sent.
    case unused
  }

  /// Whether answers may carry item metadata.
  package enum Metadata: Sendable, Equatable {
    case always
    case optIn
    case never
  }

  /// How much new items are explored.
  package enum Exploration: Sendable, Equatable {
    case none
    /// By the campaign's weight and age cut-off.
    case configurable
    /// A fixed share.
    case automatic
  }

  /// What the scores of an answer mean.
  package enum Scores: Sendable, Equatable {
    case none
    /// Softmax over all items.
    case catalogue
    /// Softmax over the items of the request.
    case inputList
    /// A probability for each action.
    case propensity
  }

  /// Items of the user's own history that a use case drops by itself.
  package enum AutomaticFilter: String, Sendable, Equatable {
    case purchased = "Purchase"
    case watched = "Watch"
  }

  package var userID: Requirement
  package var itemID: Requirement = .unused
  /// Whether streamed events change the next answer.
  package var usesLiveEvents = false
  package var exploration: Exploration = .none
  /// Whether new items enter every two hours without training.
  package var updatesAutomatically = false
  /// Whether columns of the interactions and a request's `context` count.
  package var usesContext = false
  /// Whether attributes of users and items count in who gets what.
  package var usesMetadata = false
  package var promotions = false
  package var batchInference = false
  package var batchSegments = false
  package var scores: Scores = .none
  package var metadata: Metadata = .optIn
  /// Whether `trainingMode` `UPDATE` is accepted.
  package var supportsUpdate = false
  /// Whether `performHPO` is accepted.
  package var supportsHPO = false
  /// Whether a solution may give `eventsConfig`.
  package var supportsEventWeights = false
  /// Whether a solution may give `optimizationObjective`.
  package var supportsObjective = false
  /// Whether a solution may set `performIncrementalUpdate`.
  package var supportsIncrementalUpdate = false
  /// Whether a campaign or recommender can be made of it.
  package var deployable = true
  /// The event type a use case counts by itself; `nil` for any.
  package var eventType: String?
  package var automaticFilter: AutomaticFilter?

  package init(userID: Requirement) { self.userID = userID }

  /// The capabilities with some members changed.
  func with(_ change: (inout Self) -> Void) -> Self {
    var copy = self
    change(&copy)
    return copy
  }
}
