/// Collects Swift source, line by line, with the indentation that blocks call for.
struct SwiftWriter {
  private(set) var text = ""
  private var indentation = ""

  mutating func line(_ line: String = "") {
    if !line.isEmpty { text += indentation + line }
    text += "\n"
  }

  /// Writes `opening`, what `body` writes one step further in, and `closing`.
  mutating func block<Failure: Error>(
    _ opening: String, closing: String = "}",
    _ body: (inout SwiftWriter) throws(Failure) -> Void
  ) throws(Failure) {
    line(opening)
    indentation += "  "
    try body(&self)
    indentation.removeLast(2)
    line(closing)
  }

  /// Writes a documentation comment; nothing for none.
  mutating func documentation(_ documentation: String?) {
    guard let documentation else { return }
    for part in documentation.split(separator: "\n", omittingEmptySubsequences: false) {
      line(part.isEmpty ? "///" : "/// \(part)")
    }
  }
}
