import CLinux
import Glibc

/// Waits for sockets to become ready.
///
/// This is the one file that knows epoll.
/// Level-triggered: what is left unread or unsent is reported again, so a reactor may stop at
/// any point to be fair to other connections.
struct Poller: ~Copyable {
  /// What to be told about; the end of a connection is always told.
  struct Interest: OptionSet {
    let rawValue: UInt32
    static let input = Interest(rawValue: EPOLLIN.rawValue)
    static let output = Interest(rawValue: EPOLLOUT.rawValue)
  }

  struct Event {
    let token: UInt64
    private let flags: UInt32

    fileprivate init(_ event: epoll_event) {
      token = event.data.u64
      flags = event.events
    }

    var isInput: Bool { flags & EPOLLIN.rawValue != 0 }
    var isOutput: Bool { flags & EPOLLOUT.rawValue != 0 }
    /// Both directions are shut, or the socket has failed.
    var isOver: Bool { flags & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 }
  }

  private let descriptor: Descriptor
  private var events: [epoll_event]
  private var readyCount = 0

  init() throws(TransportError) {
    let number = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard number >= 0 else { throw TransportError("epoll_create1") }
    descriptor = Descriptor(adopting: number)
    events = Array(repeating: epoll_event(), count: 256)
  }

  func add(_ number: Int32, _ interest: Interest, token: UInt64) -> Bool {
    control(EPOLL_CTL_ADD, number, interest, token)
  }

  func change(_ number: Int32, _ interest: Interest, token: UInt64) -> Bool {
    control(EPOLL_CTL_MOD, number, interest, token)
  }

  private func control(
    _ operation: Int32, _ number: Int32, _ interest: Interest, _ token: UInt64
  ) -> Bool {
    var event = epoll_event()
    event.events = interest.rawValue
    event.data.u64 = token
    return epoll_ctl(descriptor.number, operation, number, &event) == 0
  }

  /// Waits for events, for at most `milliseconds`; forever when negative.
  /// - Returns: how many came; see `event(at:)`.
  mutating func wait(milliseconds: Int32) -> Int {
    let count = epoll_wait(descriptor.number, &events, Int32(events.count), milliseconds)
    readyCount = Int(max(count, 0))
    return readyCount
  }

  func event(at index: Int) -> Event { Event(events[index]) }
}
