import JSON
import PersonalizeAPI
import Store

/// Finds Describes whose answer will soon be another.
enum PendingDescribe {
  /// The ARN of the resource whose change is worth waiting for; `nil` when the answer is settled.
  static func arn(_ request: ControlRequest, answer: [UInt8]) -> String? {
    guard request.operation.name.hasPrefix("Describe"), isPending(answer) else { return nil }
    let body = Array(request.body[request.range])
    guard let members = try? JSONValue(parsing: body).objectValue else { return nil }
    // A Describe names one resource and nothing else.
    return members.first { $0.key.hasSuffix("Arn") }?.value.stringValue
  }

  /// Whether the resource in the answer, or an update of it, is on its way to another state.
  private static func isPending(_ answer: [UInt8]) -> Bool {
    guard let resource = try? JSONValue(parsing: answer).objectValue?.values.first,
      let members = resource.objectValue
    else { return false }
    return members.contains { name, value in
      let status =
        name == "status"
        ? value : name.hasPrefix("latest") && name.hasSuffix("Update") ? value["status"] : nil
      return status?.stringValue.flatMap(Status.init(rawValue:))?.isTransitional ?? false
    }
  }
}
