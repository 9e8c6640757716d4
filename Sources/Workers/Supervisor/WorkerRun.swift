import Foundation
import Synchronization

/// One worker process at work on one task.
///
/// Its events arrive on the queue it was given; the last is the end, which comes exactly once.
final class WorkerRun: Sendable {
  /// What a worker has to say.
  enum Event: Sendable {
    case progress(WorkerProgress)
    case ended(Outcome)
  }

  /// How a run ends.
  enum Outcome: Sendable {
    case result(WorkerResult)
    /// It ended without a result.
    case died(String)
  }

  /// The longest line a worker may send, in bytes.
  private static let lineLimit = 1 << 20

  private struct State {
    var line: [UInt8] = []
    var result: WorkerResult?
    var outputHasEnded = false
    var exit: String?
    var hasEnded = false
  }

  private let state = Mutex(State())
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let queue: DispatchQueue
  private let handle: @Sendable (Event) -> Void

  private init(queue: DispatchQueue, handle: @escaping @Sendable (Event) -> Void) {
    self.queue = queue
    self.handle = handle
  }

  /// Starts a worker and gives it its task.
  ///
  /// The run holds the writing end of the worker's standard input until it has ended: should this
  /// process vanish, the worker sees its input end, and ends too.
  static func start(
    executable: String, task: WorkerTask, on queue: DispatchQueue,
    handle: @escaping @Sendable (Event) -> Void
  ) throws -> WorkerRun {
    let run = WorkerRun(queue: queue, handle: handle)
    var line = try JSONEncoder().encode(task)
    line.append(UInt8(ascii: "\n"))
    run.process.executableURL = URL(fileURLWithPath: executable)
    run.process.standardInput = run.input
    run.process.standardOutput = run.output
    run.process.terminationHandler = { process in
      let signalled = process.terminationReason == .uncaughtSignal
      let word = signalled ? "signal" : "exit code"
      let reason = "\(word) \(process.terminationStatus)"
      queue.async { run.update { $0.exit = reason } }
    }
    try run.process.run()
    run.readOutput()
    // A worker that is gone already shows in its output.
    try? run.input.fileHandleForWriting.write(contentsOf: line)
    return run
  }

  /// Ends the worker, whatever it is doing; its end arrives as an event.
  func kill() {
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
  }

  /// Reads on a thread of its own: libdispatch's channels crash, rarely, when a pipe hangs up.
  private func readOutput() {
    let thread = Thread { [self] in
      while let data = try? output.fileHandleForReading.read(upToCount: 65_536), !data.isEmpty {
        queue.async { self.take(data) }
      }
      queue.async { self.update { $0.outputHasEnded = true } }
    }
    thread.name = "worker-output"
    thread.start()
  }

  private func take(_ data: Data) {
    let messages = state.withLock { state in
      var messages: [WorkerMessage] = []
      for byte in data {
        guard byte == UInt8(ascii: "\n") else {
          if state.line.count < Self.lineLimit { state.line.append(byte) }
          continue
        }
        if let message = try? JSONDecoder().decode(WorkerMessage.self, from: Data(state.line)) {
          messages.append(message)
        }
        state.line.removeAll(keepingCapacity: true)
      }
      return messages
    }
    for message in messages {
      switch message {
      case .progress(let progress): handle(.progress(progress))
      case .result(let result): update { $0.result = result }
      }
    }
  }

  /// Notes a part of the end, and tells of it when all parts are there.
  private func update(_ change: (inout State) -> Void) {
    let outcome: Outcome? = state.withLock { state in
      change(&state)
      guard state.outputHasEnded, let exit = state.exit, !state.hasEnded else { return nil }
      state.hasEnded = true
      return state.result.map { .result($0) } ?? .died(exit)
    }
    guard let outcome else { return }
    try? input.fileHandleForWriting.close()
    try? output.fileHandleForReading.close()
    // The handler holds the run, and the run the process.
    process.terminationHandler = nil
    handle(.ended(outcome))
  }
}
