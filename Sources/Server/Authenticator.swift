import AWSSigning
import HTTP
import PersonalizeAPI
import Store

/// Finds out on whose behalf a request comes.
///
/// One a reactor: it remembers the last caller, as a kept connection's requests mostly have one.
final class Authenticator {
  private let mode: ServerOptions.Authentication
  private let keys: KeyRing
  private var lastCredential: [UInt8] = []
  private var lastTenant: TenantKey?

  init(mode: ServerOptions.Authentication, keys: KeyRing) {
    self.mode = mode
    self.keys = keys
  }

  /// The tenant a request works on.
  ///
  /// - Throws: the errors of facts for missing, unreadable, unknown and wrong credentials; in
  ///   open mode only for a header that names no region.
  func tenant(of request: HTTPRequest) throws(ServiceError) -> TenantKey {
    switch mode {
    case .open: try openTenant(of: request)
    case .strict: try keys.verifiedTenant(of: request)
    }
  }
}
