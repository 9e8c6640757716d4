import JSON
import Recipes
import Synchronization

/// A ranking with its JSON, made once and cut to length for each answer.
final class RankedList: Sendable {
  /// One place of a ranking.
  struct Place: Sendable, Equatable {
    let item: String
    /// `nil` where the recipe gives none.
    let score: Double?
    /// The item's number in the model, -1 if it has none.
    var number = -1
    /// Of promoted items.
    var promotion: PromotionMark?
    var origin = Origin.relevance

    /// The same item with another score.
    func scored(_ score: Double?) -> Place {
      var place = Place(item: item, score: score, number: number)
      (place.promotion, place.origin) = (promotion, origin)
      return place
    }
  }

  /// Why an item is in a list.
  enum Origin: Sendable, Equatable {
    case relevance
    case exploration
    /// For want of items that the model has scores for.
    case popular

    /// What answers say, of recipes that give reasons.
    var reason: String? {
      switch self {
      case .relevance: nil
      case .exploration: "Exploration"
      case .popular: "Popular item"
      }
    }
  }

  /// Tells lists apart: no two ever have the same.
  let number = RankedList.numbers.add(1, ordering: .relaxed).newValue
  let places: [Place]
  /// What a filtered list came of.
  let origin: FilteredListOrigin?
  /// Whether there is nothing beyond the last place.
  let isComplete: Bool
  /// What was known of the user it was made for.
  let facts: UserFacts
  /// Whether answers say why an item is in them.
  let givesReasons: Bool
  /// What the list is before exploration; `nil` where nothing is explored.
  let exploration: ExplorationBase?
  /// Which counts of new items were taken into account.
  let feedback: Feedback
  /// The first items, for those who ask later what an answer told.
  let head: [String]
  /// The places as elements of a JSON array, with commas between them.
  private let json: [UInt8]
  /// Where each place ends in `json`.
  private let ends: [Int]

  private static let numbers = Atomic<Int>(0)

  init(
    _ places: [Place], isComplete: Bool, givesReasons: Bool = false, facts: UserFacts = .none,
    exploration: ExplorationBase? = nil, feedback: Feedback = Feedback()
  ) {
    self.places = places
    self.facts = facts
    self.isComplete = isComplete
    self.givesReasons = givesReasons
    self.exploration = exploration
    self.feedback = feedback
    head = places.prefix(ShownLists.itemLimit).map(\.item)
    var ends: [Int] = []
    ends.reserveCapacity(places.count)
    var writer = JSONWriter()
    for place in places {
      if !ends.isEmpty { writer.raw(",") }
      place.encode(to: &writer, reason: place.reason(givesReasons))
      ends.append(writer.bytes.count)
    }
    json = writer.bytes
    self.ends = ends
    origin = nil
  }

  /// Some places of a list, given by index, and where the selection came from.
  init(
    of list: RankedList, at indexes: [Int], isComplete: Bool, origin: FilteredListOrigin?
  ) {
    places = indexes.map { list.places[$0] }
    self.isComplete = isComplete
    self.origin = origin
    givesReasons = list.givesReasons
    facts = list.facts
    exploration = nil
    feedback = Feedback()
    head = places.prefix(ShownLists.itemLimit).map(\.item)
    var ends: [Int] = []
    ends.reserveCapacity(indexes.count)
    var json: [UInt8] = []
    for index in indexes {
      if !ends.isEmpty { json.append(UInt8(ascii: ",")) }
      json.append(contentsOf: list.json[list.range(of: index)])
      ends.append(json.count)
    }
    self.json = json
    self.ends = ends
  }

  /// Where a place is in `json`.
  private func range(of index: Int) -> Range<Int> {
    (index == 0 ? 0 : ends[index - 1] + 1)..<ends[index]
  }

  /// Whether the list answers a request for `count` places.
  func covers(_ count: Int) -> Bool { isComplete || places.count >= count }

  /// Roughly the memory it takes.
  var byteCount: Int {
    json.count + places.count * 72 + head.count * 16 + (exploration?.byteCount ?? 0) + 192
  }

  /// Appends one place, but for the brace that closes it.
  func appendOpen(_ index: Int, to buffer: inout [UInt8]) {
    buffer.append(contentsOf: json[range(of: index).dropLast()])
  }

  /// Appends the first `count` places to a JSON array under way.
  func append(first count: Int, to buffer: inout [UInt8]) {
    guard count > 0, !ends.isEmpty else { return }
    buffer.append(contentsOf: json[..<ends[min(count, ends.count) - 1]])
  }
}

extension RankedList.Place {
  /// The score as it is told: with seven decimals.
  var shownScore: Double? { score.map { ($0 * 1e7).rounded() / 1e7 } }

  /// Why the item is in the list, as it is told.
  func reason(_ givesReasons: Bool) -> String? {
    promotion?.reason ?? (givesReasons ? origin.reason : nil)
  }

  fileprivate func encode(to writer: inout JSONWriter, reason: String?) {
    writer.beginObject()
    writer.key("itemId")
    writer.string(item)
    if let shownScore {
      writer.key("score")
      writer.double(shownScore)
    }
    if let name = promotion?.name {
      writer.key("promotionName")
      writer.string(name)
    }
    if let reason {
      writer.key("reason")
      writer.beginArray()
      writer.string(reason)
      writer.endArray()
    }
    writer.endObject()
  }
}
