import Testing

@testable import S3Store

@Suite struct XMLReaderTests {
  private func events(_ bytes: [UInt8]) throws -> [XMLReader.Event] {
    var reader = XMLReader(bytes)
    var events: [XMLReader.Event] = []
    while let event = try reader.next() { events.append(event) }
    return events
  }

  @Test func `text comes with the end of its element`() throws {
    let text =
      "<?xml version=\"1.0\"?><!-- <x> --><a x='>' y=\"/\"><n:b>1 &amp; 2&#x20;&#60;</n:b><c/>"
      + "<d><![CDATA[<&>]]></d></a>"
    #expect(
      try events(Array(text.utf8)) == [
        .start("a"), .start("b"), .end("b", text: "1 & 2 <"), .start("c"), .end("c", text: ""),
        .start("d"), .end("d", text: "<&>"), .end("a", text: ""),
      ])
  }

  @Test(arguments: [
    "<a>", "<a></b>", "</a>", "<a", "<a x='", "<a><!--", "<a>&unknown;</a>", "<a>&#xD800;</a>",
    "<a>&#x110000;</a>", "<a>&amp</a>", "<!DOCTYPE a><a/>", "<>", "< a/>", "<a><![CDATA[</a>",
    String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100),
  ])
  func `what is not well-formed is refused`(text: String) {
    #expect(throws: XMLReader.Malformed.self) { try events(Array(text.utf8)) }
  }

  @Test func `no bytes trap it`() {
    var generator = SystemRandomNumberGenerator()
    let seed = Array(
      ("<?xml version=\"1.0\"?><ListBucketResult x='y'><Contents><Key>a&amp;b&#x41;</Key>"
        + "<Size>12</Size><LastModified>2026-11-21T11:40:12.000Z</LastModified></Contents>"
        + "<IsTruncated>true</IsTruncated><![CDATA[x]]><!-- y --></ListBucketResult>").utf8)
    let marks = Array("<>/&;!-[]'\"= \0\u{FF}#x".utf8)
    for _ in 0..<20_000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0...3, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(marks.randomElement(using: &generator) ?? 60, at: place)
        default: bytes.removeSubrange(place...)
        }
        if bytes.isEmpty { bytes = [60] }
      }
      _ = try? events(bytes)
      _ = try? ListPage(parsing: bytes)
    }
  }
}
