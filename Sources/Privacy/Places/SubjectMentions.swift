import Kernels
import Platform
import Recipes

/// Tells which of the people a text names.
///
/// A text that is an id names the person, if the id tells (``isTelling(_:)``). So does an element of
/// a list with `|` or a string of a JSON document that is one, and a word or words of a longer text,
/// if the id is distinctive.
package struct SubjectMentions: Sendable {
  package let ids: [String]
  let table: IdentifierTable
  private let words: PatternSearch
  /// Which person each of the words is.
  private let subjects: [Int]

  /// - Parameter ids: of the people; each counts once.
  package init(ids: some Sequence<String>) {
    table = IdentifierTable(ids)
    let table = table
    self.ids = (0..<table.count).map { table[$0] }
    var patterns: [[UInt8]] = []
    var subjects: [Int] = []
    for (index, id) in self.ids.enumerated() where IdentifierBytes.areDistinctive(id) {
      let plain = Array(id.utf8)
      for form in [plain] + IdentifierForm.json.encodings(of: plain) {
        patterns.append(form)
        subjects.append(index)
      }
    }
    words = PatternSearch(patterns)
    self.subjects = subjects
  }

  /// The person whose id a text is.
  package func person(_ id: String) -> Int? { table.index(of: id) }

  /// The people a text names in one of the ways above.
  ///
  /// - Parameter others: what is part of one of these ids names nobody.
  package func people(in text: String, except others: OtherIdentifiers) -> Set<Int> {
    var found: Set<Int> = []
    let bytes = Array(text.utf8)
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      for end in 0...bytes.count
      where end == bytes.count || bytes[end] == 0x22 || bytes[end] == 0x7C {
        let token = UnsafeBufferPointer(rebasing: bytes[start..<end])
        start = end + 1
        if let person = table.index(ofUTF8: token), Self.isTelling(ids[person]) {
          found.insert(person)
        }
      }
    }
    if let person = person(text), Self.isTelling(text) { found.insert(person) }
    words.forEachMatch(in: bytes) { pattern, start in
      let range = start..<(start + words.length(of: pattern))
      let subject = subjects[pattern]
      guard !found.contains(subject), !others.hideBytes(of: subject),
        IdentifierBytes.isWord(range, in: bytes),
        !others.explain(subject, at: range, in: bytes)
      else { return }
      found.insert(subject)
    }
    return found.filter { !others.isNamesake($0) }
  }

  /// Whether a distinctive id stands as a word, or words, in a text.
  func holdWord(of text: String) -> Bool {
    guard words.count > 0, text.utf8.count >= PatternSearch.minLength else { return false }
    let bytes = Array(text.utf8)
    var isFound = false
    words.forEachMatch(in: bytes) { pattern, start in
      let range = start..<(start + words.length(of: pattern))
      if IdentifierBytes.isWord(range, in: bytes) { isFound = true }
    }
    return isFound
  }

  /// Has `others` take note of an id that stays, if it holds one of the people's.
  ///
  /// - Parameter isPerson: whether it is a user's id; then the people's own are none that stay.
  package func note(_ id: String, isPerson: Bool, in others: inout OtherIdentifiers) {
    let bytes = Array(id.utf8)
    let own = person(id)
    if isPerson, own != nil { return }
    if let own { others.add(bytes, holding: own, of: bytes.count) }
    words.forEachMatch(in: bytes) { pattern, _ in
      others.add(bytes, holding: subjects[pattern], of: words.length(of: pattern))
    }
  }

  /// Whether a value equal to the id, in a place that is not for user ids, can be taken for the
  /// person: small numbers and short codes cannot.
  static func isTelling(_ id: String) -> Bool { SubjectMatcher.isTelling(id) }
}
