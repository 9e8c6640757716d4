import Platform
import Store
import Synchronization

/// What was looked up in the control databases, until something of the tenant changes.
final class TenantCache<Value: Sendable>: Sendable {
  private let contents = Mutex(Contents())

  private struct Contents {
    var values: [TenantScoped: Value] = [:]
    /// Rises whenever values are dropped.
    var changes = 0
  }

  func known(_ key: TenantScoped) -> Value? { contents.withLock { $0.values[key] } }

  /// Drops what is known of a tenant.
  func forget(_ tenant: TenantKey) {
    contents.withLock { contents in
      contents.changes += 1
      contents.values = contents.values.filter { $0.key.tenant != tenant }
    }
  }

  /// The value `find` comes to, kept unless something changed meanwhile.
  func resolve<Failure: Error>(
    _ key: TenantScoped, _ find: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let changes = contents.withLock { $0.changes }
    let value = try find()
    contents.withLock { contents in
      if contents.changes == changes { contents.values[key] = value }
    }
    return value
  }
}
