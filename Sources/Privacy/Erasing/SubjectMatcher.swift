/// Tells the people to forget from all others, by the bytes of their ids.
package struct SubjectMatcher: Sendable {
  private let mentions: SubjectMentions
  /// Ids that stay, and that hold or equal one of theirs.
  private let others: OtherIdentifiers

  /// For rows of nobody else's: what equals or holds an id is taken for the person.
  package init(ids: some Sequence<String>) {
    mentions = SubjectMentions(ids: ids)
    others = OtherIdentifiers()
  }

  /// For the rows of a dataset group, whose other ids are no mention of the people: neither
  /// `user-123` of `user-12`, nor an item by the same name.
  ///
  /// - Parameter groupDirectory: the group's folder, which holds `data.sqlite`; all its ids are read.
  package init(ids: some Sequence<String>, groupDirectory: String) throws {
    mentions = SubjectMentions(ids: ids)
    var others = OtherIdentifiers()
    try GroupPlaces(directory: groupDirectory, mentions: mentions).note(in: &others)
    self.others = others
  }

  /// Whether it is the id of one of them.
  package func matches(_ id: String) -> Bool { mentions.person(id) != nil }

  /// What becomes of a text in another person's row.
  package enum Remainder: Sendable, Equatable {
    case unchanged
    /// Nothing of it is left: the value becomes null.
    case nothing
    case text(String)
  }

  /// What is left of a text when the people are taken out of it.
  ///
  /// A text that names a person, as ``SubjectMentions`` has it, is taken away as a whole; of a list
  /// with `|` the elements that do.
  package func remainder(of text: String) -> Remainder {
    if mentions.people(in: text, except: others).isEmpty { return .unchanged }
    let elements = text.unicodeScalars.split(separator: "|", omittingEmptySubsequences: false)
      .map { String($0) }
    let left = elements.filter { mentions.people(in: $0, except: others).isEmpty }
    // An id may have the bar in itself.
    guard left.count < elements.count, !left.allSatisfy(\.isEmpty) else { return .nothing }
    return .text(left.joined(separator: "|"))
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
