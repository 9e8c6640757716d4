import Glibc
import HTTP
import Synchronization
import Testing
import Transport

struct LifecycleTests {
  @Test func `draining finishes requests in hand and closes the rest`() async throws {
    let server = try TestServer()
    try await blocking {
      let idle = try server.client()
      try #expect(idle.get("/").status == 200)
      let busy = try server.client()
      busy.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n")
      let responder = server.takeHeld()

      server.group.drain(graceMilliseconds: 60_000)
      try #expect(idle.receiveEnd())
      responder.respond(HTTPResponse(.ok, body: [65]))
      let answer = try busy.receive()
      #expect(answer.text == "A")
      #expect(answer.head.contains("Connection: close"))
      try #expect(busy.receiveEnd())
      server.group.join()
      #expect(throws: (any Error).self) { try server.client() }
      #expect(server.group.connectionCount == 0)
    }
  }

  @Test func `requests that have arrived are served while draining`() async throws {
    for _ in 0..<20 {
      let server = try TestServer()
      try await blocking {
        let clients = try (0..<10).map { _ in try server.client() }
        for client in clients { client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n") }
        server.group.drain(graceMilliseconds: 60_000)
        for client in clients { try #expect(client.receive().status == 200) }
        server.group.join()
      }
    }
  }

  @Test func `requests that take too long are cut when the grace is over`() async throws {
    let server = try TestServer()
    try await blocking {
      let client = try server.client()
      client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n")
      let responder = server.takeHeld()
      server.group.drain(graceMilliseconds: 30)
      server.group.join()
      try #expect(client.receiveEnd())
      responder.respond(HTTPResponse(.ok))
    }
  }

  @Test func `a free port is chosen and shared by all reactors`() async throws {
    let used = UsedReactors()
    let group = try ReactorGroup(
      TransportConfiguration(host: "127.0.0.1", reactors: 4), makeHandler: used.handler)
    #expect(group.port > 0)
    try await blocking {
      // The system spreads connections by their ports: after 200 none is left out, but by a
      // chance of one in 10^24.
      for _ in 0..<200 { try #expect(Client(port: group.port).get("/").status == 200) }
      group.drain(graceMilliseconds: 0)
      group.join()
    }
    #expect(used.count == 4)
  }

  @Test func `a port in use is reported, not shared`() throws {
    let server = try TestServer()
    let port = server.group.port
    do throws(TransportError) {
      _ = try ReactorGroup(TransportConfiguration(host: "127.0.0.1", port: port)) {
        _, exchange in exchange.respond(HTTPResponse(.ok))
      }
      Issue.record("the port was shared")
    } catch {
      #expect(error.isAddressInUse)
      #expect("\(error)".hasPrefix("bind failed: "))
    }
  }

  @Test func `a port is free again when its server has ended`() async throws {
    let first = try TestServer()
    let port = first.group.port
    try await blocking {
      try #expect(first.client().get("/").status == 200)
      first.group.drain(graceMilliseconds: 0)
      first.group.join()
    }
    let second = try TestServer { $0.port = port }
    #expect(second.group.port == port)
  }

  @Test func `an address that is not ours is refused`() {
    #expect(throws: TransportError.self) {
      _ = try TestServer { $0.host = "203.0.113.1" }
    }
    #expect(throws: TransportError.self) {
      _ = try TestServer { $0.host = "not an address" }
    }
  }

  @Test func `no descriptor is left open`() async throws {
    let server = try TestServer()
    try await blocking {
      for _ in 0..<300 { try #expect(server.client().get("/").status == 200) }
      while server.group.connectionCount > 0 { sched_yield() }
    }
  }
}

/// Remembers which reactors have served something.
private final class UsedReactors: Sendable {
  private let indices = Mutex<Set<Int>>([])

  var count: Int { indices.withLock { $0.count } }

  @Sendable func handler(_ context: ReactorContext) -> sending Handler {
    { _, exchange in
      self.indices.withLock { _ = $0.insert(context.index) }
      exchange.respond(HTTPResponse(.ok))
    }
  }
}
