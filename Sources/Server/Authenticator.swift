import AWSSigning
import HTTP
import PersonalizeAPI
import Platform
import Store

/// Finds out on whose behalf a request comes.
///
/// One a reactor: it remembers the last caller, as a kept connection's requests mostly have one,
/// and the signing keys of strict mode.
final class Authenticator {
  private let mode: ServerOptions.Authentication
  private let keys: KeyRing
  private let clock: Clock
  private var verifier = SignatureVerifier()
  private var lastCredential: [UInt8] = []
  private var lastTenant: TenantKey?

  /// The tenant of requests without credentials, which open mode accepts.
  private static let anonymous = TenantKey(
    account: TenantKey.defaultAccount, region: "us-east-1")

  init(mode: ServerOptions.Authentication, keys: KeyRing, clock: Clock) {
    self.mode = mode
    self.keys = keys
    self.clock = clock
  }

  /// The tenant a request works on.
  ///
  /// - Throws: in strict mode, the service's errors for missing, unreadable, unknown and wrong
  ///   credentials; in open mode, only for credentials that name no region.
  func tenant(of request: HTTPRequest) throws(ServiceError) -> TenantKey {
    switch mode {
    case .open: try openTenant(of: request)
    case .strict: try verifiedTenant(of: request)
    }
  }
}

extension Authenticator {
  /// The access key that a request names; in strict mode, to be asked for after `tenant(of:)` only.
  func accessKey(of request: HTTPRequest) -> String {
    guard let header = request.range(of: .authorization) else { return "anonymous" }
    let key = Self.credential(request.bytes[header]).prefix { $0 != UInt8(ascii: "/") }
    return key.isEmpty ? "anonymous" : String(decoding: key.prefix(128), as: UTF8.self)
  }
}

// MARK: - Strict mode

extension Authenticator {
  private func verifiedTenant(of request: HTTPRequest) throws(ServiceError) -> TenantKey {
    let authorization: Authorization
    do throws(SigningError) {
      guard let header = request.range(of: .authorization) else { throw .unsigned }
      authorization = try Authorization(request.bytes, header)
    } catch {
      throw ServiceError(Self.kind(of: error), error.message)
    }
    guard let credential = keys.credential(authorization.accessKey) else {
      throw ServiceError(
        .unrecognizedClient, "The security token included in the request is invalid.")
    }
    do throws(SigningError) {
      try verifier.verify(
        SignableRequest(request), authorization, secret: credential.secret,
        now: clock.now().seconds)
    } catch {
      throw ServiceError(Self.kind(of: error), error.message)
    }
    let scope = authorization.scopeBytes
    if let lastTenant, lastTenant.account == credential.account,
      lastCredential.elementsEqual(scope)
    {
      return lastTenant
    }
    guard let tenant = TenantKey(account: credential.account, region: authorization.region)
    else { throw Self.unreadable }
    lastCredential = Array(scope)
    lastTenant = tenant
    return tenant
  }

  private static func kind(of error: SigningError) -> ErrorKind {
    switch error {
    case .unsigned: .missingAuthenticationToken
    case .unsupportedAlgorithm, .missing, .malformedCredential, .malformedDate: .incompleteSignature
    case .scopeDateMismatch, .headerNotSigned, .headerNotSent, .payloadMismatch,
      .signatureMismatch, .expired, .notYetValid:
      .invalidSignature
    }
  }
}

extension SignableRequest {
  fileprivate init(_ request: HTTPRequest) {
    self.init(
      bytes: request.bytes, method: request.methodRange, path: request.pathRange,
      query: request.queryRange, headers: (0..<request.headerCount).map(request.header(at:)),
      body: request.bodyRange)
  }
}

// MARK: - Open mode

extension Authenticator {
  /// Takes account and region from the credential scope, without looking at the signature.
  private func openTenant(of request: HTTPRequest) throws(ServiceError) -> TenantKey {
    guard let header = request.range(of: .authorization) else {
      guard let tenant = Self.anonymous else { throw Self.unreadable }
      return tenant
    }
    let credential = Self.credential(request.bytes[header])
    if let lastTenant, lastCredential.elementsEqual(credential) { return lastTenant }
    let parts = credential.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count == 5 else { throw Self.unreadable }
    let region = String(decoding: parts[2], as: UTF8.self)
    let tenant =
      TenantKey(account: String(decoding: parts[0], as: UTF8.self), region: region)
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
        return rest.dropFirst(mark.count)
          .prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: " ") }
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
