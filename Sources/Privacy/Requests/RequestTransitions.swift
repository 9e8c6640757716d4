package import PersonalizeAPI

/// The state machine of requests.
package enum RequestTransition: String, Sendable, CaseIterable {
  case verify
  case accept
  case begin
  case complete
  case fail
  case retry
  case hold
  case cancel
  case deny

  /// The states from which it may be taken.
  package var from: [PrivacyRequestState] {
    switch self {
    case .verify: [.received]
    case .accept: [.received, .verified]
    case .begin: [.pending, .inProgress]
    case .complete: [.pending, .inProgress]
    case .fail: [.pending, .inProgress]
    case .retry: [.failed]
    case .hold: [.received, .verified, .pending]
    case .cancel, .deny: [.received, .verified, .pending]
    }
  }

  /// The state it leads to from one of `from`.
  package func target(from state: PrivacyRequestState) -> PrivacyRequestState {
    switch self {
    case .verify: .verified
    case .accept: .pending
    case .begin: .inProgress
    case .complete: .completed
    case .fail: .failed
    case .retry: .pending
    // What was accepted goes back to wait; what waits goes on doing so.
    case .hold: state == .pending ? .verified : state
    case .cancel: .cancelled
    case .deny: .denied
    }
  }
}

extension PrivacyRequestState {
  /// Whether nothing will change any more.
  package var isFinal: Bool {
    switch self {
    case .completed, .cancelled, .denied: true
    case .received, .verified, .pending, .inProgress, .failed: false
    }
  }

  /// Whether the people of an erasure are blocked: from its acceptance to its end.
  package var isBlocking: Bool {
    switch self {
    case .pending, .inProgress, .failed: true
    case .received, .verified, .completed, .cancelled, .denied: false
    }
  }
}
