import Dispatch
import PersonalizeAPI
import Platform
import Synchronization

/// What comes about people whose erasure is under way and after which they are somebody new.
///
/// It cannot be stored under their ids before the erasure is done, and is not acknowledged before
/// it is stored: so the request waits, and if that takes long the sender is asked to send it again.
extension DataPlane {
  /// How long a request waits.
  private static let patience: UInt64 = 20_000_000_000
  /// How often the erasure is looked at.
  private static let pause = DispatchTimeInterval.milliseconds(50)
  /// The most requests that wait.
  private static let postponedLimit = 1000

  /// Whether a request waits, that is about these people.
  ///
  /// - Parameters:
  ///   - completion: called when it has waited in vain.
  ///   - retry: called, with what is to be called in the end, when it has not.
  func isPostponed(
    _ people: [String], _ bar: EventBar, _ completion: @escaping DeferredCompletion,
    _ retry: @escaping @Sendable (@escaping DeferredCompletion) -> Void
  ) -> Bool {
    guard isPostponed(people, bar) else { return false }
    guard postponed.add(1, ordering: .relaxed).newValue <= Self.postponedLimit else {
      postponed.subtract(1, ordering: .relaxed)
      completion(.failure(Self.waitedInVain))
      return true
    }
    wait(for: people, bar, until: Clock.monotonicNanoseconds() + Self.patience, completion, retry)
    return true
  }

  private func wait(
    for people: [String], _ bar: EventBar, until end: UInt64,
    _ completion: @escaping DeferredCompletion,
    _ retry: @escaping @Sendable (@escaping DeferredCompletion) -> Void
  ) {
    background.asyncAfter(deadline: .now() + Self.pause) { [self] in
      let isOver = !isPostponed(people, bar)
      guard isOver || Clock.monotonicNanoseconds() > end else {
        return wait(for: people, bar, until: end, completion, retry)
      }
      postponed.subtract(1, ordering: .relaxed)
      if isOver { retry(completion) } else { completion(.failure(Self.waitedInVain)) }
    }
  }

  private func isPostponed(_ people: [String], _ bar: EventBar) -> Bool {
    guard !subjects.isQuiet(bar.group.tenant) else { return false }
    // What was sent before is dropped; what may be later decides.
    return people.contains { user in
      subjects.fate(of: user, at: bar.now, received: bar.now, in: bar.group) == .postponed
    }
  }

  private static let waitedInVain = ServiceError(
    .throttling, "A person's data is being erased. Send the request again later.")
}
