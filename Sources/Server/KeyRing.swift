import HTTP
import PersonalizeAPI
import Platform
import Store

/// The access keys of strict mode.
final class KeyRing: Sendable {
  private let store: Store
  private let clock: Clock

  init(store: Store, clock: Clock) {
    self.store = store
    self.clock = clock
  }

  func verifiedTenant(of request: HTTPRequest) throws(ServiceError) -> TenantKey {
    throw ServiceError(.missingAuthenticationToken, "Missing Authentication Token")
  }
}
