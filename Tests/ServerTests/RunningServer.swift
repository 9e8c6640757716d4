import Foundation
import HTTP
import JSON
import Platform
import Store
import Synchronization

@testable import Server
@testable import Transport

/// A whole server on a free port, over a data folder that outlives it.
final class RunningServer: Sendable {
  struct Answer: Sendable {
    let status: UInt16
    let head: String
    let body: String

    /// A member of the JSON object that the body is.
    subscript(_ name: String) -> JSONValue? { try? JSONValue(parsing: body)[name] }
  }

  let port: UInt16
  private let server: BespokeServer

  var store: Store { server.services.store }

  init(directory: String, configure: (inout ServerOptions) -> Void = { _ in }) throws {
    var options = ServerOptions(workers: 1)
    options.port = 0
    options.dataDirectory = directory
    options.logLevel = .error
    configure(&options)
    server = try BespokeServer(options: options, version: "test")
    let address = try server.start()
    port = try require(address.split(separator: ":").last.flatMap { UInt16($0) })
  }

  func stop() async {
    await onThread { self.server.stop() }
  }

  /// A request of the control plane.
  func call(_ operation: String, _ body: String) async throws -> Answer {
    try await send(
      "POST / HTTP/1.1\r\nX-Amz-Target: AmazonPersonalize.\(operation)\r\n", body: body)
  }

  /// Sends a request, its head up to and without Host, on a connection of its own.
  func send(_ head: String, body: String = "") async throws -> Answer {
    let text =
      head + "Host: localhost\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
      + body
    let received = try await onThread { [port] in
      Result { try Self.exchange(Array(text.utf8), port: port) }
    }.get()
    let parts = String(decoding: received, as: UTF8.self)
      .split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    let head = String(try require(parts.first))
    return Answer(
      status: try require(head.split(separator: " ").dropFirst().first.flatMap { UInt16($0) }),
      head: head, body: parts.count > 1 ? String(parts[1]) : "")
  }

  private static func exchange(_ request: [UInt8], port: UInt16) throws -> [UInt8] {
    let connection = try SocketAddress(host: "127.0.0.1", port: port).connect()
    var sent = 0
    while sent < request.count {
      let rest = request[sent...]
      guard
        case .bytes(let count) = rest.withUnsafeBytes({ Sockets.send(connection.number, $0) })
      else { throw Missing() }
      sent += count
    }
    var received: [UInt8] = []
    while true {
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let outcome = chunk.withUnsafeMutableBytes { Sockets.receive(connection.number, into: $0) }
      guard case .bytes(let count) = outcome, count > 0 else { return received }
      received += chunk[..<count]
    }
  }
}

/// Runs what blocks on a thread of its own.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    Thread { continuation.resume(returning: body()) }.start()
  }
}
