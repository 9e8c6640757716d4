import CLinux
import Glibc
import Platform
import Synchronization

/// The thread a reactor runs on.
final class ReactorThread: Sendable {
  /// Hands a reactor to its thread; sound because the maker keeps no reference to it.
  private final class Cargo: @unchecked Sendable {
    let reactor: Reactor
    init(_ reactor: Reactor) { self.reactor = reactor }
  }

  private let thread: Mutex<pthread_t?>

  init(_ reactor: sending Reactor, name: String) throws(TransportError) {
    let cargo = Unmanaged.passRetained(Cargo(reactor))
    var created = pthread_t()
    // Signals are the main thread's business; a new thread inherits its maker's mask.
    var all = sigset_t()
    var previous = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &previous)
    let result = pthread_create(
      &created, nil,
      { raw in
        guard let raw else { return nil }
        Scheduling.answersFast()
        // Balances `passRetained`; the pointer is the one made there.
        Unmanaged<Cargo>.fromOpaque(raw).takeRetainedValue().reactor.run()
        return nil
      }, cargo.toOpaque())
    pthread_sigmask(SIG_SETMASK, &previous, nil)
    guard result == 0 else {
      cargo.release()
      throw TransportError("pthread_create", code: result)
    }
    pthread_setname_np(created, name)
    thread = Mutex(created)
  }

  /// Waits for the thread's end; later calls return at once.
  func join() {
    let taken = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let taken { pthread_join(taken, nil) }
  }
}
