import PersonalizeAPI

/// The paths under which OpenDSR and its forerunners have asked.
enum OpenDSRPaths {
  /// The operation at a path of now or then.
  static func operation(method: String, path: String) -> Operation? {
    let now = canonical(path)
    return now == path ? nil : Operation(method: method, path: now)
  }

  /// The path of version 2 for one of OpenGDPR, OpenCompliance or an earlier version; others stay.
  static func canonical(_ path: String) -> String {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 4, ["opendsr", "opengdpr", "opencompliance"].contains(parts[1]),
      ["v1", "v2"].contains(parts[2])
    else { return path }
    parts[1] = "opendsr"
    parts[2] = "v2"
    if ["status", "opengdpr_requests", "opencompliance_requests"].contains(parts[3]) {
      parts[3] = "requests"
    }
    return parts.joined(separator: "/")
  }
}
