import PersonalizeAPI
import Store

/// What the data deletion jobs of privacy requests are called.
package enum JobNaming {
  /// A bucket that is none: such a job's ids are in the request's pending file.
  package static let bucket = "s3://bespoke-privacy/"

  /// Whether a job was made for a privacy request, by its dataLocation.
  package static func isPrivacyJob(dataLocation: String?) -> Bool {
    dataLocation?.hasPrefix(bucket) ?? false
  }

  /// The name of a request's job in a dataset group: `forget-`, what can be kept of the request's
  /// id, and digits that tell it from all others.
  static func name(request id: String, group: String, key: SubjectKey) -> String {
    let cleaned = id.utf8.map { byte -> Character in
      switch byte {
      case 48...57, 65...90, 97...122, 45: Character(UnicodeScalar(byte))
      default: "-"
      }
    }
    let digits = key.signature(of: Array("job \(id) \(group)".utf8)).prefix(8)
    return "forget-\(String(cleaned.prefix(40)))-\(digits)"
  }

  static func arn(
    request id: String, group: String, tenant: TenantKey, key: SubjectKey
  ) -> String {
    let partition = ARN(group)?.partition ?? "aws"
    return ARN(
      partition: partition, region: tenant.region, account: tenant.account,
      resourceType: ResourceKind.dataDeletionJob.rawValue,
      resourceID: name(request: id, group: group, key: key)
    ).description
  }
}
