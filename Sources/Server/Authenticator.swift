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

  /// The tenant of requests without credentials, which open mode accepts.
  private static let anonymous = TenantKey(
    account: TenantKey.defaultAccount, region: "us-east-1")

  init(mode: ServerOptions.Authentication, keys: KeyRing) {
    self.mode = mode
    self.keys = keys
  }

  /// The tenant a request works on.
  ///
  /// - Throws: in strict mode, the service's errors for missing, unreadable, unknown and wrong
  ///   credentials; in open mode, only for credentials that name no region.
  func tenant(of request: HTTPRequest) throws(ServiceError) -> TenantKey {
    switch mode {
    case .open: try openTenant(of: request)
    case .strict: try keys.verifiedTenant(of: request)
    }
  }

  /// Takes account and region from the credential scope, without looking at the signature.
  private func openTenant(of request: HTTPRequest) throws(ServiceError) -> TenantKey {
    guard let header = request.range(of: .authorization) else {
      guard let tenant = Self.anonymous else { throw Self.unreadable }
      return tenant
    }
    let credential = Self.credential(request.bytes[header])
    if let lastTenant, lastCredential.elementsEqual(credential) { return lastTenant }
    let parts = credential.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count >= 5 else { throw Self.unreadable }
    // An access key may hold slashes; the scope's four parts do not.
    let accessKey = String(
      decoding: Array(parts.dropLast(4).joined(separator: [UInt8(ascii: "/")])), as: UTF8.self)
    let region = String(decoding: parts[parts.count - 3], as: UTF8.self)
    let tenant =
      TenantKey(account: accessKey, region: region)
      ?? TenantKey(account: TenantKey.defaultAccount, region: region)
    guard let tenant else { throw Self.unreadable }
    lastCredential = Array(credential)
    lastTenant = tenant
    return tenant
  }

  /// What stands behind `Credential=`, up to the next comma or blank; empty when there is none.
  private static func credential(_ header: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let mark = "Credential=".utf8
    var rest = header
    while let start = rest.firstIndex(of: UInt8(ascii: "C")) {
      rest = rest[start...]
      if rest.starts(with: mark) {
        rest = rest.dropFirst(mark.count)
        return rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: " ") }
      }
      rest = rest.dropFirst()
    }
    return []
  }

  private static let unreadable = ServiceError(
    .incompleteSignature,
    "Authorization header requires 'Credential' parameter of the form "
      + "KEY/DATE/REGION/personalize/aws4_request.")
}
