import Foundation
import Glibc
import Testing
import Transport

/// A client that blocks, for use on a thread of its own.
final class Client {
  struct Answer {
    var status: Int
    var head: String
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  enum Failure: Error {
    case connect(Int32)
    case ended
    case timeout
  }

  private let socket: Descriptor
  private var buffer: [UInt8] = []

  /// Takes over a connected socket; no wait on it lasts longer than ten seconds.
  init(_ socket: consuming Descriptor) {
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      socket.number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    self.socket = socket
  }

  convenience init(port: UInt16) throws {
    let number = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let descriptor = Descriptor(adopting: number)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure.connect(errno) }
    self.init(descriptor)
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(socket.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  func get(_ path: String) throws -> Answer {
    send("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n")
    return try receive()
  }

  func finishSending() {
    shutdown(socket.number, Int32(SHUT_WR))
  }

  /// The next answer.
  func receive() throws -> Answer {
    let mark = Array("\r\n\r\n".utf8)
    var searched = 0
    while true {
      if let end = Self.firstRange(of: mark, in: buffer, from: searched) {
        let head = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
        let length =
          head.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
        while buffer.count < end.upperBound + length { try fill() }
        let body = Array(buffer[end.upperBound..<end.upperBound + length])
        buffer.removeSubrange(..<(end.upperBound + length))
        return Answer(status: Int(head.dropFirst(9).prefix(3)) ?? 0, head: head, body: body)
      }
      searched = max(buffer.count - 3, 0)
      try fill()
    }
  }

  private static func firstRange(
    of mark: [UInt8], in bytes: [UInt8], from start: Int
  ) -> Range<Int>? {
    var lower = start
    while let found = bytes[lower...].firstIndex(of: mark[0]), found + mark.count <= bytes.count {
      if bytes[found..<found + mark.count].elementsEqual(mark) { return found..<found + mark.count }
      lower = found + 1
    }
    return nil
  }

  /// Whether the server closes, saying nothing more.
  func receiveEnd() throws -> Bool {
    do {
      try fill()
      return false
    } catch Failure.ended {
      return buffer.isEmpty
    }
  }

  private func fill() throws {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = chunk.withUnsafeMutableBytes { recv(socket.number, $0.baseAddress, $0.count, 0) }
    if count == 0 || (count < 0 && errno == ECONNRESET) { throw Failure.ended }
    guard count > 0 else { throw Failure.timeout }
    buffer.append(contentsOf: chunk[..<count])
  }
}

/// Runs what blocks on a thread of its own, so that the tests' pool goes on.
func blocking<Result: Sendable>(
  _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread {
      continuation.resume(with: Swift.Result(catching: body))
    }
  }
}
