import Kernels
import Recipes

/// A ranked list before exploration, and what exploring it takes.
final class ExplorationBase: Sendable {
  let settings: ExplorationSettings
  /// The list by relevance; empty where there is nothing to explore.
  let places: [RankedList.Place]
  let isComplete: Bool
  let candidates: [Explorer.Candidate]
  let seed: UInt64
  /// Of the user's history the list was made from.
  let historyVersion: Int?
  /// Which places go to new items.
  let explored: [Int]

  init(
    settings: ExplorationSettings, places: [RankedList.Place], isComplete: Bool,
    explored: [Int], candidates: [Explorer.Candidate], seed: UInt64, historyVersion: Int?
  ) {
    self.settings = settings
    self.places = candidates.isEmpty ? [] : places
    self.isComplete = isComplete
    self.explored = explored
    self.candidates = candidates
    self.seed = seed
    self.historyVersion = historyVersion
  }

  /// Roughly the memory it takes.
  var byteCount: Int { places.count * 56 + candidates.count * 16 + 96 }

  /// Puts new items in the places that are explored; the others keep their order.
  ///
  /// The scores stay where they are: the list goes down in score as it did before, and over all
  /// items they sum up to the same.
  func places(drawing items: [Int], _ model: Model) -> [RankedList.Place] {
    guard !items.isEmpty, !explored.isEmpty else { return places }
    var result: [RankedList.Place] = []
    result.reserveCapacity(places.count)
    var used: Set<Int> = []
    var (nextPlace, nextItem, nextExplored) = (0, 0, 0)
    for index in places.indices {
      if nextExplored < explored.count, explored[nextExplored] == index {
        nextExplored += 1
        while nextItem < items.count, used.contains(items[nextItem]) { nextItem += 1 }
        if nextItem < items.count {
          let item = items[nextItem]
          used.insert(item)
          var place = RankedList.Place(
            item: model.items[item], score: places[index].score, number: item)
          place.origin = .exploration
          result.append(place)
          continue
        }
      }
      while nextPlace < places.count, used.contains(places[nextPlace].number) { nextPlace += 1 }
      guard nextPlace < places.count else { break }
      let place = places[nextPlace]
      nextPlace += 1
      used.insert(place.number)
      result.append(place.scored(places[index].score))
    }
    return result
  }

  /// Which of the first places of a list are explored, in their order.
  static func explored(
    of count: Int, _ settings: ExplorationSettings, seed: UInt64
  ) -> [Int] {
    (0..<count).filter { place in
      let chance = settings.chance(ofPlace: place)
      let bits = SeededRandom.mixed(seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(place + 1))
      return Double(bits >> 11) / Double(1 << 53) < chance
    }
  }
}
