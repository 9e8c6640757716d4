import PersonalizeAPI
import Store

/// What an ARN of the service says.
struct ResourceARN: Equatable {
  let text: String
  let kind: ResourceKind
  /// What follows the type: a name, or several parts between slashes.
  let identifier: String

  /// `nil` unless it is the ARN of a kind of resource a tenant can own.
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "personalize" else { return nil }
    let path = parts[5].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard path.count == 2, !path[1].isEmpty else { return nil }
    let isVersion = path[0] == "solution" && path[1].contains("/")
    guard let kind = isVersion ? .solutionVersion : ResourceKind(rawValue: String(path[0])),
      isVersion || kind != .solutionVersion
    else { return nil }
    self.text = text
    self.kind = kind
    identifier = String(path[1])
  }

  /// The solution of a version, or of the `$LATEST` that stands for the newest one.
  var solutionOfVersion: String? {
    guard kind == .solutionVersion, let slash = text.lastIndex(of: "/") else { return nil }
    return String(text[..<slash])
  }

  /// Whether it is `solution/NAME/$LATEST`.
  var isLatest: Bool { kind == .solutionVersion && identifier.hasSuffix("/$LATEST") }
}

extension ControlContext {
  /// The ARN of a resource of this tenant.
  func arn(_ kind: ResourceKind, _ identifier: String) -> String {
    let partition = tenant.region.hasPrefix("cn-") ? "aws-cn" : "aws"
    let type = kind == .solutionVersion ? ResourceKind.solution : kind
    return "arn:\(partition):personalize:\(tenant.region):\(tenant.account):"
      + "\(type.rawValue)/\(identifier)"
  }
}
