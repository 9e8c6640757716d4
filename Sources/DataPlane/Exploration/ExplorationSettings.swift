import Glibc
import Recipes

/// How much of a list goes to new items, and which items are new.
struct ExplorationSettings: Sendable, Equatable {
  /// 0 for relevance alone, 1 for new items before all others.
  let weight: Double
  /// How many seconds before the newest interaction the oldest new item came.
  let ageLimit: Double

  /// What recipes do that explore by themselves: of every hundred places two or so.
  static let automatic = ExplorationSettings(weight: 0.1, ageLimit: 30 * 86_400)

  private init(weight: Double, ageLimit: Double) {
    self.weight = weight
    self.ageLimit = ageLimit
  }

  /// Reads `itemExplorationConfig`; what it lacks has the service's defaults.
  init(_ configuration: [String: String]?) {
    let weight = configuration?["explorationWeight"].flatMap(Double.init) ?? 0.3
    let days = configuration?["explorationItemAgeCutOff"].flatMap(Double.init) ?? 30
    self.init(weight: min(max(weight, 0), 1), ageLimit: max(days, 0) * 86_400)
  }

  /// The chance that a place of a list goes to a new item.
  ///
  /// New items seldom take the first places: at the default weight one of them is among the first
  /// ten of every fourth list, and far down 30 of 100 places are theirs. With a higher weight every
  /// place is explored that is explored with a lower one.
  func chance(ofPlace place: Int) -> Double {
    if weight <= 0 { return 0 }
    return pow(weight, 1 + 3 * exp2(-Double(place) / 8))
  }
}

extension Recipes.Recipe {
  /// What a target of this recipe explores; `nil` for relevance alone.
  ///
  /// - Parameter configured: what the campaign or recommender asks for.
  func exploration(_ configured: ExplorationSettings) -> ExplorationSettings? {
    switch (type, capabilities.exploration) {
    case (.userPersonalization, .configurable): configured.weight > 0 ? configured : nil
    case (.userPersonalization, .automatic): .automatic
    default: nil
    }
  }

  /// Whether answers may say why an item is in them.
  var givesReasons: Bool { name == "aws-user-personalization-v2" }
}
