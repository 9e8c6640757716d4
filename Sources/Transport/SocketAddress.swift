import CLinux
import Glibc

/// An address to listen on or to connect to, resolved.
struct SocketAddress {
  private var storage: sockaddr_storage
  private let length: socklen_t

  /// Resolves an IPv4 or IPv6 address, or a name the system knows.
  init(host: String, port: UInt16) throws(TransportError) {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(host, String(port), &hints, &found)
    defer { if let found { freeaddrinfo(found) } }
    guard result == 0, let chosen = Self.preferred(found), let address = chosen.ai_addr else {
      throw TransportError("getaddrinfo", code: result == EAI_SYSTEM ? errno : EADDRNOTAVAIL)
    }
    storage = sockaddr_storage()
    length = chosen.ai_addrlen
    // `ai_addrlen` never exceeds a `sockaddr_storage`, which is what that type is for.
    let count = min(Int(length), MemoryLayout<sockaddr_storage>.size)
    withUnsafeMutableBytes(of: &storage) {
      $0.copyMemory(from: .init(start: address, count: count))
    }
  }

  /// The first IPv4 address, which is what clients of `localhost` try; else the first of all.
  private static func preferred(_ list: UnsafeMutablePointer<addrinfo>?) -> addrinfo? {
    // The list ends with a null pointer and stays valid until it is freed by the caller.
    var entry = list
    while let current = entry {
      if current.pointee.ai_family == AF_INET { return current.pointee }
      entry = current.pointee.ai_next
    }
    return list?.pointee
  }

  var port: UInt16 {
    withUnsafeBytes(of: storage) { raw in
      // The port lies at the same place in `sockaddr_in` and `sockaddr_in6`.
      UInt16(bigEndian: raw.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    }
  }

  /// Opens a listener for every reactor, all on the same port; port 0 takes a free one.
  mutating func listeners(count: Int, backlog: Int32) throws(TransportError) -> [Int32] {
    // A port that is shared among listeners could be shared with another process unnoticed:
    // so ask for it once without sharing.
    if port != 0 { _ = try bound(isShared: false) }
    var listeners: [Int32] = []
    do throws(TransportError) {
      for _ in 0..<max(count, 1) {
        let descriptor = try bound(isShared: true)
        guard listen(descriptor.number, backlog) == 0 else { throw TransportError("listen") }
        try takePort(of: descriptor.number)
        listeners.append(descriptor.release())
      }
    } catch {
      for number in listeners { close(number) }
      throw error
    }
    return listeners
  }

  /// Opens a blocking connection to the address, as a client.
  func connect() throws(TransportError) -> Descriptor {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let number = socket(Int32(storage.ss_family), kind, 0)
    guard number >= 0 else { throw TransportError("socket") }
    let descriptor = Descriptor(adopting: number)
    let result = withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(number, $0, length)
      }
    }
    guard result == 0 else { throw TransportError("connect") }
    return descriptor
  }

  private func bound(isShared: Bool) throws(TransportError) -> Descriptor {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let number = socket(Int32(storage.ss_family), kind, 0)
    guard number >= 0 else { throw TransportError("socket") }
    let descriptor = Descriptor(adopting: number)
    Sockets.setOption(number, SOL_SOCKET, SO_REUSEADDR)
    if isShared, !Sockets.setOption(number, SOL_SOCKET, SO_REUSEPORT) {
      throw TransportError("setsockopt")
    }
    let result = withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(number, $0, length) }
    }
    guard result == 0 else { throw TransportError("bind") }
    return descriptor
  }

  private mutating func takePort(of number: Int32) throws(TransportError) {
    var size = length
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &size) }
    }
    guard result == 0 else { throw TransportError("getsockname") }
  }
}
