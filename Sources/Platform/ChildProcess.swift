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

  /// Starts the program at `path`.
  package init(path: String, arguments: [String] = []) throws(SystemError) {
    let input = try Pipe()
    let output = try Pipe()
    identifier = try Self.spawn(path, arguments, input: input.reading, output: output.writing)
    self.input = input.writing
    self.output = output.reading
  }

  /// Starts a program in a process group of its own, with the usual signals.
  private static func spawn(
    _ path: String, _ arguments: [String], input: borrowing FileDescriptor,
    output: borrowing FileDescriptor
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
    var arguments = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var identifier: pid_t = 0
    try check(
      posix_spawn(&identifier, path, &actions, &attributes, &arguments, inherited_environment()))
    return identifier
  }

  private static func check(_ code: Int32) throws(SystemError) {
    guard code == 0 else { throw SystemError(code: code) }
  }

  /// Runs a program to its end, on this thread.
  ///
  /// - Parameter input: is written whole before its output is read.
  /// - Returns: its standard output, and `exit code N` or `signal N`.
  package static func run(
    path: String, arguments: [String], input: [UInt8] = []
  ) throws(SystemError) -> (output: [UInt8], ended: String) {
    let inputs = try Pipe()
    let outputs = try Pipe()
    let identifier = try spawn(
      path, arguments, input: inputs.reading, output: outputs.writing)
    // One that has enough of its input closes it, which is no failure of its own.
    try? write(input, endingWith: inputs.writing)
    let output = try read(all: outputs.reading, closing: outputs.writing)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return (output, ended(status))
  }

  private static func write(
    _ bytes: [UInt8], endingWith file: consuming FileDescriptor
  ) throws(SystemError) {
    try file.write(bytes)
  }

  private static func read(
    all file: borrowing FileDescriptor, closing other: consuming FileDescriptor
  ) throws(SystemError) -> [UInt8] {
    // The end comes when nobody can write any more, and this process could.
    _ = consume other
    var bytes: [UInt8] = []
    while try file.read(upTo: 65_536, into: &bytes) > 0 {}
    return bytes
  }

  private static func ended(_ status: Int32) -> String {
    let signal = status & 0x7F
    return signal == 0 ? "exit code \(status >> 8 & 0xFF)" : "signal \(signal)"
  }

  /// Where the shell would find a program; `nil` when it is not installed.
  package static func path(of program: String) -> String? {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/\(program)" }
      .first { access($0, X_OK) == 0 }
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
      return Self.ended(status)
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
