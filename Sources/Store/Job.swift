package import Platform

/// What kind of work a job is.
package enum JobKind: String, Sendable, CaseIterable {
  // Short steps the supervisor takes itself.
  case create
  case update
  case delete
  case start
  case stop
  // Long work in a worker process.
  case importDataset = "import"
  case train
  /// One of the trainings of a search for the best settings.
  case trial
  /// Brings a model in use up to date with what came since.
  case refresh
  case export
  case batchInference = "batch-inference"
  case batchSegment = "batch-segment"
  case eraseUsers = "erase-users"
  /// Writes files with what a metric attribution has counted.
  case writeMetrics = "write-metrics"

  /// Whether the work runs in a process of its own, because it chews on users' data at length.
  package var runsInWorker: Bool {
    switch self {
    case .create, .update, .delete, .start, .stop: false
    default: true
    }
  }
}

/// A durable piece of work on one resource.
package struct Job: Sendable, Equatable {
  package let id: Int64
  package let kind: JobKind
  package let resourceARN: String
  /// How often it was begun before.
  package let attempts: Int
  package let notBefore: Timestamp
}
