import Glibc
package import HTTP

/// A plain HTTP/1.1 client on one kept connection, for the program's own commands.
///
/// It blocks, and knows just what this server answers with: Content-Length, no chunks.
package final class HTTPClient {
  private let host: String
  private let port: UInt16
  private var connection: Descriptor?
  private var received: [UInt8] = []

  /// Connects with the first request.
  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Sends a request and waits for its answer; reconnects once when the kept connection has ended.
  package func send(
    _ method: HTTPMethod, _ path: String, headers: [(name: String, value: String)] = [],
    body: [UInt8] = []
  ) throws(TransportError) -> (status: HTTPStatus, body: [UInt8]) {
    var request = Array("\(method.rawValue) \(path) HTTP/1.1\r\nHost: \(host):\(port)\r\n".utf8)
    for header in headers { request += "\(header.name): \(header.value)\r\n".utf8 }
    request += "Content-Length: \(body.count)\r\n\r\n".utf8
    request += body
    let isReused = connection != nil
    do {
      return try exchange(request)
    } catch  where isReused {
      connection = nil
      return try exchange(request)
    }
  }

  private func exchange(
    _ request: [UInt8]
  ) throws(TransportError) -> (status: HTTPStatus, body: [UInt8]) {
    if connection == nil {
      connection = try SocketAddress(host: host, port: port).connect()
      received = []
    }
    guard let number = connection?.number else { throw TransportError("connect") }
    var sent = 0
    while sent < request.count {
      let rest = request[sent...]
      guard case .bytes(let count) = rest.withUnsafeBytes({ Sockets.send(number, $0) }) else {
        throw TransportError("send")
      }
      sent += count
    }
    while true {
      if let answer = takeAnswer() { return answer }
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let outcome = chunk.withUnsafeMutableBytes { Sockets.receive(number, into: $0) }
      guard case .bytes(let count) = outcome else { throw TransportError("recv") }
      received += chunk[..<count]
    }
  }

  /// Takes a whole answer off the bytes received so far.
  private func takeAnswer() -> (status: HTTPStatus, body: [UInt8])? {
    let mark = Array("\r\n\r\n".utf8)
    guard
      let end = received.indices.dropLast(3).first(where: {
        received[$0] == mark[0] && Array(received[$0..<($0 + 4)]) == mark
      })
    else { return nil }
    let lines = String(decoding: received[..<end], as: UTF8.self).split(separator: "\r\n")
    let code = lines.first?.split(separator: " ").dropFirst().first.flatMap { UInt16($0) } ?? 500
    let length =
      lines.dropFirst().first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { line in Int(line.drop { $0 != ":" }.dropFirst().drop { $0 == " " }) } ?? 0
    let start = end + 4
    guard received.count - start >= length else { return nil }
    let body = Array(received[start..<(start + length)])
    received.removeSubrange(..<(start + length))
    return (HTTPStatus(code), body)
  }
}
