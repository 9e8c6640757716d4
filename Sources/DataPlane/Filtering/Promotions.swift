import PersonalizeAPI
import Platform
import Recipes

/// The promotion of a request, checked.
struct RequestedPromotion: Sendable {
  let name: String?
  let percent: Int
  let filterARN: String
  let filterValues: [String: String]?

  /// Reads a request's promotions, of which there can be one.
  init?(
    _ promotions: [Promotion]?, _ recipe: Recipes.Recipe
  ) throws(ServiceError) {
    guard let promotions, let promotion = promotions.first else { return nil }
    guard promotions.count == 1 else {
      throw .invalidInput("A request can have 1 promotion, this has \(promotions.count).")
    }
    guard recipe.capabilities.promotions else {
      throw .invalidInput("The recipe \(recipe.name) has no promotions: omit promotions.")
    }
    guard let filter = promotion.filterArn else {
      throw .invalidInput("A promotion needs a filterArn: it says what is promoted.")
    }
    guard let percent = promotion.percentPromotedItems, (1...100).contains(percent) else {
      throw .invalidInput("A promotion needs percentPromotedItems, from 1 to 100.")
    }
    name = promotion.name
    self.percent = percent
    filterARN = filter
    filterValues = promotion.filterValues
  }

  /// How many of `count` items are to be promoted ones: halves count as whole items, and there is
  /// at least one.
  func share(of count: Int) -> Int { max((count * percent + 50) / 100, 1) }
}

/// What an answer says of promoted items.
final class PromotionMark: Sendable, Equatable {
  let name: String?
  /// For recipes that give reasons.
  let reason: String?

  init(name: String?, recipe: Recipes.Recipe) {
    self.name = name
    reason = recipe.givesReasons ? "Promoted item" : nil
  }

  static func == (left: PromotionMark, right: PromotionMark) -> Bool {
    left.name == right.name && left.reason == right.reason
  }
}

extension [RankedList.Place] {
  /// Both lists in one, each in its order, at places that follow from `seed` alone.
  ///
  /// Every choice of places for the promoted ones is equally likely (selection sampling, Knuth,
  /// TAOCP 2, 3.4.2, algorithm S).
  func mixed(with promoted: [RankedList.Place], seed: String) -> [RankedList.Place] {
    var random = SeededRandom(seed)
    var mixed: [RankedList.Place] = []
    mixed.reserveCapacity(count + promoted.count)
    var (next, nextPromoted) = (0, 0)
    while next < count || nextPromoted < promoted.count {
      let left = promoted.count - nextPromoted
      if Int.random(in: 0..<(left + count - next), using: &random) < left {
        mixed.append(promoted[nextPromoted])
        nextPromoted += 1
      } else {
        mixed.append(self[next])
        next += 1
      }
    }
    return mixed
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014), begun by a text's FNV-1a hash.
private struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: String) {
    state = 0xCBF2_9CE4_8422_2325
    for byte in seed.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
