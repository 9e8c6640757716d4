import JSON
import Testing

@Suite struct JSONWriterTests {
  private func text(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `commas stand between members and elements only`() {
    let written = text { writer in
      writer.beginObject()
      writer.key("empty")
      writer.beginObject()
      writer.endObject()
      writer.key("list")
      writer.beginArray()
      for value in ["{", "[", "}"] {
        writer.element()
        writer.string(value)
      }
      writer.element()
      writer.beginArray()
      writer.endArray()
      writer.endArray()
      writer.key("last")
      writer.null()
      writer.endObject()
    }
    #expect(written == #"{"empty":{},"list":["{","[","}",[]],"last":null}"#)
  }

  @Test func `strings are escaped where they must be`() {
    #expect(
      text { $0.string("\"\\/\n\r\t\u{1}\u{1f}é😀\u{7f}") }
        == #""\"\\/\n\r\t\u0001\u001fé😀"# + "\u{7f}\"")
    #expect(text { $0.string("") } == #""""#)
  }

  @Test func `doubles are the shortest that read back`() throws {
    #expect(text { $0.double(0.1) } == "0.1")
    #expect(text { $0.double(-3) } == "-3.0")
    #expect(text { $0.double(.nan) } == "null")
    #expect(text { $0.double(.infinity) } == "null")
    var state: UInt64 = 7
    for _ in 0..<10_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state)
      guard value.isFinite else { continue }
      var reader = JSONReader(Array(text { $0.double(value) }.utf8))
      #expect(try reader.double().bitPattern == value.bitPattern)
    }
  }

  @Test func `integers and thousandths`() {
    #expect(text { $0.long(.min) } == "-9223372036854775808")
    #expect(text { $0.integer(0) } == "0")
    #expect(text { $0.thousandths(.min) } == "-9223372036854775.808")
    #expect(text { $0.thousandths(-1) } == "-0.001")
    #expect(text { $0.thousandths(1050) } == "1.05")
    #expect(text { $0.thousandths(0) } == "0")
  }

  @Test func `a buffer that is lent keeps what it held`() throws {
    struct Failure: Error {}
    var buffer = Array("HEAD\r\n\r\n".utf8)
    JSONWriter.write(to: &buffer) { writer in
      writer.beginObject()
      writer.key("a")
      writer.boolean(true)
      writer.endObject()
    }
    #expect(String(decoding: buffer, as: UTF8.self) == "HEAD\r\n\r\n{\"a\":true}")
    #expect(throws: Failure.self) {
      try JSONWriter.write(to: &buffer) { writer throws(Failure) in
        writer.beginObject()
        throw Failure()
      }
    }
    #expect(String(decoding: buffer, as: UTF8.self) == "HEAD\r\n\r\n{\"a\":true}")
  }

  @Test func `any value is written as it was read`() throws {
    let text = #"{"a":[1,-2.5,"x",true,null,{}],"b":{"c":"\n"}}"#
    #expect(try JSONValue(parsing: text).text == text)
  }
}
