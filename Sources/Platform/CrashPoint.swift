import Glibc

/// Moments at which the process can be told to die, for tests of what survives that.
///
/// The environment variable `BESPOKE_CRASH_POINT` names one of them; without it nothing happens.
package enum CrashPoint {
  private static let wanted: String? = environment("BESPOKE_CRASH_POINT")

  /// Kills this process, with no chance to tidy up, when it is told to die here.
  package static func reached(_ name: @autoclosure () -> String) {
    guard let wanted, wanted == name() else { return }
    kill(getpid(), SIGKILL)
    while true { pause() }
  }

  private static func environment(_ name: String) -> String? {
    // Sound: read once, before anything in this process changes its environment.
    guard let text = getenv(name) else { return nil }
    return String(cString: text)
  }
}
