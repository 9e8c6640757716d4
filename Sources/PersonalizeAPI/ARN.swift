/// The name of a resource: `arn:aws:personalize:us-east-1:111122223333:campaign/shop`.
package struct ARN: Sendable, Hashable, CustomStringConvertible {
  /// `aws`, or `aws-cn` in China.
  package let partition: String
  /// Empty for recipes and their kin.
  package let region: String
  /// Twelve digits; empty for recipes and their kin.
  package let account: String
  /// `campaign`, `dataset-group`, ...
  package let resourceType: String
  /// What follows the first slash; it may contain further ones, as in `dataset/shop/ITEMS`.
  package let resourceID: String

  package init(
    partition: String = "aws", region: String, account: String, resourceType: String,
    resourceID: String
  ) {
    self.partition = partition
    self.region = region
    self.account = account
    self.resourceType = resourceType
    self.resourceID = resourceID
  }

  /// The name of what the service itself provides: recipes, algorithms, feature transformations.
  package init(serviceResourceType: String, resourceID: String) {
    self.init(region: "", account: "", resourceType: serviceResourceType, resourceID: resourceID)
  }

  /// Takes a name apart; `nil` for what names no resource of Personalize.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, parts[2] == "personalize",
      let slash = parts[5].firstIndex(of: "/")
    else { return nil }
    let type = parts[5][..<slash]
    let id = parts[5][parts[5].index(after: slash)...]
    guard !type.isEmpty, !id.isEmpty else { return nil }
    self.init(
      partition: String(parts[1]), region: String(parts[3]), account: String(parts[4]),
      resourceType: String(type), resourceID: String(id))
  }

  package var description: String {
    "arn:\(partition):personalize:\(region):\(account):\(resourceType)/\(resourceID)"
  }
}
