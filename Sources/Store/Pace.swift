/// How long the work on resources seems to take.
package enum Pace: String, Sendable, CaseIterable {
  /// As long as it takes.
  case instant
  /// About as long as in the real service: minutes for most, longer for training.
  case realistic

  /// How long a resource stays pending before the work on it begins.
  package var pendingMilliseconds: Int64 {
    switch self {
    case .instant: 0
    case .realistic: 20_000
    }
  }

  /// How long a resource is in progress before the work on it ends, at least.
  package func workMilliseconds(of job: JobKind, on kind: ResourceKind) -> Int64 {
    switch self {
    case .instant: 0
    case .realistic: 1000 * Self.realisticSeconds(of: job, on: kind)
    }
  }

  private static func realisticSeconds(of job: JobKind, on kind: ResourceKind) -> Int64 {
    let minute: Int64 = 60
    switch job {
    case .importDataset, .export: return 5 * minute
    case .trial, .refresh, .writeMetrics: return 0
    case .train: return (kind == .recommender ? 40 : 20) * minute
    case .batchInference, .batchSegment: return 20 * minute
    case .eraseUsers: return 60 * minute
    case .delete: return minute
    case .create, .update, .start, .stop:
      switch kind {
      case .campaign: return 5 * minute
      default: return minute
      }
    }
  }
}
