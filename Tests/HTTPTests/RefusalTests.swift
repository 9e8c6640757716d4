import HTTP
import Testing

struct RefusalTests {
  struct Case: CustomTestStringConvertible {
    let status: Int
    let request: String
    var testDescription: String { "\(status): \(request.debugDescription.prefix(70))" }

    init(_ status: Int, _ request: String) {
      self.status = status
      self.request = request
    }
  }

  static let line = "POST / HTTP/1.1\r\nHost: h\r\n"

  @Test(arguments: [
    // Request lines.
    Case(400, "GET\r\n"), Case(400, "GET /\r\n"), Case(400, "GET  / HTTP/1.1\r\n"),
    Case(400, "GET / HTTP/1.1 \r\n"), Case(400, "GET / http/1.1\r\n"),
    Case(400, "GET / HTTP/1.1x\r\n"), Case(400, "G@T / HTTP/1.1\r\n"),
    Case(400, "GET nowhere HTTP/1.1\r\n"), Case(400, "GET ftp://h/ HTTP/1.1\r\n"),
    Case(400, "GET /\t HTTP/1.1\r\n"), Case(400, "GET /\u{e9} HTTP/1.1\r\n"),
    Case(400, "GET / HTTP/1.1\n"), Case(400, "\u{16}\u{3}\u{1}"), Case(400, " GET / HTTP/1.1\r\n"),
    Case(505, "GET / HTTP/2.0\r\n"), Case(505, "PRI * HTTP/2.0\r\n"),
    Case(505, "GET / HTTP/0.9\r\n"),
    // Fields.
    Case(400, line + "A : b\r\n\r\n"), Case(400, line + ": b\r\n\r\n"),
    Case(400, line + "A\r\n\r\n"), Case(400, line + " folded\r\n\r\n"),
    Case(400, line + "A: b\r\n folded\r\n\r\n"), Case(400, line + "A: b\u{0}c\r\n\r\n"),
    Case(400, line + "A: b\rc\r\n\r\n"), Case(400, line + "A: b\n\r\n"),
    Case(400, "GET / HTTP/1.1\r\n\r\n"), Case(400, line + "Host: h\r\n\r\n"),
    Case(400, line + "X-Amz-Target: a\r\nX-Amz-Target: b\r\n\r\n"),
    Case(400, line + "Authorization: a\r\nAuthorization: a\r\n\r\n"),
    // Framing: what two readers could read in two ways is refused.
    Case(400, line + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
    Case(400, line + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
    Case(400, line + "Content-Length: 3, 3\r\n\r\nabc"),
    Case(400, line + "Content-Length: +3\r\n\r\nabc"),
    Case(400, line + "Content-Length: -3\r\n\r\nabc"),
    Case(400, line + "Content-Length: 0x3\r\n\r\nabc"),
    Case(400, line + "Content-Length: 3 3\r\n\r\nabc"),
    Case(400, line + "Content-Length:\r\n\r\n"),
    Case(413, line + "Content-Length: 99999999999999999999999999\r\n\r\n"),
    Case(413, line + "Content-Length: 18446744073709551617\r\n\r\n"),
    Case(400, line + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    Case(400, line + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
    Case(400, line + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    Case(400, line + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
    Case(501, line + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    Case(501, line + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    Case(501, line + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    Case(501, line + "Transfer-Encoding:\r\n\r\n"),
    Case(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    Case(400, line + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    // Chunks.
    Case(400, line + "Transfer-Encoding: chunked\r\n\r\n\r\n"),
    Case(400, line + "Transfer-Encoding: chunked\r\n\r\nx\r\n"),
    Case(400, line + "Transfer-Encoding: chunked\r\n\r\n-1\r\n"),
    Case(400, line + "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n"),
    Case(400, line + "Transfer-Encoding: chunked\r\n\r\n1 1\r\na\r\n"),
    Case(400, line + "Transfer-Encoding: chunked\r\n\r\n1\na\r\n"),
    Case(400, line + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"),
    Case(400, line + "Transfer-Encoding: chunked\r\n\r\n1\r\na\n"),
    Case(400, line + "Transfer-Encoding: chunked\r\n\r\n0\r\nbad trailer\r\n\r\n"),
    Case(413, line + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFFFFFFFF\r\n"),
    Case(413, line + "Transfer-Encoding: chunked\r\n\r\n7FFFFFFFFFFFFFFF\r\n"),
    // Expectations.
    Case(417, line + "Expect: a-miracle\r\nContent-Length: 1\r\n\r\n"),
    Case(417, line + "Expect:\r\n\r\n"),
  ])
  func `a bad request gets its status, and the connection closes`(_ one: Case) {
    let talk = Conversation()
    talk.send(one.request)
    #expect(talk.statuses == [one.status])
    #expect(talk.output.contains("Connection: close\r\n"))
    #expect(talk.end == .lingering)
    #expect(talk.seen.isEmpty)
  }

  @Test func `nothing after a refused request is read`() {
    let talk = Conversation()
    talk.send(
      Self.line + "Content-Length: 1\r\nContent-Length: 30\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"
    )
    talk.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(talk.seen.isEmpty)
    #expect(talk.statuses == [400])
  }

  @Test func `a refusal carries its reason as JSON`() {
    let talk = Conversation()
    talk.send("GET / HTTP/1.1\r\n\r\n")
    #expect(talk.output.contains("Content-Type: application/json\r\n"))
    #expect(talk.output.hasSuffix("{\"message\":\"The Host header is missing.\"}"))
  }

  @Test func `sizes have limits, each with its status`() {
    func status(_ request: String) -> [Int] {
      let talk = Conversation {
        $0.requestLineBytes = 40
        $0.headerBytes = 60
        $0.headerCount = 3
        $0.bodyBytes = 10
      }
      talk.send(request)
      return talk.statuses
    }
    func line(_ length: Int) -> String {
      "GET /\(String(repeating: "a", count: length - 14)) HTTP/1.1"
    }
    let end = "\r\nHost: h\r\n\r\n"
    #expect(status(line(40) + end) == [200])
    #expect(status(line(41) + end) == [414])
    #expect(status(String(repeating: "A", count: 42)) == [414])
    let long = String(repeating: "b", count: 46)
    #expect(status("GET / HTTP/1.1\r\nHost: h\r\nA: \(long)\r\n\r\n") == [200])
    #expect(status("GET / HTTP/1.1\r\nHost: h\r\nA: \(long)bbb\r\n\r\n") == [431])
    #expect(status("GET / HTTP/1.1\r\nHost: h\r\nA: b\r\nC: d\r\n\r\n") == [200])
    #expect(status("GET / HTTP/1.1\r\nHost: h\r\nA: b\r\nC: d\r\nE: f\r\n\r\n") == [431])
    let post = "POST / HTTP/1.1\r\nHost: h\r\n"
    #expect(status(post + "Content-Length: 10\r\n\r\n0123456789") == [200])
    #expect(status(post + "Content-Length: 11\r\n\r\n") == [413])
    #expect(
      status(post + "Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n") == [200])
    #expect(status(post + "Transfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n2\r\n") == [413])
    let trailer = String(repeating: "T: u\r\n", count: 20)
    #expect(status(post + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + trailer) == [431])
  }
}
