import Synchronization

/// Something that was committed and that others may want to know.
package struct Change: Sendable {
  package enum Subject: Sendable {
    /// A resource was made, changed its state or content, or vanished.
    case resource(kind: ResourceKind, arn: String)
    /// There may be a job to take.
    case jobs
  }

  package let tenant: TenantKey
  package let subject: Subject
}

/// Tells subscribers of committed changes, on the thread that committed them.
///
/// Subscribers must be quick and must not call back into the tenant's store.
package final class ChangeFeed: Sendable {
  private let subscribers = Mutex<[@Sendable ([Change]) -> Void]>([])

  package func subscribe(_ subscriber: @escaping @Sendable ([Change]) -> Void) {
    subscribers.withLock { $0.append(subscriber) }
  }

  func publish(_ changes: [Change]) {
    guard !changes.isEmpty else { return }
    for subscriber in subscribers.withLock({ $0 }) { subscriber(changes) }
  }
}
