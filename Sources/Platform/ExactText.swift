/// A text that equals another only if both have the same bytes.
///
/// Swift's own equality takes texts for equal that look the same, such as an e with an acute
/// accent in one code point and in two. Ids and values are compared as they were sent: two users
/// whose ids look the same are two users.
package struct ExactText: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: ExactText, right: ExactText) -> Bool {
    left.text.isExactly(right.text)
  }
}

extension String {
  /// Whether both have the same bytes.
  package func isExactly(_ other: String) -> Bool {
    guard utf8.count == other.utf8.count, self == other else { return false }
    let (own, others) = (utf8Span, other.utf8Span)
    if own.isKnownASCII, others.isKnownASCII { return true }
    let (bytes, otherBytes) = (own.span, others.span)
    return bytes.indices.allSatisfy { bytes[$0] == otherBytes[$0] }
  }
}

extension StringProtocol {
  /// Whether both have the same bytes; what differs in Swift's equality differs in its bytes too,
  /// and that is found out sooner.
  package func isExactly(_ other: some StringProtocol) -> Bool {
    self == other && utf8.elementsEqual(other.utf8)
  }
}
