import Platform
import Store
import Synchronization

/// The access keys that strict mode knows, kept in memory.
final class KeyRing: Sendable {
  private struct Keys {
    var credentials: [String: Credential] = [:]
    var readAt: UInt64?
  }

  private let store: Store
  private let log: Log
  private let keys = Mutex(Keys())

  /// Unknown keys make it look again, but not more often than this.
  private static let refreshNanoseconds: UInt64 = 1_000_000_000

  init(store: Store, log: Log) {
    self.store = store
    self.log = log
  }

  /// The credential with an access key; `nil` when there is none, or none was a second ago.
  func credential(_ accessKey: String) -> Credential? {
    keys.withLock { keys in
      if let known = keys.credentials[accessKey] { return known }
      let now = Clock.monotonicNanoseconds()
      if let readAt = keys.readAt, now - readAt < Self.refreshNanoseconds { return nil }
      keys.readAt = now
      do {
        let all = try store.credentials()
        keys.credentials = Dictionary(all.map { ($0.accessKey, $0) }) { _, last in last }
      } catch {
        log.error("cannot read the access keys", ["error": "\(error)"])
      }
      return keys.credentials[accessKey]
    }
  }
}
