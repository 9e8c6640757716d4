import Foundation
import Store
import Testing

@Suite struct LifecycleMarkdownTests {
  private static let marker = "<!-- lifecycle -->"

  @Test func `the table has a row a kind, and every state in it`() {
    let rows = Lifecycle.markdownTable.split(separator: "\n")
    #expect(rows.count == ResourceKind.allCases.count + 2)
    for (row, kind) in zip(rows.dropFirst(2), ResourceKind.allCases) {
      let lifecycle = Lifecycle.of(kind)
      #expect(row.hasPrefix("| \(lifecycle.noun) | "))
      #expect(row.filter { $0 == "|" }.count == 9)
      if lifecycle.creationJob == nil { continue }
      for state in lifecycle.states { #expect(row.contains(state.rawValue)) }
    }
  }

  @Test func `the README shows the table as it is`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let parts = text.components(separatedBy: Self.marker)
    guard parts.count > 1 else { return }
    #expect(parts.count == 3, "the table stands between two markers")
    #expect(
      parts[1].trimmingCharacters(in: .newlines)
        == Lifecycle.markdownTable.trimmingCharacters(in: .newlines))
  }
}
