import CLinux
import Glibc

/// The socket calls, each a thin cover over the system's.
enum Sockets {
  /// How a read or a write of a non-blocking socket went.
  enum Outcome {
    case bytes(Int)
    case wouldBlock
    case ended
    case failed
  }

  static func receive(_ number: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
    while true {
      let count = recv(number, buffer.baseAddress, buffer.count, 0)
      if count > 0 { return .bytes(count) }
      if count == 0 { return .ended }
      if errno == EINTR { continue }
      return errno == EAGAIN ? .wouldBlock : .failed
    }
  }

  static func send(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Outcome {
    while true {
      let count = Glibc.send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      if count >= 0 { return .bytes(count) }
      if errno == EINTR { continue }
      return errno == EAGAIN ? .wouldBlock : .failed
    }
  }

  /// Takes one waiting connection off a listener; `nil` with `errno` set when there is none.
  static func accept(_ listener: Int32) -> Descriptor? {
    let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let number = accept4(listener, nil, nil, flags)
    guard number >= 0 else { return nil }
    setOption(number, Int32(IPPROTO_TCP), TCP_NODELAY)
    return Descriptor(adopting: number)
  }

  /// Tells the peer that no more will come.
  static func shutdownSending(_ number: Int32) {
    shutdown(number, Int32(SHUT_WR))
  }

  /// The two ends of a connection within the process.
  struct Pair: ~Copyable {
    /// Non-blocking, for a reactor.
    let server: Descriptor
    /// Blocking.
    let client: Descriptor
  }

  static func pair() throws(TransportError) -> Pair {
    var numbers: (Int32, Int32) = (-1, -1)
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let result = withUnsafeMutableBytes(of: &numbers) { raw in
      socketpair(AF_UNIX, kind, 0, raw.assumingMemoryBound(to: Int32.self).baseAddress)
    }
    guard result == 0 else { throw TransportError("socketpair") }
    let pair = Pair(
      server: Descriptor(adopting: numbers.0), client: Descriptor(adopting: numbers.1))
    guard fcntl(numbers.0, F_SETFL, O_NONBLOCK) == 0 else { throw TransportError("fcntl") }
    return pair
  }

  @discardableResult
  static func setOption(_ number: Int32, _ level: Int32, _ option: Int32) -> Bool {
    var on: Int32 = 1
    return setsockopt(number, level, option, &on, socklen_t(MemoryLayout<Int32>.size)) == 0
  }
}
