import HTTP
import Testing
import Transport

struct ServingTests {
  @Test(arguments: Wire.allCases)
  func `a connection serves one request after the other`(_ wire: Wire) async throws {
    let server = try TestServer(wire)
    try await blocking {
      let client = try server.client()
      for number in 0..<100 {
        let answer = try client.get("/\(number)")
        #expect(answer.status == 200)
        #expect(answer.text == "/\(number) 0")
        #expect(answer.head.contains("x-test: yes"))
        #expect(answer.head.contains("\r\nDate: "))
      }
    }
  }

  @Test(arguments: Wire.allCases)
  func `pipelined requests are answered in order`(_ wire: Wire) async throws {
    let server = try TestServer(wire)
    try await blocking {
      let client = try server.client()
      client.send((0..<500).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
      for number in 0..<500 {
        try #expect(client.receive().text == "/\(number) 0")
      }
    }
  }

  @Test(arguments: Wire.allCases)
  func `large contents pass both ways`(_ wire: Wire) async throws {
    let server = try TestServer(wire)
    try await blocking {
      let client = try server.client()
      let count = 3_000_000
      client.send("POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: \(count)\r\n\r\n")
      client.send([UInt8](repeating: 65, count: count))
      try #expect(client.receive().text == "/up \(count)")
      let chunk = "10000\r\n" + String(repeating: "b", count: 65_536) + "\r\n"
      client.send("POST /up HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
      for _ in 0..<40 { client.send(chunk) }
      client.send("0\r\n\r\n")
      try #expect(client.receive().text == "/up \(40 * 65_536)")
      try #expect(client.get("/large?bytes=5000000").body.count == 5_000_000)
      try #expect(client.get("/after").text == "/after 0")
    }
  }

  @Test func `answers nobody reads do not pile up`() async throws {
    let server = try TestServer(reactors: 1) { $0.limits.outputBytes = 100_000 }
    try await blocking {
      let client = try server.client()
      client.send(
        String(repeating: "GET /large?bytes=300000 HTTP/1.1\r\nHost: h\r\n\r\n", count: 30))
      // Another connection of the same reactor is served meanwhile.
      try #expect(server.client().get("/other").status == 200)
      for _ in 0..<30 { try #expect(client.receive().body.count == 300_000) }
    }
  }

  @Test func `many connections are served by all reactors`() async throws {
    let server = try TestServer()
    try await blocking {
      let clients = try (0..<100).map { _ in try server.client() }
      for round in 0..<3 {
        for client in clients { client.send("GET /\(round) HTTP/1.1\r\nHost: h\r\n\r\n") }
        for client in clients { try #expect(client.receive().text == "/\(round) 0") }
      }
      #expect(server.group.connectionCount == 100)
    }
  }

  @Test func `a client that has finished sending gets its answers`() async throws {
    let server = try TestServer()
    try await blocking {
      let client = try server.client()
      client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /hold HTTP/1.1\r\nHost: h\r\n\r\n")
      client.finishSending()
      try #expect(client.receive().text == "/a 0")
      server.takeHeld().respond(HTTPResponse(.ok, body: [66]))
      try #expect(client.receive().text == "B")
      try #expect(client.receiveEnd())
    }
  }

  @Test func `the interim answer is sent at once`() async throws {
    let server = try TestServer()
    try await blocking {
      let client = try server.client()
      client.send(
        "POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
      try #expect(client.receive().status == 100)
      client.send("abc")
      try #expect(client.receive().text == "/a 3")
    }
  }
}
