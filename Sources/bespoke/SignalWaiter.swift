import Glibc

/// Catches SIGTERM and SIGINT from its creation on, and lets one thread wait for the first.
///
/// Make it before other threads start: they inherit the blocked signals.
struct SignalWaiter {
  init() {
    signal(SIGPIPE, SIG_IGN)
    var signals = Self.signals()
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  func wait() {
    var signals = Self.signals()
    var received: Int32 = 0
    sigwait(&signals, &received)
  }

  private static func signals() -> sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    return signals
  }
}
