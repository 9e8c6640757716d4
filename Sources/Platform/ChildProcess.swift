import CLinux
import Glibc
import Synchronization

/// A program at work on its own, with pipes to its standard input and from its standard output.
///
/// It shares standard error with this process, and no other open file.
package final class ChildProcess: Sendable {
  /// Its standard input, which ends when this object goes.
  package let input: FileDescriptor
  /// Its standard output.
  package let output: FileDescriptor
  private let identifier: pid_t
  private let hasEnded = Mutex(false)

  /// Starts the program at `path`, without arguments.
  package init(path: String) throws(SystemError) {
    let input = try Pipe()
    let output = try Pipe()
    identifier = try Self.spawn(path, input: input.reading, output: output.writing)
    self.input = input.writing
    self.output = output.reading
  }

  /// Starts a program in a process group of its own, with the usual signals.
  private static func spawn(
    _ path: String, input: borrowing FileDescriptor, output: borrowing FileDescriptor
  ) throws(SystemError) -> pid_t {
    var attributes = posix_spawnattr_t()
    try check(posix_spawnattr_init(&attributes))
    defer { posix_spawnattr_destroy(&attributes) }
    var actions = posix_spawn_file_actions_t()
    try check(posix_spawn_file_actions_init(&actions))
    defer { posix_spawn_file_actions_destroy(&actions) }
    var signals = sigset_t()
    sigemptyset(&signals)
    try check(posix_spawnattr_setsigmask(&attributes, &signals))
    sigfillset(&signals)
    try check(posix_spawnattr_setsigdefault(&attributes, &signals))
    try check(posix_spawnattr_setpgroup(&attributes, 0))
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    try check(posix_spawnattr_setflags(&attributes, Int16(flags)))
    try check(posix_spawn_file_actions_adddup2(&actions, input.number, STDIN_FILENO))
    try check(posix_spawn_file_actions_adddup2(&actions, output.number, STDOUT_FILENO))
    try check(posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1))
    var arguments = [strdup(path), nil]
    defer { free(arguments[0]) }
    var identifier: pid_t = 0
    try check(
      posix_spawn(&identifier, path, &actions, &attributes, &arguments, inherited_environment()))
    return identifier
  }

  private static func check(_ code: Int32) throws(SystemError) {
    guard code == 0 else { throw SystemError(code: code) }
  }

  /// Ends the program at once, unless it has ended.
  package func kill() {
    hasEnded.withLock { hasEnded in
      if !hasEnded { _ = Glibc.kill(identifier, SIGKILL) }
    }
  }

  /// Waits for the end of the program; to be called once.
  ///
  /// - Returns: `exit code N` or `signal N`.
  package func wait() -> String {
    // The number stays taken until the program is reaped, which no kill can overlap.
    var information = siginfo_t()
    while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    return hasEnded.withLock { hasEnded in
      hasEnded = true
      var status: Int32 = 0
      while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7F
      return signal == 0 ? "exit code \(status >> 8 & 0xFF)" : "signal \(signal)"
    }
  }
}

/// Both ends of a pipe that programs started from here do not inherit.
private struct Pipe: ~Copyable {
  let reading: FileDescriptor
  let writing: FileDescriptor

  init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw SystemError(code: errno) }
    reading = FileDescriptor(owning: ends[0])
    writing = FileDescriptor(owning: ends[1])
  }
}
