import HTTP
import Synchronization
import Testing
import Transport

struct DeferredAnswerTests {
  @Test(arguments: Wire.allCases)
  func `an answer may come later and from another thread`(_ wire: Wire) async throws {
    let server = try TestServer(wire, reactors: 1)
    try await blocking {
      let waiting = try server.client()
      waiting.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n")
      let responder = server.takeHeld()
      try #expect(server.client().get("/other").status == 200)
      responder.respond(
        HTTPResponse(
          HTTPStatus(404), contentType: "application/json",
          headers: [("x-amzn-errortype", "ResourceNotFoundException")], body: Array("{}".utf8)))
      responder.respond(HTTPResponse(.ok))
      let answer = try waiting.receive()
      #expect(answer.status == 404)
      #expect(answer.text == "{}")
      #expect(answer.head.contains("x-amzn-errortype: ResourceNotFoundException"))
      try #expect(waiting.receive().text == "/next 0")
    }
  }

  @Test(arguments: ["/drop", "/ignore"])
  func `a request nobody answers gets a 500`(path: String) async throws {
    let server = try TestServer()
    try await blocking {
      let client = try server.client()
      try #expect(client.get(path).status == 500)
      try #expect(client.get("/after").status == 200)
    }
  }

  @Test(arguments: Wire.allCases)
  func `the answer to a client that has gone is dropped`(_ wire: Wire) async throws {
    let server = try TestServer(wire, reactors: 1)
    try await blocking {
      do {
        let client = try server.client()
        client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n")
      }
      let late = server.takeHeld()
      let next = try server.client()
      try #expect(next.get("/a").status == 200)
      late.respond(HTTPResponse(HTTPStatus(418)))
      try #expect(next.get("/b").text == "/b 0")
    }
  }

  @Test func `a late second answer does not reach the next request`() async throws {
    let server = try TestServer(reactors: 1)
    try await blocking {
      let client = try server.client()
      for number in 0..<50 {
        client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n")
        let responder = server.takeHeld()
        responder.respond(HTTPResponse(.ok, body: Array("\(number)".utf8)))
        responder.respond(HTTPResponse(HTTPStatus(418)))
        try #expect(client.receive().text == "\(number)")
      }
    }
  }

  @Test func `work runs on the reactor after its delay, in order of time`() async throws {
    let contexts = Mutex<[ReactorContext]>([])
    let group = try ReactorGroup(TransportConfiguration(host: nil, reactors: 1)) { context in
      contexts.withLock { $0.append(context) }
      return { _, exchange in exchange.respond(HTTPResponse(.ok)) }
    }
    let context = try #require(contexts.withLock { $0.first })
    let (order, continuation) = AsyncStream.makeStream(of: Int.self)
    context.run {
      for delay in [30, 10, 20, 10] {
        context.run(afterMilliseconds: Int64(delay)) {
          continuation.yield(delay)
          if delay == 30 { continuation.finish() }
        }
      }
    }
    var seen: [Int] = []
    for await delay in order { seen.append(delay) }
    #expect(seen == [10, 10, 20, 30])
    group.drain(graceMilliseconds: 0)
    try await blocking { group.join() }
  }
}
