import Dispatch
import Synchronization

extension EvaluationTask {
  /// Has a worker process evaluate, and waits for it.
  ///
  /// - Parameters:
  ///   - worker: the worker executable.
  ///   - progress: called on a queue of its own.
  /// - Throws: ``EvaluationError`` when the worker could not.
  package func run(
    worker: String, progress: @escaping @Sendable (WorkerProgress) -> Void = { _ in }
  ) throws -> EvaluationReport {
    let ended = DispatchSemaphore(value: 0)
    let outcome = Mutex<WorkerRun.Outcome?>(nil)
    let queue = DispatchQueue(label: "bespoke.evaluation")
    _ = try WorkerRun(executable: worker, task: .evaluate(self), on: queue) { event in
      switch event {
      case .progress(let reached): progress(reached)
      case .ended(let result):
        outcome.withLock { $0 = result }
        ended.signal()
      }
    }
    ended.wait()
    switch outcome.withLock({ $0 }) {
    case .result(.evaluated(let report)): return report
    case .result(.failed(let reason)): throw EvaluationError.failed(reason)
    case .died(let how): throw EvaluationError.failed("The worker process ended (\(how)).")
    case .result, nil: throw EvaluationError.failed("The worker process did something else.")
    }
  }
}
