import PersonalizeAPI
import Transport

/// Where callbacks may go: nowhere but to the hosts that whoever runs the server has listed.
///
/// Requests come from outside, so they must not choose what the server connects to. A listed name
/// that leads to an address within the own network is only followed when that address is listed too.
struct CallbackHosts: Sendable {
  /// A callback's address, taken apart.
  struct Target: Sendable, Equatable {
    let url: String
    /// In lower case, without brackets.
    let host: String
    let port: UInt16
  }

  private struct Entry: Sendable {
    let host: String
    /// `nil` is the port of the scheme.
    let port: UInt16?
  }

  private let entries: [Entry]
  private let addresses: Set<IPAddress>

  /// - Parameter listed: each `HOST` or `HOST:PORT`; addresses of version 6 in brackets.
  init(_ listed: [String]) {
    entries = listed.compactMap { text in
      Self.authority(text.lowercased()).map { Entry(host: $0.host, port: $0.port) }
    }
    addresses = Set(entries.compactMap { IPAddress($0.host) })
  }

  var isEmpty: Bool { entries.isEmpty }

  /// Takes an address apart and looks whether its host is listed.
  func target(_ url: String) throws(ServiceError) -> Target {
    let isSecure = url.hasPrefix("https://")
    guard isSecure || url.hasPrefix("http://"),
      url.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
    else { throw Self.unreadable }
    let rest = url.dropFirst(isSecure ? 8 : 7)
    let authorityText = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !rest.contains("#"), let authority = Self.authority(authorityText.lowercased()) else {
      throw Self.unreadable
    }
    let schemePort: UInt16 = isSecure ? 443 : 80
    let port = authority.port ?? schemePort
    let isListed = entries.contains { entry in
      entry.host == authority.host && (entry.port ?? schemePort) == port
    }
    guard isListed else {
      throw ServiceError(
        .invalidInput,
        "Callbacks to this host are not allowed. Whoever runs this service can list it with "
          + "--opendsr-callback-hosts.")
    }
    return Target(url: url, host: authority.host, port: port)
  }

  /// The address to connect to now; `nil` when there is none that may be connected to.
  ///
  /// Asked before every attempt and used as it is: a name may lead elsewhere the next moment.
  func address(of target: Target) -> IPAddress? {
    let found = (try? IPAddress.resolve(target.host)) ?? []
    return found.first { $0.isPublic || addresses.contains($0) }
  }

  private static let unreadable = ServiceError(
    .invalidInput, "A status_callback_url is an address of the form https://HOST[:PORT]/PATH.")

  /// `host`, `host:port`, `[::1]` or `[::1]:port`; nothing with a user name.
  private static func authority(_ text: String) -> (host: String, port: UInt16?)? {
    var host = text[...]
    var port: UInt16?
    let isBracketed = text.hasPrefix("[")
    let end = isBracketed ? text.firstIndex(of: "]") : text.firstIndex(of: ":")
    if isBracketed {
      guard let end else { return nil }
      host = text[text.index(after: text.startIndex)..<end]
    } else if let end {
      host = text[..<end]
    }
    if let end {
      let rest = text[(isBracketed ? text.index(after: end) : end)...]
      if !rest.isEmpty {
        guard rest.first == ":", let number = UInt16(rest.dropFirst()), number > 0 else {
          return nil
        }
        port = number
      }
    }
    let isName = host.utf8.allSatisfy {
      (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 46
    }
    guard !host.isEmpty, isBracketed ? IPAddress(String(host)) != nil : isName else { return nil }
    return (String(host), port)
  }
}
