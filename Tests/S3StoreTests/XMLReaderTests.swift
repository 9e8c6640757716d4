import Testing

@testable import S3Store

@Suite struct XMLReaderTests {
  @Test func `text comes with the end of its element`() throws {
    var reader = XMLReader(
      Array("<?xml version=\"1.0\"?><a x='>'><n:b>1 &amp; 2&#x20;&lt;</n:b><c/></a>".utf8))
    var events: [XMLReader.Event] = []
    while let event = try reader.next() { events.append(event) }
    #expect(
      events == [
        .start("a"), .start("b"), .end("b", text: "1 & 2 <"), .start("c"), .end("c", text: ""),
        .end("a", text: ""),
      ])
  }
}
