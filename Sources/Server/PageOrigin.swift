import HTTP

/// Where the web page comes from that sends a request.
enum PageOrigin {
  /// No page, as far as can be seen.
  case none
  /// A page of this server.
  case same
  case other

  /// A page counts as this server's only under an address, or under the names given: a foreign name
  /// can be made to lead here, and its pages would then seem to be of this server.
  init(_ request: HTTPRequest, names: [String]) {
    guard let origin = request.value(of: .origin) else {
      self = .none
      return
    }
    guard let host = request.value(of: .host), origin == "http://\(host)" else {
      self = .other
      return
    }
    let name = host.last == "]" ? host : String(host.prefix(upTo: host.lastColon ?? host.endIndex))
    let isAddress =
      name.hasPrefix("[") || name.utf8.allSatisfy { $0 == 46 || (48...57).contains($0) }
    self = isAddress || name == "localhost" || names.contains(name) ? .same : .other
  }
}

extension String {
  fileprivate var lastColon: Index? { lastIndex(of: ":") }
}
