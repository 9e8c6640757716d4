import HTTP
import Testing

struct DeadlineTests {
  static func conversation() -> Conversation {
    Conversation {
      $0.headerTimeMilliseconds = 10
      $0.bodyTimeMilliseconds = 20
      $0.idleTimeMilliseconds = 100
      $0.writeTimeMilliseconds = 30
      $0.lingerTimeMilliseconds = 5
      $0.outputBytes = 10
    }
  }

  @Test func `an idle connection is closed without a word`() {
    let fresh = Self.conversation()
    fresh.wait(milliseconds: 99)
    #expect(fresh.end == .open)
    fresh.wait(milliseconds: 1)
    #expect(fresh.end == .closed)
    #expect(fresh.output == "")

    let used = Self.conversation()
    used.now = 50
    used.send(ConnectionTests.get)
    used.wait(milliseconds: 99)
    #expect(used.end == .open)
    used.wait(milliseconds: 1)
    #expect(used.end == .closed)
    #expect(used.statuses == [200])
  }

  @Test func `a trickle of header bytes does not put the deadline off`() {
    let talk = Self.conversation()
    talk.send("GET / HTTP/1.1\r\n")
    for byte in "Host: h\r\n".utf8 {
      talk.wait(milliseconds: 1)
      talk.send([byte])
    }
    #expect(talk.end == .open)
    talk.wait(milliseconds: 1)
    #expect(talk.statuses == [408])
    #expect(talk.end == .lingering)
  }

  @Test func `content that does not arrive is a timeout`() {
    let talk = Self.conversation()
    talk.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n")
    talk.wait(milliseconds: 19)
    talk.send("a")
    #expect(talk.end == .open)
    talk.wait(milliseconds: 1)
    #expect(talk.statuses == [408])
  }

  @Test func `the header time of a pipelined request starts when its turn comes`() {
    let talk = Self.conversation()
    talk.answersAtOnce = false
    talk.send(ConnectionTests.get + "GET")
    talk.now = 1000
    talk.answer()
    talk.run()
    talk.wait(milliseconds: 9)
    #expect(talk.end == .open)
    talk.wait(milliseconds: 1)
    #expect(talk.statuses == [200, 408])
  }

  @Test func `a handler has all the time it needs`() {
    let talk = Self.conversation()
    talk.answersAtOnce = false
    talk.send(ConnectionTests.get)
    #expect(talk.deadline == .max)
  }

  @Test func `an answer nobody takes is cut off, unless it moves`() {
    let talk = Self.conversation()
    talk.answersAtOnce = false
    talk.send(ConnectionTests.get)
    talk.answer(.ok, String(repeating: "x", count: 1000))
    _ = talk.connection.next(now: 0)
    talk.connection.didSend(0, now: 0)
    #expect(talk.deadline == 30)
    talk.connection.didSend(10, now: 20)
    talk.connection.didSend(0, now: 30)
    #expect(talk.deadline == 50)
    talk.now = 50
    talk.wait(milliseconds: 0)
    #expect(talk.end == .closed)
  }

  @Test func `a peer that lingers is cut off`() {
    let talk = Self.conversation()
    talk.send("rubbish\r\n")
    #expect(talk.end == .lingering)
    #expect(talk.deadline == 5)
    talk.wait(milliseconds: 5)
    #expect(talk.end == .closed)
  }
}
