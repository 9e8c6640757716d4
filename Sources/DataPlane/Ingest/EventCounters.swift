import Synchronization

/// What came of the events sent to one tracker since the start.
package struct EventCounts: Sendable, Equatable {
  /// PutEvents calls.
  package var requests = 0
  /// Calls refused as a whole.
  package var refused = 0
  /// Calls refused because there were too many.
  package var throttled = 0
  /// Events of the calls that were not refused.
  package var received = 0
  /// Events now in the log.
  package var stored = 0
  /// Events left out because their eventId was used before.
  package var repeated = 0
  /// Events that could not be written.
  package var failed = 0
  /// Events dropped because of whom they are about.
  package var dropped: [String: Int] = [:]
  /// Why the latest refused call was refused.
  package var lastRefusal: String?

  package init() {}
}

/// Counts for one tracker.
final class EventCounters: Sendable {
  /// The name of the tracker's dataset group.
  let groupName: String
  private let counts = Mutex(EventCounts())

  init(groupName: String) {
    self.groupName = groupName
  }

  var current: EventCounts { counts.withLock { $0 } }

  func note(_ change: (inout EventCounts) -> Void) { counts.withLock { change(&$0) } }
}
