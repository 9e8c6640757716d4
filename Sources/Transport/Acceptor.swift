import Glibc

/// Takes connections off a listener, also when descriptors have run out.
struct Acceptor: ~Copyable {
  private let listener: Descriptor
  /// Held so that one can be given up: a connection that cannot be accepted would otherwise
  /// keep the listener ready for ever, and its client waiting.
  private var reserve: Descriptor?
  private var isExhausted = false

  init(listener: consuming Descriptor) {
    self.listener = listener
    reserve = Self.openReserve()
  }

  var number: Int32 { listener.number }

  /// The next waiting connection; `nil` when there is none, or no descriptor for it.
  mutating func accept() -> Descriptor? {
    while true {
      if let socket = Sockets.accept(listener.number) { return socket }
      switch errno {
      case EINTR, ECONNABORTED:
        continue
      case EMFILE, ENFILE, ENOBUFS, ENOMEM:
        isExhausted = true
        reserve = nil
        // Accepted with the descriptor given up, and closed at once.
        _ = Sockets.accept(listener.number)
        reserve = Self.openReserve()
        return nil
      default:
        return nil
      }
    }
  }

  /// Whether descriptors have run out since the last call.
  mutating func takeExhaustion() -> Bool {
    defer { isExhausted = false }
    return isExhausted
  }

  private static func openReserve() -> Descriptor? {
    let number = open("/dev/null", O_RDONLY | O_CLOEXEC)
    return number >= 0 ? Descriptor(adopting: number) : nil
  }
}
