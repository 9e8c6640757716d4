import Foundation
import Glibc

/// An HTTP server on a port of its own that answers each request as the test says.
///
/// One request a connection; what it was asked is kept.
final class LoopbackServer: @unchecked Sendable {
  /// A request as it came.
  struct Request {
    var method = ""
    var target = ""
    var headers: [String: String] = [:]
    var body: [UInt8] = []
  }

  /// What is sent back.
  enum Reply {
    /// A whole answer.
    case answer(Int, headers: [String: String] = [:], body: [UInt8] = [])
    /// The head of an answer with this body, of which only the first bytes come.
    case cut(Int, headers: [String: String] = [:], body: [UInt8], after: Int)
    /// The connection is closed at once.
    case hangUp
    /// Nothing comes, and the connection stays.
    case silence
  }

  let port: UInt16
  private let listener: Int32
  private let reply: @Sendable (Request) -> Reply
  private let lock = NSLock()
  private var seen: [Request] = []
  private var silent: [Int32] = []

  init(_ reply: @escaping @Sendable (Request) -> Reply) throws {
    self.reply = reply
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bound in
        bind(listener, bound, length)
        listen(listener, 16)
        getsockname(listener, bound, &length)
      }
      return UInt16(bigEndian: pointer.pointee.sin_port)
    }
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        self?.serve(connection)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    for connection in silent { close(connection) }
  }

  var requests: [Request] { lock.withLock { seen } }

  private func serve(_ connection: Int32) {
    guard let request = read(connection) else {
      close(connection)
      return
    }
    lock.withLock { seen.append(request) }
    switch reply(request) {
    case .answer(let status, let headers, let body):
      send(connection, status, headers, body[...], length: body.count, request)
    case .cut(let status, let headers, let body, let count):
      send(connection, status, headers, body.prefix(count), length: body.count, request)
    case .hangUp: break
    case .silence:
      lock.withLock { silent.append(connection) }
      return
    }
    close(connection)
  }

  private func read(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var headEnd: Int?
    var request = Request()
    while true {
      if headEnd == nil, let range = Data(bytes).range(of: Data("\r\n\r\n".utf8)) {
        headEnd = range.upperBound
        let lines = String(decoding: bytes[..<range.lowerBound], as: UTF8.self)
          .components(separatedBy: "\r\n")
        let parts = lines[0].components(separatedBy: " ")
        request.method = parts[0]
        request.target = parts[1]
        for line in lines.dropFirst() {
          let colon = line.firstIndex(of: ":") ?? line.endIndex
          request.headers[line[..<colon].lowercased()] =
            line[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
        }
        if request.headers["expect"] != nil {
          let go = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
          _ = Glibc.send(connection, go, go.count, Int32(MSG_NOSIGNAL))
        }
      }
      if let headEnd {
        let length = Int(request.headers["content-length"] ?? "0") ?? 0
        if bytes.count >= headEnd + length {
          request.body = Array(bytes[headEnd...])
          return request
        }
      }
      let count = recv(connection, &chunk, chunk.count, 0)
      guard count > 0 else { return nil }
      bytes += chunk[..<count]
    }
  }

  private func send(
    _ connection: Int32, _ status: Int, _ headers: [String: String], _ body: ArraySlice<UInt8>,
    length: Int, _ request: Request
  ) {
    var head = "HTTP/1.1 \(status) Status\r\nConnection: close\r\n"
    if headers["Content-Length"] == nil { head += "Content-Length: \(length)\r\n" }
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    var bytes = Array((head + "\r\n").utf8)
    if request.method != "HEAD" { bytes += body }
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(1 << 16))
      let sent = Glibc.send(connection, piece, piece.count, Int32(MSG_NOSIGNAL))
      guard sent > 0 else { return }
      rest.removeFirst(sent)
    }
  }
}
