import HTTP
import PersonalizeAPI

/// Tells the requests of web pages from others, and which of them are obeyed.
///
/// Browsers send requests for whatever page is open. The console's own are let through: their
/// origin is the address they were sent to, that address is one that no stranger's name can be
/// made to lead to, and they carry a header that a page of another origin may not add without
/// asking first, which is never granted. Clients that are no browsers are not concerned.
struct PageGuard: Sendable {
  /// What the console adds to each request.
  static let header = "x-bespoke-console"

  private let trustedHosts: Set<String>

  /// - Parameters:
  ///   - host: what the server listens on; trusted when it is a name.
  ///   - trustedHosts: further names that lead to this server and nowhere else.
  init(host: String, trustedHosts: [String]) {
    self.trustedHosts = Set(([host] + trustedHosts).map { $0.lowercased() })
  }

  /// Why a request is not obeyed; `nil` if it is.
  func refusal(of request: HTTPRequest) -> ServiceError? {
    let isRead = request.method == .get || request.method == .head
    return isRead ? refusal(ofRead: request) : refusal(ofWrite: request)
  }

  /// Why a request to change something is not obeyed; `nil` if it is.
  private func refusal(ofWrite request: HTTPRequest) -> ServiceError? {
    let site = request.value(named: "sec-fetch-site")
    guard let origin = request.value(of: .origin) else {
      // Browsers name the origin of everything but plain reading.
      return site == nil ? nil : Self.strangersPage
    }
    guard site == nil || site == "same-origin", request.value(named: Self.header) != nil,
      let host = request.value(of: .host), Self.authority(ofOrigin: origin) == host.lowercased()
    else { return Self.strangersPage }
    return isTrusted(request) ? nil : Self.strangersName
  }

  /// Why a request to see something is not obeyed; `nil` if it is.
  private func refusal(ofRead request: HTTPRequest) -> ServiceError? {
    Self.isOfBrowser(request) && !isTrusted(request) ? Self.strangersName : nil
  }

  /// Whether the address that was asked is one that only whoever runs the server gives out: a
  /// number, this machine, or a name it was told.
  ///
  /// Any other name may be a stranger's that was made to lead here (DNS rebinding).
  func isTrusted(_ request: HTTPRequest) -> Bool {
    guard let host = request.value(of: .host).map(Self.name(ofHost:)) else { return false }
    return host == "localhost" || host.hasSuffix(".localhost") || Self.isNumeric(host)
      || trustedHosts.contains(host)
  }

  /// Browsers add one of these to all they send, and pages cannot take all of them away.
  private static func isOfBrowser(_ request: HTTPRequest) -> Bool {
    request.range(of: .origin) != nil
      || ["sec-fetch-site", "accept-language", "referer"].contains {
        request.value(named: $0) != nil
      }
  }

  /// `http://localhost:8900` as `localhost:8900`; the port of the scheme itself is not named.
  private static func authority(ofOrigin origin: String) -> String? {
    guard let separator = origin.firstRange(of: "://") else { return nil }
    return origin[separator.upperBound...].lowercased()
  }

  /// The name without the port, in lower case.
  private static func name(ofHost host: String) -> String {
    let lower = host.lowercased()
    if lower.hasPrefix("[") { return String(lower.prefix { $0 != "]" }) + "]" }
    return String(lower.prefix { $0 != ":" })
  }

  private static func isNumeric(_ host: String) -> Bool {
    if host.hasPrefix("[") {
      return host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  private static let strangersPage = ServiceError(
    .accessDenied,
    "Web pages may not change the server, but for its own console. Send the request without Origin."
  )
  static let strangersName = ServiceError(
    .accessDenied,
    "Browsers are answered under localhost, an IP address, or a name given with --trusted-hosts.")
}
