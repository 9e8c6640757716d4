import Dispatch
import FoundationEssentials
import Glibc
package import ObjectStore
import Platform

/// The worker executable: one task from standard input, its progress and result on standard output.
package enum WorkerProcess {
  /// Performs the task that standard input holds.
  ///
  /// The process ends when its standard input does: the server keeps it open as long as it lives,
  /// so that a worker does not outlive the server that started it, however that ended.
  ///
  /// - Parameters:
  ///   - stores: opens what `s3://` locations lead to.
  ///   - batch: performs batch jobs.
  /// - Returns: the exit code: 0, also when the task failed for a reason that the result tells.
  package static func run(stores: ObjectStoreOpener, batch: @escaping BatchPerformer) -> Int32 {
    // Requests come first; training has time.
    Scheduling.givesWay()
    guard let line = readLine(), let task = decode(line) else {
      let complaint =
        "bespoke-worker: standard input holds no task; bespoke starts this by itself\n"
      try? FileDescriptor(owning: STDERR_FILENO).write([UInt8](complaint.utf8))
      return 64
    }
    DispatchQueue(label: "bespoke.parent").async {
      while readLine() != nil {}
      _exit(3)
    }
    let result = task.perform(stores: stores, batch: batch) { progress in send(.progress(progress))
    }
    send(.result(result))
    return 0
  }

  private static func decode(_ line: String) -> WorkerTask? {
    try? JSONDecoder().decode(WorkerTask.self, from: Data(line.utf8))
  }

  private static let output = FileDescriptor(owning: STDOUT_FILENO)

  /// Writes one line; if nobody listens any more, there is no point in going on.
  private static func send(_ message: WorkerMessage) {
    do {
      var line = try JSONEncoder().encode(message)
      line.append(UInt8(ascii: "\n"))
      try output.write([UInt8](line))
    } catch {
      _exit(4)
    }
  }
}

/// Does a batch job, from above the planes.
package typealias BatchPerformer = (
  BatchTask, ObjectStoreOpener, (WorkerProgress) -> Void
) -> WorkerResult

extension WorkerTask {
  /// Does the work, in this process.
  package func perform(
    stores: ObjectStoreOpener = .foldersOnly, batch: BatchPerformer? = nil,
    progress: (WorkerProgress) -> Void
  ) -> WorkerResult {
    switch self {
    case .importRows(let task): task.perform(stores: stores, progress: progress)
    case .train(let task): task.perform(progress: progress)
    case .evaluate(let task): task.perform(progress: progress)
    case .erase(let task): task.perform(stores: stores, progress: progress)
    case .inquire(let task): task.perform()
    case .export(let task): task.perform(stores: stores, progress: progress)
    case .writeMetrics(let task): task.perform(stores: stores)
    case .batch(let task):
      batch?(task, stores, progress)
        ?? .failed(reason: "This program does no batch jobs; bespoke-worker does.")
    }
  }
}
