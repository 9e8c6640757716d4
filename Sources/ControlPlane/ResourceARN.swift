import PersonalizeAPI
import Store

/// The ARN of something a tenant owns, with the kind it says that is.
struct ResourceARN: Equatable {
  let kind: ResourceKind
  private let arn: ARN

  /// `nil` unless it is the ARN of a kind of resource a tenant can own.
  init?(_ text: String) {
    guard let arn = ARN(text) else { return nil }
    self.arn = arn
    if arn.resourceType == ResourceKind.solution.rawValue, arn.resourceID.contains("/") {
      kind = .solutionVersion
      return
    }
    guard let kind = ResourceKind(rawValue: arn.resourceType), kind != .solutionVersion else {
      return nil
    }
    self.kind = kind
  }

  /// The solution of a version, or of the `$LATEST` that stands for the newest one.
  var solutionOfVersion: String? {
    let text = arn.description
    guard kind == .solutionVersion, let slash = text.lastIndex(of: "/") else { return nil }
    return String(text[..<slash])
  }

  /// Whether it is `solution/NAME/$LATEST`.
  var isLatest: Bool { kind == .solutionVersion && arn.resourceID.hasSuffix("/$LATEST") }
}

extension ControlContext {
  /// The ARN of a resource of this tenant.
  func arn(_ kind: ResourceKind, _ identifier: String) -> String {
    let type = kind == .solutionVersion ? ResourceKind.solution : kind
    return ARN(
      partition: tenant.region.hasPrefix("cn-") ? "aws-cn" : "aws", region: tenant.region,
      account: tenant.account, resourceType: type.rawValue, resourceID: identifier
    ).description
  }
}
