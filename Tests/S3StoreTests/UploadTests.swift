import Foundation
import ObjectStore
import Testing

@testable import S3Store

@Suite struct UploadTests {
  /// What a server does with an upload in parts; `trouble` comes first.
  private static func server(
    _ trouble: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Reply? = { _ in nil }
  ) throws -> LoopbackServer {
    try LoopbackServer { request in
      if let reply = trouble(request) { return reply }
      switch request.method {
      case "POST" where request.target.hasSuffix("?uploads="):
        let answer = "<InitiateMultipartUploadResult><UploadId>up 1</UploadId>"
        return .answer(200, body: Array((answer + "</InitiateMultipartUploadResult>").utf8))
      case "POST": return .answer(200, body: Array("<CompleteMultipartUploadResult/>".utf8))
      case "PUT": return .answer(200, headers: ["ETag": "\"tag&\""])
      default: return .answer(204)
      }
    }
  }

  private func writer(_ server: LoopbackServer) throws -> ObjectWriter {
    try FakeBucket.store(port: server.port, part: 1000, patience: 1)
      .writer(of: ObjectLocation("s3://data/out/rows.csv"))
  }

  @Test func `a small object goes in one request`() throws {
    let server = try Self.server()
    let writer = try writer(server)
    try writer.append(Array("one,".utf8))
    try writer.append(Array("two".utf8))
    #expect(server.requests.isEmpty)
    try writer.finish()
    #expect(server.requests.map(\.method) == ["PUT"])
    #expect(server.requests.first?.target == "/data/out/rows.csv")
    #expect(server.requests.first?.body == Array("one,two".utf8))
  }

  @Test func `a large object goes in parts and then appears`() throws {
    let server = try Self.server()
    let writer = try writer(server)
    for byte in 0..<25 { try writer.append(Array(repeating: UInt8(byte), count: 100)) }
    try writer.finish()
    let requests = server.requests
    #expect(
      requests.map { "\($0.method) \($0.target.dropFirst("/data/out/rows.csv".count))" } == [
        "POST ?uploads=", "PUT ?partNumber=1&uploadId=up%201", "PUT ?partNumber=2&uploadId=up%201",
        "PUT ?partNumber=3&uploadId=up%201", "POST ?uploadId=up%201",
      ])
    #expect(requests[1...3].map(\.body.count) == [1000, 1000, 500])
    // Not a form, which would be no body to some servers.
    #expect(requests.allSatisfy { $0.headers["content-type"] == "application/octet-stream" })
    let list = String(decoding: requests[4].body, as: UTF8.self)
    #expect(list.contains("<PartNumber>3</PartNumber><ETag>\"tag&amp;\"</ETag>"))
  }

  @Test(arguments: [(500, 0), (65 << 10, 1), (1500, 1), (2000, 0)])
  func `a complete object holds little memory and does not appear`(
    size: Int, partsLeft: Int
  ) throws {
    let server = try Self.server()
    let isInOnePart = size > 64 << 10
    let writer = try FakeBucket.store(
      port: server.port, part: isInOnePart ? 1 << 20 : 1000, patience: 1
    ).writer(of: ObjectLocation("s3://data/out/rows.csv"))
    try writer.append(Array(repeating: 7, count: size))
    let before = server.requests.count { $0.target.contains("partNumber") }
    try writer.complete()
    let requests = server.requests
    #expect(requests.count { $0.target.contains("partNumber") } == before + partsLeft)
    #expect(!requests.contains { $0.method == "PUT" && !$0.target.contains("?") })
    #expect(!requests.contains { $0.target.hasSuffix("?uploadId=up%201") })
    try writer.finish()
    let sent = server.requests.filter { $0.method == "PUT" }.reduce(0) { $0 + $1.body.count }
    #expect(sent == size && server.requests.count == requests.count + 1)
  }

  @Test func `an upload that fails is dropped by the server`() throws {
    let server = try Self.server { request in
      request.target.contains("partNumber=2")
        ? .answer(403, body: Array("<Error><Code>AccessDenied</Code></Error>".utf8)) : nil
    }
    #expect(throws: ObjectStoreError.accessDenied(try ObjectLocation("s3://data/out/rows.csv"))) {
      let writer = try writer(server)
      for _ in 0..<3 { try writer.append(Array(repeating: 7, count: 1000)) }
    }
    #expect(server.requests.last?.method == "DELETE")
    #expect(server.requests.last?.target == "/data/out/rows.csv?uploadId=up%201")
  }

  @Test func `an upload that is given up is dropped too, and none is begun for nothing`() throws {
    let server = try Self.server()
    do {
      let writer = try writer(server)
      try writer.append([1])
    }
    #expect(server.requests.isEmpty)
    do {
      let writer = try writer(server)
      try writer.append(Array(repeating: 1, count: 1001))
    }
    #expect(server.requests.last?.method == "DELETE")
  }

  @Test func `a failure told after a success began is a failure`() throws {
    let server = try Self.server { request in
      request.method == "POST" && request.target.contains("uploadId")
        ? .answer(200, body: Array("<Error><Code>InvalidPart</Code></Error>".utf8)) : nil
    }
    let writer = try writer(server)
    try writer.append(Array(repeating: 1, count: 1001))
    #expect(throws: ObjectStoreError.self) { try writer.finish() }
  }

  @Test func `a completion whose answer was lost is no failure`() throws {
    let completions = Counter()
    let server = try Self.server { request in
      if request.method == "HEAD" { return .answer(200, headers: ["Content-Length": "1001"]) }
      guard request.method == "POST", request.target.contains("uploadId") else { return nil }
      return completions.next() == 0
        ? .hangUp : .answer(404, body: Array("<Error><Code>NoSuchUpload</Code></Error>".utf8))
    }
    let writer = try writer(server)
    try writer.append(Array(repeating: 1, count: 1001))
    try writer.finish()
    #expect(server.requests.last?.method == "HEAD")
  }

  @Test func `a part that the server was too busy for is sent again`() throws {
    let attempts = Counter()
    let server = try Self.server { request in
      request.method == "PUT" && attempts.next() < 2 ? .answer(503) : nil
    }
    let writer = try writer(server)
    try writer.append([1, 2, 3])
    try writer.finish()
    #expect(server.requests.map(\.body) == [[1, 2, 3], [1, 2, 3], [1, 2, 3]])
  }
}
