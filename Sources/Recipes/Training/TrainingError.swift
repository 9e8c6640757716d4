/// Why a training failed; the description is fit for a `failureReason`.
package enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No recipe has this name.
  case unknownRecipe(String)
  /// The recipe is in the catalogue but this version cannot train it.
  case recipeNotAvailable(String)
  /// Fewer interactions than needed, after the filter on event type and value.
  case tooFewInteractions(minimum: Int, eventType: String?)
  /// Fewer users with two interactions or more than needed.
  case tooFewActiveUsers(minimum: Int)
  /// A smaller share of users with two interactions or more than needed.
  case tooSmallShareOfActiveUsers(minimum: Double)
  /// More distinct event types and optional columns than allowed.
  case tooManyEventTypes(maximum: Int)
  /// All interactions have one timestamp, so there is no newer part to learn to foretell.
  case equalTimestamps
  /// No item has a title or description.
  case noItemTexts
  /// There are no actions.
  case noActions
  /// A hyperparameter that the recipe does not have, or a value it cannot have.
  case invalidHyperparameter(String)

  /// Whether more or other rows would help: it is the data that are lacking.
  package var isLackOfData: Bool {
    switch self {
    case .tooFewInteractions, .tooFewActiveUsers, .tooSmallShareOfActiveUsers, .equalTimestamps,
      .noItemTexts, .noActions:
      true
    case .unknownRecipe, .recipeNotAvailable, .tooManyEventTypes, .invalidHyperparameter: false
    }
  }

  package var description: String {
    switch self {
    case .unknownRecipe(let name):
      "There is no recipe \(name)."
    case .recipeNotAvailable(let name):
      "The recipe \(name) is not available in this version."
    case .tooFewInteractions(let minimum, let eventType?):
      "Dataset has fewer than \(minimum) interactions after filtering by event type: \(eventType)"
    case .tooFewInteractions(let minimum, nil):
      "Dataset has fewer than \(minimum) interactions."
    case .tooFewActiveUsers(let minimum):
      "Dataset has fewer than \(minimum) users with at least 2 interactions each."
    case .tooSmallShareOfActiveUsers(let minimum):
      "Dataset has fewer than \(minimum * 100) percent of users with at least 2 interactions each."
    case .tooManyEventTypes(let maximum):
      "Dataset has more than \(maximum) distinct event types and optional interactions columns."
    case .equalTimestamps:
      "All interactions of the dataset have the same timestamp."
    case .noItemTexts:
      "The Items dataset has no text: give items a title, in a field marked itemName, or a textual "
        + "field."
    case .noActions:
      "The Actions dataset has no actions."
    case .invalidHyperparameter(let problem):
      problem
    }
  }
}
