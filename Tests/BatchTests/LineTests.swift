import ObjectStore
import Testing

@testable import Batch

struct LineTests {
  @Test(arguments: [1, 2, 3, 7, 1000])
  func `lines are cut the same whatever the pieces they come in`(size: Int) throws {
    var rest = Array("\u{FEFF}{\"a\":1}\r\n\n  {\"b\":2} \n\n{\"c\":3}".utf8)[...]
    let reader = ObjectReader(location: try ObjectLocation("s3://bucket/x")) {
      _, buffer throws(ObjectStoreError) in
      let piece = rest.prefix(size)
      rest = rest.dropFirst(size)
      buffer.append(contentsOf: piece)
      return piece.count
    }
    var source = LineSource(reader)
    var lines: [String] = []
    while let block = try source.nextBlock() {
      lines += block.map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(lines == ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"])
  }

  @Test func `ids may be numbers and nothing else may be`() throws {
    let line = try InputLine(
      Array(#"{"userId":4638,"itemList":["a",7],"bad":[1,null,{}]}"#.utf8)[...])
    #expect(try line.identifier("userId") == "4638")
    #expect(try line.identifiers("itemList") == ["a", "7"])
    #expect(throws: LineError.self) { try line.identifiers("bad") }
    #expect(throws: LineError.self) { try line.identifier("itemId") }
    #expect(try line.texts("filterValues") == nil)
  }

  @Test(arguments: ["", "{", "[]", "7", "{\"a\":}", "{}{}", "nul", "\u{0}", "{\"a\":\"\\ud800\"}"])
  func `what is no object is refused and does not trap`(text: String) {
    #expect(throws: LineError.self) { _ = try InputLine(Array(text.utf8)[...]).identifier("a") }
  }
}
