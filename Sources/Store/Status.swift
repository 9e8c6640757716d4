/// The states of resources, spelled as on the wire.
package enum Status: String, Sendable, CaseIterable {
  case createPending = "CREATE PENDING"
  case createInProgress = "CREATE IN_PROGRESS"
  case active = "ACTIVE"
  case createFailed = "CREATE FAILED"
  case createStopping = "CREATE STOPPING"
  case createStopped = "CREATE STOPPED"
  case updatePending = "UPDATE PENDING"
  case updateInProgress = "UPDATE IN_PROGRESS"
  case updateFailed = "UPDATE FAILED"
  case stopPending = "STOP PENDING"
  case stopInProgress = "STOP IN_PROGRESS"
  case inactive = "INACTIVE"
  case startPending = "START PENDING"
  case startInProgress = "START IN_PROGRESS"
  case deletePending = "DELETE PENDING"
  case deleteInProgress = "DELETE IN_PROGRESS"
  // Data deletion jobs have words of their own.
  case pending = "PENDING"
  case inProgress = "IN_PROGRESS"
  case completed = "COMPLETED"
  case failed = "FAILED"

  /// Whether the resource is on its way to another state by itself.
  package var isTransitional: Bool {
    switch self {
    case .active, .createFailed, .createStopped, .updateFailed, .inactive, .completed, .failed:
      false
    default: true
    }
  }
}
