import HTTP
import Testing

struct RequestParsingTests {
  @Test func `a request is read in place`() {
    let talk = Conversation()
    talk.send(
      """
      POST /recommendations?a=1&b HTTP/1.1
      Host: localhost:8900
      X-AMZ-TARGET:  AmazonPersonalize.ListSchemas\t
      Content-Length: 4

      {"a"
      """.asRequest)
    #expect(
      talk.seen == [
        .init(
          method: "POST", path: "/recommendations", query: "a=1&b",
          headers: [
            "Host=localhost:8900", "X-AMZ-TARGET=AmazonPersonalize.ListSchemas",
            "Content-Length=4",
          ], body: "{\"a\"")
      ])
    #expect(talk.statuses == [200])
    #expect(talk.end == .open)
  }

  @Test func `headers are found by name in any case`() {
    var connection = HTTPConnection(limits: HTTPLimits(), now: 0)
    let text = "GET / HTTP/1.1\r\nhOST: a\r\nX-Other: b\r\nauthorization: c\r\n\r\n"
    Array(text.utf8).withUnsafeBytes { connection.receive($0) }
    guard case .handle = connection.next(now: 0) else {
      Issue.record("the request is complete")
      return
    }
    let request = connection.request
    #expect(request.value(of: .host) == "a")
    #expect(request.value(of: .host, equals: "a"))
    #expect(!request.value(of: .host, equals: "b"))
    #expect(request.value(of: .authorization) == "c")
    #expect(request.value(of: .amzTarget) == nil)
    #expect(request.value(named: "x-oTHER") == "b")
    #expect(request.value(named: "x-missing") == nil)
    #expect(request.method == .get)
  }

  @Test func `every known header is recognised`() {
    for header in HTTPHeader.allCases where header != .unknown {
      let value =
        switch header {
        case .contentLength: "0"
        case .transferEncoding: "chunked"
        case .expect: "100-continue"
        default: "v"
        }
      var connection = HTTPConnection(limits: HTTPLimits(), now: 0)
      let host = header == .host ? "" : "Host: h\r\n"
      let end = header == .transferEncoding ? "0\r\n\r\n" : ""
      let text = "GET / HTTP/1.1\r\n\(host)\("\(header.name)".uppercased()): \(value)\r\n\r\n\(end)"
      Array(text.utf8).withUnsafeBytes { connection.receive($0) }
      _ = connection.next(now: 0)
      #expect(connection.request.value(of: header) == value, "\(header)")
    }
  }

  @Test func `query values and paths are decoded`() {
    var connection = HTTPConnection(limits: HTTPLimits(), now: 0)
    let text = "GET /a%20b/%zz?x=1+2&y=%C3%A9&z&x=9&w=%4 HTTP/1.1\r\nHost: h\r\n\r\n"
    Array(text.utf8).withUnsafeBytes { connection.receive($0) }
    _ = connection.next(now: 0)
    let request = connection.request
    #expect(request.decodedPath == "/a b/%zz")
    #expect(request.queryValue("x") == "1 2")
    #expect(request.queryValue("y") == "é")
    #expect(request.queryValue("z") == "")
    #expect(request.queryValue("w") == "%4")
    #expect(request.queryValue("v") == nil)
  }

  @Test func `chunks are joined and trailers dropped`() {
    let talk = Conversation()
    talk.send(
      """
      POST /events HTTP/1.1
      Host: h
      Transfer-Encoding: chunked

      4;name="value"
      wiki
      A
      0123456789
      0
      X-Trailer: gone

      GET /next HTTP/1.1
      Host: h


      """.asRequest)
    #expect(talk.seen.map(\.body) == ["wiki0123456789", ""])
    #expect(talk.seen.map(\.path) == ["/events", "/next"])
    #expect(talk.seen[0].headers == ["Host=h", "Transfer-Encoding=chunked"])
  }

  @Test func `the authority of an absolute target is dropped`() {
    let talk = Conversation()
    talk.send("GET http://example.com/a?b HTTP/1.1\r\nHost: h\r\n\r\n")
    talk.send("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")
    talk.send("GET http://example.com HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(talk.seen.map(\.path) == ["/a", "*", ""])
    #expect(talk.seen.map(\.query) == ["b", nil, nil])
  }

  @Test func `one empty line before a request is passed over`() {
    let talk = Conversation()
    talk.send("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(talk.statuses == [200])
    talk.send("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(talk.statuses == [200, 400])
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "\r\nPOST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /c HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nT: u\r\n\r\n"
      + "GET /z HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /y HTTP/1.0\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n",
    "GET /\u{0} HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET / HTTP/3.0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\nFFFFFFFFFF\r\n",
    "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nA: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n",
  ])
  func `where the input is split makes no difference`(raw: Raw) {
    let bytes = Array(raw.text.utf8)
    let limits: (inout HTTPLimits) -> Void = {
      $0.requestLineBytes = 64
      $0.headerBytes = 64
      $0.bodyBytes = 100
    }
    let whole = Conversation(limits)
    whole.send(bytes)
    for split in 0...bytes.count {
      let parts = Conversation(limits)
      parts.send(Array(bytes[..<split]))
      parts.send(Array(bytes[split...]))
      #expect(parts.seen == whole.seen, "split at \(split)")
      #expect(parts.output == whole.output, "split at \(split)")
      #expect(parts.end == whole.end, "split at \(split)")
    }
    let trickle = Conversation(limits)
    for byte in bytes { trickle.send([byte]) }
    #expect(trickle.seen == whole.seen)
    #expect(trickle.output == whole.output)
  }
}
