import Recipes

/// Tells the people to forget from all others, by the bytes of their ids.
package struct SubjectMatcher: Sendable {
  private let people: IdentifierTable
  private let mentions: SubjectMentions

  package init(ids: some Sequence<String>) {
    mentions = SubjectMentions(ids: ids)
    people = mentions.table
  }

  /// Whether it is the id of one of them.
  package func matches(_ id: String) -> Bool { people.index(of: id) != nil }

  /// What becomes of a text in another person's row.
  package enum Remainder: Sendable, Equatable {
    case unchanged
    /// Nothing of it is left: the value becomes null.
    case nothing
    case text(String)
  }

  /// What is left of a text when the people are taken out of it.
  ///
  /// A value that equals an id, and an element of a list with `|` that does, names the person when
  /// the id tells (``isTelling(_:)``), or when it holds a distinctive id as a word: what a
  /// verification would find is taken out. Another id inside a longer text is no value of its own.
  /// - Parameter isOther: ids that mean something else here, such as items of the same name.
  package func remainder(
    of text: String, except isOther: (String) -> Bool = { _ in false }
  ) -> Remainder {
    func names(_ value: String) -> Bool {
      !isOther(value)
        && (matches(value) ? Self.isTelling(value) : mentions.holdWord(of: value))
    }
    if names(text) { return .nothing }
    guard text.utf8.contains(UInt8(ascii: "|")) else { return .unchanged }
    let elements = text.unicodeScalars.split(separator: "|", omittingEmptySubsequences: false)
      .map { String($0) }
    let others = elements.filter { !names($0) }
    if others.count == elements.count { return .unchanged }
    return others.allSatisfy(\.isEmpty) ? .nothing : .text(others.joined(separator: "|"))
  }

  /// Whether a value equal to the id, in a column that is not for user ids, can be taken for the
  /// person.
  ///
  /// User ids are often small numbers, and so are ages, prices, years and codes; short texts are
  /// countries and sizes. To take those for the person would damage the rows of others and protect
  /// nobody. So an id tells when it has four bytes or more and is not a number of fewer than nine
  /// digits.
  package static func isTelling(_ id: String) -> Bool {
    let bytes = id.utf8
    guard bytes.count >= 4 else { return false }
    let marks: Set<UInt8> = [
      UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: ","),
    ]
    let digits = bytes.count { (48...57).contains($0) }
    return digits >= 9 || bytes.contains { !(48...57).contains($0) && !marks.contains($0) }
  }
}
