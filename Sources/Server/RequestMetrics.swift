import PersonalizeAPI
import Synchronization

/// Counts requests by operation and outcome, for `/_bespoke/metrics`.
final class RequestMetrics: Sendable {
  /// Answered with success, refused with a client's error, failed with a server's.
  private struct Counts {
    var succeeded: UInt64 = 0
    var refused: UInt64 = 0
    var failed: UInt64 = 0
  }

  private let counts = Mutex([Counts](repeating: Counts(), count: Operation.allCases.count))

  func count(_ operation: Operation, status: UInt16) {
    counts.withLock { counts in
      switch status {
      case ..<400: counts[Int(operation.rawValue)].succeeded += 1
      case ..<500: counts[Int(operation.rawValue)].refused += 1
      default: counts[Int(operation.rawValue)].failed += 1
      }
    }
  }

  /// The counts of several reactors together, in Prometheus' text form.
  static func exposition(_ parts: [RequestMetrics]) -> String {
    var total = [Counts](repeating: Counts(), count: Operation.allCases.count)
    for part in parts {
      for (index, counts) in part.counts.withLock({ $0 }).enumerated() {
        total[index].succeeded += counts.succeeded
        total[index].refused += counts.refused
        total[index].failed += counts.failed
      }
    }
    var text = """
      # HELP bespoke_requests_total Requests by operation and outcome.
      # TYPE bespoke_requests_total counter

      """
    for operation in Operation.allCases {
      let counts = total[Int(operation.rawValue)]
      for (outcome, count) in [
        ("success", counts.succeeded), ("refused", counts.refused), ("failed", counts.failed),
      ] where count > 0 {
        text += "bespoke_requests_total{service=\"\(operation.service)\","
        text += "operation=\"\(operation.name)\",outcome=\"\(outcome)\"} \(count)\n"
      }
    }
    return text
  }
}
