import Glibc
import HTTP
import Testing
import Transport

struct LimitTests {
  @Test(arguments: Wire.allCases)
  func `a client slow with its header fields is told and cut off`(_ wire: Wire) async throws {
    let server = try TestServer(wire) { $0.limits.headerTimeMilliseconds = 40 }
    try await blocking {
      let client = try server.client()
      client.send("GET / HTTP/1.1\r\n")
      try #expect(client.receive().status == 408)
      try #expect(client.receiveEnd())
    }
  }

  @Test func `a client slow with its content is told and cut off`() async throws {
    let server = try TestServer { $0.limits.bodyTimeMilliseconds = 40 }
    try await blocking {
      let client = try server.client()
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na")
      try #expect(client.receive().status == 408)
      try #expect(client.receiveEnd())
    }
  }

  @Test func `idle connections are closed without a word`() async throws {
    let server = try TestServer { $0.limits.idleTimeMilliseconds = 40 }
    try await blocking {
      let fresh = try server.client()
      let used = try server.client()
      try #expect(used.get("/").status == 200)
      try #expect(fresh.receiveEnd())
      try #expect(used.receiveEnd())
    }
  }

  @Test func `content beyond the limit is refused while it is still being sent`() async throws {
    let server = try TestServer { $0.limits.bodyBytes = 1000 }
    try await blocking {
      let client = try server.client()
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n")
      client.send([UInt8](repeating: 65, count: 2_000_000))
      try #expect(client.receive().status == 413)
    }
  }

  @Test func `connections beyond the limit are told so`() async throws {
    let server = try TestServer { $0.connectionCount = 3 }
    try await blocking {
      var clients = try (0..<3).map { _ in try server.client() }
      for client in clients { try #expect(client.get("/").status == 200) }
      let refused = try server.client()
      try #expect(refused.receive().status == 503)
      try #expect(refused.receiveEnd())
      refused.finishSending()
      clients.removeAll()
      while server.group.connectionCount > 0 { sched_yield() }
      try #expect(server.client().get("/").status == 200)
    }
  }

  @Test func `rubbish is answered and does not harm others`() async throws {
    let server = try TestServer(reactors: 1)
    try await blocking {
      let good = try server.client()
      for _ in 0..<20 {
        let bad = try server.client()
        bad.send([0x16, 0x03, 0x01, 0x02, 0x00])
        try #expect(bad.receive().status == 400)
        try #expect(good.get("/").status == 200)
      }
    }
  }
}
