import Dispatch
import FoundationEssentials
import Platform

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

  private let process: ChildProcess
  private let queue: DispatchQueue
  private let handle: @Sendable (Event) -> Void

  /// Starts a worker and gives it its task.
  ///
  /// The run holds the writing end of the worker's standard input until it has ended: should this
  /// process vanish, the worker sees its input end, and ends too.
  init(
    executable: String, task: WorkerTask, on queue: DispatchQueue,
    handle: @escaping @Sendable (Event) -> Void
  ) throws {
    self.queue = queue
    self.handle = handle
    var line = [UInt8](try JSONEncoder().encode(task))
    line.append(UInt8(ascii: "\n"))
    process = try ChildProcess(path: executable)
    // A worker that is gone already shows in its output.
    try? process.input.write(line)
    DispatchQueue(label: "bespoke.worker-output").async { self.readOutput() }
  }

  /// Ends the worker, whatever it is doing; its end arrives as an event.
  func kill() { process.kill() }

  /// Blocks on a queue, and so a thread, of its own: libdispatch's channels crash, rarely, when a
  /// pipe hangs up.
  private func readOutput() {
    var result: WorkerResult?
    var line: [UInt8] = []
    var data: [UInt8] = []
    while let count = try? process.output.read(upTo: 65_536, into: &data), count > 0 {
      for byte in data {
        guard byte == UInt8(ascii: "\n") else {
          if line.count < Self.lineLimit { line.append(byte) }
          continue
        }
        switch try? JSONDecoder().decode(WorkerMessage.self, from: Data(line)) {
        case .progress(let progress): queue.async { self.handle(.progress(progress)) }
        case .result(let told): result = told
        case nil: break
        }
        line.removeAll(keepingCapacity: true)
      }
      data.removeAll(keepingCapacity: true)
    }
    let end = process.wait()
    queue.async { [result] in self.handle(.ended(result.map { .result($0) } ?? .died(end))) }
  }
}
