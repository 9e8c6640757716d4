import Testing

@testable import Recipes

@Suite struct IdentifierTableTests {
  @Test func `identifiers keep their numbers through growth`() {
    var table = IdentifierTable()
    let texts = (0..<5000).map { "identifier-\($0 * 7)" } + ["", "ünï ✓", "a"]
    for (number, text) in texts.enumerated() { #expect(table.intern(text) == UInt32(number)) }
    for (number, text) in texts.enumerated() {
      #expect(table.intern(text) == UInt32(number))
      #expect(table.index(of: text) == number)
      #expect(table[number] == text)
    }
    #expect(table.count == texts.count)
    #expect(table.index(of: "absent") == nil)
  }

  @Test func `a table rebuilt from its parts finds the same`() throws {
    let table = IdentifierTable(["b", "a", "", "long enough for several words"])
    let rebuilt = try #require(IdentifierTable(bytes: table.bytes, offsets: table.offsets))
    for index in 0..<table.count { #expect(rebuilt.index(of: table[index]) == index) }
    #expect(rebuilt.index(of: "c") == nil)
  }

  @Test func `parts that do not fit together are refused`() {
    #expect(IdentifierTable(bytes: [1, 2], offsets: []) == nil)
    #expect(IdentifierTable(bytes: [1, 2], offsets: [0, 3]) == nil)
    #expect(IdentifierTable(bytes: [1, 2], offsets: [1, 2]) == nil)
    #expect(IdentifierTable(bytes: [1, 2], offsets: [0, 2, 1, 2]) == nil)
    let slots = IdentifierTable(["a", "b"]).slots
    #expect(IdentifierTable(bytes: [97, 98], offsets: [0, 1, 2], slots: slots) != nil)
    for (place, value) in [(0, 3), (0, 1), (1, 1), (2, 1), (3, 1)] as [(Int, UInt32)] {
      var wrong = slots
      guard wrong[place] != value else { continue }
      wrong[place] = wrong[place] == 0 ? value : 3
      #expect(IdentifierTable(bytes: [97, 98], offsets: [0, 1, 2], slots: wrong) == nil)
    }
    #expect(IdentifierTable(bytes: [97], offsets: [0, 1], slots: [1, 0]) == nil)
  }
}
