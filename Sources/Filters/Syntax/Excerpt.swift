/// The piece of a text around a place, with a caret under it.
enum Excerpt {
  /// How many characters are shown at most on either side of the place.
  static let reach = 50

  /// Two lines: the text around the byte at `offset`, on its line, and the caret.
  static func of(_ text: String, at offset: Int) -> String {
    let utf8 = text.utf8
    let distance = min(max(offset, 0), utf8.count)
    let place = utf8.index(utf8.startIndex, offsetBy: distance)
    let before = text[..<place].split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    let after = text[place...].prefix { $0 != "\n" && $0 != "\r\n" }
    let head = before.suffix(reach)
    let tail = after.prefix(reach)
    let lead = (head.count < before.count ? "..." : "") + shown(head)
    let trail = shown(tail) + (tail.count < after.count ? "..." : "")
    return "\(lead)\(trail)\n\(String(repeating: " ", count: lead.count))^"
  }

  /// Tabs and other control characters become blanks, so that the caret stands where it should.
  private static func shown(_ part: Substring) -> String {
    String(part.map { $0.unicodeScalars.allSatisfy { $0.value < 0x20 } ? " " : $0 })
  }
}
