/// The S3 server a worker is to use; its credentials are in the worker's environment, not here.
package struct RemoteAddress: Codable, Sendable, Equatable {
  /// Scheme, host and port, such as `http://127.0.0.1:5000`.
  package let origin: String
  package var region: String
  /// How long a server that does not answer is tried again, in seconds.
  package var patienceSeconds: Int

  static let defaultPatienceSeconds = 60

  /// - Parameter endpoint: `http://HOST:PORT` or `https://HOST`.
  /// - Throws: when it is anything else; what it is, is not repeated.
  package init(
    endpoint: String, region: String, patienceSeconds: Int? = nil
  ) throws(RemoteUnavailable) {
    guard let origin = Self.origin(of: endpoint.utf8[...]) else {
      throw RemoteUnavailable(
        "the S3 endpoint must be http://HOST:PORT or https://HOST, without a user or a path")
    }
    self.origin = origin
    self.region = region
    self.patienceSeconds = patienceSeconds ?? Self.defaultPatienceSeconds
  }

  /// As the `Host` header has it.
  package var host: String { String(origin.drop { $0 != "/" }.dropFirst(2)) }

  private static func origin(of text: Substring.UTF8View) -> String? {
    for (scheme, ownPort) in [("http://", 80), ("https://", 443)] {
      guard text.starts(with: scheme.utf8) else { continue }
      var rest = text.dropFirst(scheme.utf8.count)
      if rest.last == UInt8(ascii: "/") { rest.removeLast() }
      let parts = rest.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard let host = parts.first, !host.isEmpty, parts.count <= 2,
        host.allSatisfy({ isNamePart($0) })
      else { return nil }
      let name = String(Substring(host))
      guard parts.count == 2 else { return scheme + name }
      guard let port = UInt16(String(Substring(parts[1]))), port > 0 else { return nil }
      return scheme + name + (Int(port) == ownPort ? "" : ":\(port)")
    }
    return nil
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, 45, 46, 95: true
    default: false
    }
  }
}
