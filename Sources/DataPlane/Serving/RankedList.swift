import JSON
import Recipes

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
  }

  let places: [Place]
  /// Whether there is nothing beyond the last place.
  let isComplete: Bool
  /// What was known of the user it was made for.
  let facts: UserFacts
  /// The places as elements of a JSON array, with commas between them.
  private let json: [UInt8]
  /// Where each place ends in `json`.
  private let ends: [Int]

  init(_ places: [Place], isComplete: Bool, facts: UserFacts = .none) {
    self.places = places
    self.facts = facts
    self.isComplete = isComplete
    var ends: [Int] = []
    ends.reserveCapacity(places.count)
    var writer = JSONWriter()
    for place in places {
      if !ends.isEmpty { writer.raw(",") }
      place.encode(to: &writer)
      ends.append(writer.bytes.count)
    }
    json = writer.bytes
    self.ends = ends
  }

  /// Whether the list answers a request for `count` places.
  func covers(_ count: Int) -> Bool { isComplete || places.count >= count }

  /// Roughly the memory it takes.
  var byteCount: Int { json.count + places.count * 56 + 160 }

  /// Appends one place, but for the brace that closes it.
  func appendOpen(_ index: Int, to buffer: inout [UInt8]) {
    let start = index == 0 ? 0 : ends[index - 1] + 1
    buffer.append(contentsOf: json[start..<ends[index] - 1])
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

  fileprivate func encode(to writer: inout JSONWriter) {
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
    if let reason = promotion?.reason {
      writer.key("reason")
      writer.beginArray()
      writer.string(reason)
      writer.endArray()
    }
    writer.endObject()
  }
}
