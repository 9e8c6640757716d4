import Platform
import Store
import Synchronization

/// The sessions of those people of a dataset group who are answered as strangers.
final class HeldSessions: Sendable {
  private let contents = Mutex(Contents())

  private struct Contents {
    /// Of the watch, when they were read; -1 for never.
    var version = -1
    var sessions: Set<ExactText> = []
    var isReading = false
  }

  /// Whether a session is one of them; `nil` when that is not known of this version of the watch.
  func contains(_ session: String, version: Int) -> Bool? {
    contents.withLock { contents in
      contents.version >= version ? contents.sessions.contains(ExactText(session)) : nil
    }
  }

  /// Whether the caller is to read them, and nobody else does.
  func begin() -> Bool {
    contents.withLock { contents in
      defer { contents.isReading = true }
      return !contents.isReading
    }
  }

  /// - Parameter sessions: `nil` when they could not be read.
  func end(_ sessions: Set<ExactText>?, version: Int) {
    contents.withLock { contents in
      contents.isReading = false
      guard let sessions else { return }
      (contents.sessions, contents.version) = (sessions, version)
    }
  }
}

/// The held sessions of each dataset group in which there was somebody to hold.
final class HeldSessionsRegistry: Sendable {
  private let groups = Mutex<[TenantScoped: HeldSessions]>([:])

  func sessions(of group: TenantScoped) -> HeldSessions {
    groups.withLock { groups in
      if let sessions = groups[group] { return sessions }
      let sessions = HeldSessions()
      groups[group] = sessions
      return sessions
    }
  }
}
