/// Ids that stay and that contain the id of somebody who goes, such as `user-123` for `user-12`.
///
/// The bytes of such an id are to be found after an erasure, and rightly so.
package struct OtherIdentifiers: Sendable {
  /// The most that are kept for one person; who has more is not to be told by bytes.
  private static let limit = 64

  private var containing: [Int: [[UInt8]]] = [:]
  /// People whose id something else is called by as well.
  private var namesakes: Set<Int> = []
  /// People whose id is in too many longer ones to tell.
  private var crowded: Set<Int> = []
  /// The length of the longest that is kept, in bytes; asked for at each place of a file that looks
  /// like an id.
  private(set) var longest = 0

  package init() {}

  /// Takes note of an id that stays and holds the person's at an offset.
  mutating func add(_ id: [UInt8], holding subject: Int, of length: Int) {
    guard id.count > length else {
      namesakes.insert(subject)
      return
    }
    var known = containing[subject] ?? []
    if known.contains(id) { return }
    if known.count == Self.limit {
      crowded.insert(subject)
      return
    }
    known.append(id)
    containing[subject] = known
    longest = max(longest, id.count)
  }

  /// Whether nothing can be told by the bytes of a person's id, in any form.
  func hideBytes(of subject: Int) -> Bool {
    namesakes.contains(subject) || crowded.contains(subject)
  }

  /// Whether an item or action is called by the person's id: then only where users stand does it
  /// mean the person.
  func isNamesake(_ subject: Int) -> Bool { namesakes.contains(subject) }

  /// Whether longer ids hold the person's.
  func contain(_ subject: Int) -> Bool {
    containing[subject] != nil
  }

  /// Whether what stands in `range` of a text is part of a longer id that stays.
  func explain(_ subject: Int, at range: Range<Int>, in text: some Collection<UInt8>) -> Bool {
    guard let ids = containing[subject] else { return false }
    let text = Array(text)
    return ids.contains { id in
      let earliest = max(range.upperBound - id.count, 0)
      let latest = min(range.lowerBound, text.count - id.count)
      guard earliest <= latest else { return false }
      return (earliest...latest).contains { text[$0..<($0 + id.count)].elementsEqual(id) }
    }
  }
}
