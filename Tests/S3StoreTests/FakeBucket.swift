import Foundation
import ObjectStore

@testable import S3Store

/// A bucket `data` with one object `rows.csv`, on a server that can be made to misbehave.
final class FakeBucket: Sendable {
  /// What goes wrong with a request: its number from 0, and what comes in place of an answer.
  typealias Trouble = @Sendable (Int, LoopbackServer.Request) -> LoopbackServer.Reply?

  static let tag = "\"tag-1\""
  let content: [UInt8]
  let server: LoopbackServer

  init(bytes: Int, trouble: @escaping Trouble = { _, _ in nil }) throws {
    let content = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    self.content = content
    let counter = Counter()
    server = try LoopbackServer { request in
      if let reply = trouble(counter.next(), request) { return reply }
      return Self.answer(request, content)
    }
  }

  private static func answer(
    _ request: LoopbackServer.Request, _ content: [UInt8]
  ) -> LoopbackServer.Reply {
    guard request.target == "/data/rows.csv" else { return .answer(404) }
    let described = ["ETag": tag, "Last-Modified": "Sat, 21 Nov 2026 11:40:12 GMT"]
    if request.method == "HEAD" {
      return .answer(
        200, headers: described.merging(["Content-Length": "\(content.count)"]) { $1 })
    }
    guard let range = Self.range(request, content.count) else {
      return .answer(416)
    }
    return .answer(206, headers: described, body: Array(content[range]))
  }

  /// The range a request asks for.
  static func range(_ request: LoopbackServer.Request, _ count: Int) -> Range<Int>? {
    let parts = (request.headers["range"] ?? "").dropFirst("bytes=".count)
      .split(separator: "-").compactMap { Int($0) }
    guard parts.count == 2, parts[0] < count else { return nil }
    return parts[0]..<min(parts[1] + 1, count)
  }

  /// A client of the server with pieces and parts of this size.
  func store(piece: Int = 1000, part: Int = 1000, patience: Int = 5) throws -> ObjectStore {
    try Self.store(port: server.port, piece: piece, part: part, patience: patience)
  }

  static func store(
    port: UInt16, piece: Int = 1000, part: Int = 1000, patience: Int = 5
  ) throws -> ObjectStore {
    let address = try RemoteAddress(
      endpoint: "http://127.0.0.1:\(port)", region: "eu-west-1", patienceSeconds: patience)
    var settings = try S3Settings(
      address,
      environment: [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": "token",
      ])
    settings.pieceBytes = piece
    settings.partBytes = part
    return .remote(S3Access.store(S3Client(settings)))
  }

  /// Reads the object to its end.
  static func read(_ store: ObjectStore, _ text: String = "s3://data/rows.csv") throws -> [UInt8] {
    let reader = try store.reader(of: ObjectLocation(text))
    var bytes: [UInt8] = []
    while try reader.read(upTo: 700, into: &bytes) {}
    return bytes
  }
}

/// Counts up, from any thread.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0

  func next() -> Int {
    lock.withLock {
      defer { count += 1 }
      return count
    }
  }
}
