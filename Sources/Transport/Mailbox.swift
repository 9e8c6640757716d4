import CLinux
import Glibc
import HTTP
import Synchronization

/// Messages of other threads to a reactor, which they wake.
final class Mailbox: Sendable {
  enum Message: Sendable {
    /// A detached exchange is answered.
    case answer(token: UInt64, requestNumber: UInt64, HTTPResponse)
    /// Take over a connected, non-blocking socket.
    case adopt(Int32)
    case run(@Sendable () -> Void)
    case schedule(afterMilliseconds: Int64, @Sendable () -> Void)
    case drain(graceMilliseconds: Int64)
    /// Listen again, after descriptors had run out.
    case resumeAccepting
  }

  private struct State {
    var messages: [Message] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let wake: Descriptor

  init() throws(TransportError) {
    let number = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    guard number >= 0 else { throw TransportError("eventfd") }
    wake = Descriptor(adopting: number)
  }

  /// The descriptor that becomes readable when there are messages.
  var number: Int32 { wake.number }

  /// Leaves a message; one left after the reactor has gone is dropped.
  func post(_ message: Message) {
    let outcome = state.withLock { state -> (isFirst: Bool, isClosed: Bool) in
      guard !state.isClosed else { return (false, true) }
      state.messages.append(message)
      return (state.messages.count == 1, false)
    }
    if outcome.isFirst {
      eventfd_write(wake.number, 1)
    } else if outcome.isClosed, case .adopt(let number) = message {
      Glibc.close(number)
    }
  }

  /// Takes all messages.
  func take() -> [Message] {
    var count: eventfd_t = 0
    eventfd_read(wake.number, &count)
    return state.withLock { state in
      let messages = state.messages
      state.messages = []
      return messages
    }
  }

  /// Takes the last messages and refuses further ones.
  func close() -> [Message] {
    state.withLock { state in
      state.isClosed = true
      let messages = state.messages
      state.messages = []
      return messages
    }
  }
}
