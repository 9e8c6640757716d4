import HTTP
import Testing

struct ConnectionTests {
  static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

  @Test(
    arguments: [(Raw, Bool, Raw)]([
      ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", true, ""),
      ("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", false, "Connection: close\r\n"),
      ("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, CLOSE\r\n\r\n", false, "Connection: close\r\n"),
      ("GET / HTTP/1.0\r\n\r\n", false, "Connection: close\r\n"),
      ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true, "Connection: keep-alive\r\n"),
      ("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false, "Connection: close\r\n"),
      ("GET / HTTP/1.7\r\nHost: h\r\n\r\n", true, ""),
    ]))
  func `connections persist as their version and fields say`(
    request: Raw, persists: Bool, field: Raw
  ) {
    let talk = Conversation()
    talk.send(request.text)
    #expect(talk.statuses == [200])
    #expect((talk.end == .open) == persists)
    #expect(talk.output.contains("Connection:") == !field.text.isEmpty)
    #expect(field.text.isEmpty || talk.output.contains(field.text))
  }

  @Test func `an answer is framed to the byte`() {
    let talk = Conversation()
    talk.answersAtOnce = false
    for count in [0, 1, 9, 10, 99, 100, 12345] {
      talk.output = ""
      talk.send(Self.get)
      let text = String(repeating: "x", count: count)
      talk.answer(.ok, text)
      talk.run()
      #expect(
        talk.output
          == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: \(count)\r\n\r\n\(text)"
      )
    }
  }

  @Test func `the answer to HEAD has the fields but no content`() {
    let talk = Conversation()
    talk.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n" + Self.get)
    #expect(
      talk.output == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n"
        + "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok")
  }

  @Test func `a status without content gets no length`() {
    let talk = Conversation()
    talk.answersAtOnce = false
    talk.send(Self.get)
    talk.answer(.noContent, "dropped")
    talk.run()
    #expect(talk.output == "HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\n\r\n")
  }

  @Test func `header values cannot end their line`() {
    var connection = HTTPConnection(limits: HTTPLimits(), now: 0)
    Array(Self.get.utf8).withUnsafeBytes { connection.receive($0) }
    _ = connection.next(now: 0)
    connection.respond(
      .ok, dateLine: [], contentType: nil,
      headers: { writer in
        writer.add("x-a", "b\r\nx-evil: c")
        writer.add(named: "x-\r\n:d", "e")
      }, body: { (_: inout [UInt8]) in })
    let text = connection.withOutput { String(decoding: $0, as: UTF8.self) }
    #expect(
      text == "HTTP/1.1 200 OK\r\nx-a: b  x-evil: c\r\nx-d: e\r\nContent-Length: 0\r\n\r\n")
  }

  @Test func `a body that fails leaves the request open`() {
    struct Failure: Error {}
    let talk = Conversation()
    talk.answersAtOnce = false
    talk.send(Self.get)
    #expect(throws: Failure.self) {
      try talk.connection.respond(
        .ok, dateLine: [], contentType: nil, headers: { _ in },
        body: { (bytes: inout [UInt8]) throws(Failure) in
          bytes.append(1)
          throw Failure()
        })
    }
    #expect(talk.outputCount == 0)
    talk.answer(HTTPStatus(400), "no")
    talk.run()
    #expect(talk.statuses == [400])
  }

  @Test func `pipelined requests are answered in order`() {
    let talk = Conversation()
    talk.send((1...200).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
    #expect(talk.seen.map(\.path) == (1...200).map { "/\($0)" })
    #expect(talk.statuses.count == 200)
  }

  @Test func `a pending answer holds back the requests behind it`() {
    let talk = Conversation()
    talk.answersAtOnce = false
    talk.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n")
    talk.send("GET /3 HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(talk.seen.map(\.path) == ["/1"])
    for number in 1...3 {
      #expect(talk.requestNumber == UInt64(number))
      talk.answer(.ok, "\(number)")
      talk.run()
    }
    #expect(talk.seen.map(\.path) == ["/1", "/2", "/3"])
    #expect(talk.output.hasSuffix("\r\n\r\n3"))
  }

  @Test func `a held request outlives its connection's buffer`() {
    let talk = Conversation()
    talk.answersAtOnce = false
    talk.send("POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
    let held = talk.connection.request
    talk.answer()
    talk.answersAtOnce = true
    talk.send("POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz")
    #expect(String(decoding: held.body, as: UTF8.self) == "abc")
    #expect(held.path == "/1")
  }

  @Test func `reading ahead stops at its limit`() {
    let talk = Conversation { $0.readAheadBytes = 100 }
    talk.answersAtOnce = false
    talk.send(Self.get)
    #expect(talk.wantsInput)
    talk.send(String(repeating: "x", count: 100))
    #expect(!talk.wantsInput)
  }

  @Test func `answers nobody takes hold back the requests behind them`() {
    let talk = Conversation { $0.outputBytes = 1000 }
    Array(String(repeating: Self.get, count: 50).utf8).withUnsafeBytes {
      talk.connection.receive($0)
    }
    var handled = 0
    while case .handle = talk.connection.next(now: 0) {
      talk.answer()
      handled += 1
    }
    #expect(handled < 20)
    #expect(!talk.wantsInput)
    talk.run()
    #expect(talk.statuses.count == 50)
  }

  @Test func `the interim answer comes only when the content is wanted and not there`() {
    let head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n"
    let talk = Conversation()
    talk.send(head)
    #expect(talk.output == "HTTP/1.1 100 Continue\r\n\r\n")
    talk.send("abc")
    #expect(talk.statuses == [100, 200])
    talk.output = ""
    talk.send(head + "abc")
    #expect(talk.statuses == [200])
    talk.output = ""
    talk.send(head + "a")
    #expect(talk.statuses == [])
    talk.send("bc")
    talk.send(head.replacing("h: 3", with: "h: 999999999"))
    #expect(talk.statuses == [200, 413])
    let old = Conversation()
    old.send(head.replacing("HTTP/1.1", with: "HTTP/1.0"))
    #expect(old.output == "")
  }

  @Test func `a peer that has finished sending still gets its answers`() {
    let talk = Conversation()
    talk.answersAtOnce = false
    talk.send(Self.get)
    talk.finishSending()
    #expect(talk.end == .open)
    talk.answer()
    talk.run()
    #expect(talk.statuses == [200])
    #expect(talk.end == .closed)
  }

  @Test func `a request cut short is closed without an answer`() {
    let talk = Conversation()
    talk.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab")
    talk.finishSending()
    #expect(talk.output == "")
    #expect(talk.end == .closed)
  }

  @Test func `draining finishes the request in hand and closes`() {
    let idle = Conversation()
    idle.connection.drain()
    idle.run()
    #expect(idle.end == .closed)

    let busy = Conversation()
    busy.send("GET / HTTP/1.1\r\nHo")
    busy.connection.drain()
    busy.run()
    #expect(busy.end == .open)
    busy.send("st: h\r\n\r\n")
    #expect(busy.statuses == [200])
    #expect(busy.output.contains("Connection: close\r\n"))
    #expect(busy.end == .closed)
  }

  @Test func `an overloaded server says so`() {
    let talk = Conversation()
    talk.connection.refuseOverload()
    talk.run()
    #expect(talk.statuses == [503])
    #expect(talk.end == .lingering)
  }
}
