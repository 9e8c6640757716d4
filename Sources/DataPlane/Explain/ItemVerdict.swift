import Filters
import PersonalizeAPI
import Recipes

/// Why the item asked about is in an answer or is not.
enum ItemVerdict: Sendable, Equatable {
  case listed(place: Int)
  case pinned(place: Int?)
  /// The model does not know it.
  case unknown
  case seed
  /// It is not among the items to rank.
  case notAsked
  /// The use case drops it, for the user's events of this type.
  case dropped(eventType: String)
  /// By this expression.
  case filtered(expression: String, isInclude: Bool)
  /// Too low.
  case ranked(rank: Int, of: Int, length: Int)
  /// High enough, but its place went to others.
  case displaced(rank: Int, byPromotion: Bool)

  /// The name of the kind, as the API has it.
  var status: String {
    switch self {
    case .listed: "listed"
    case .pinned: "pinned"
    case .unknown: "unknown"
    case .seed: "seed"
    case .notAsked: "notAsked"
    case .dropped: "dropped"
    case .filtered: "filtered"
    case .ranked: "ranked"
    case .displaced(_, let byPromotion): byPromotion ? "promotedOver" : "explored"
    }
  }

  var message: String {
    switch self {
    case .listed(let place): "It is in the answer, at place \(place)."
    case .pinned(let place?): "A pin puts it at place \(place)."
    case .pinned(nil): "A pin gives the answer, and the item is not in it."
    case .unknown:
      "The model does not know it: when it was made, the item had no interactions that count and, "
        + "for recipes that look at items, no record."
    case .seed: "It is the item that related ones are wanted for; that is never among them."
    case .notAsked: "It is not in the inputList, and only those items are ranked."
    case .dropped(let type):
      "The use case drops what the user has interacted with by an event of the type \(type)."
    case .filtered(let expression, true):
      "The filter removes it: no INCLUDE expression matches it, such as \(expression)"
    case .filtered(let expression, false): "The filter removes it: \(expression)"
    case .ranked(let rank, let count, let length):
      "By relevance it is number \(rank) of \(count) items, and the answer has \(length)."
    case .displaced(let rank, true):
      "By relevance it is number \(rank), but promoted items take places of the answer."
    case .displaced(let rank, false):
      "By relevance it is number \(rank), but explored items take places of the answer."
    }
  }
}
