import HTTP
import JSON
import PersonalizeAPI

/// Calls a running server's deletion service.
struct PrivacyClient {
  static let groupOption = Option.value(
    "dataset-group", "NAME|ARN|all", "where: a dataset group, or all of the account's in the region"
  )

  private static let folder = "/_bespoke/privacy"
  private let client: TenantClient
  /// `nil` for all.
  let groups: [String]?

  /// Finds out which dataset group is meant.
  init(_ values: OptionValues, group: String) throws {
    let isARN = group.hasPrefix("arn:")
    client = try TenantClient(values, arn: isARN ? group : nil)
    if group == "all" {
      groups = nil
    } else if isARN {
      groups = [group]
    } else {
      groups = [try Self.find(group, client)]
    }
  }

  private static func find(_ name: String, _ client: TenantClient) throws -> String {
    var token: String?
    repeat {
      let answer = try client.send(
        .post, "/", headers: [("X-Amz-Target", "AmazonPersonalize.ListDatasetGroups")],
        body: ListDatasetGroupsRequest(nextToken: token, maxResults: 100).encoded())
      let page = try ListDatasetGroupsResponse.decode(answer)
      if let arn = page.datasetGroups?.first(where: { $0.name == name })?.datasetGroupArn {
        return arn
      }
      token = page.nextToken
    } while token != nil
    throw TenantClientError(
      message: "There is no dataset group \(name) in this account and region.")
  }

  func create(_ request: CreatePrivacyRequestRequest) throws -> PrivacyRequest {
    try .decode(client.send(.post, Self.folder + "/requests", body: request.encoded()))
  }

  func request(_ id: String) throws -> PrivacyRequest {
    try .decode(client.send(.get, Self.folder + "/request", query: [("requestId", id)]))
  }

  /// As the server wrote it: the signature is over these values.
  func certificate(_ id: String) throws -> [UInt8] {
    try client.send(.get, Self.folder + "/certificate", query: [("requestId", id)])
  }

  func verify(_ certificate: [UInt8]) throws -> LedgerVerdict {
    try .decode(client.send(.post, Self.folder + "/verify", body: certificate))
  }

  func discover(_ userIDs: [String]) throws -> [UInt8] {
    let request = DiscoverUsersRequest(userIds: userIDs, datasetGroupArns: groups)
    return try client.send(.post, Self.folder + "/discover", body: request.encoded())
  }

  func export(_ userID: String) throws -> [UInt8] {
    let request = ExportUserRequest(userId: userID, datasetGroupArns: groups)
    return try client.send(.post, Self.folder + "/export", body: request.encoded())
  }
}

extension Discovery {
  /// A line a place, below its dataset group.
  var text: String {
    groups.map { group in
      let places = group.places.filter { $0.count > 0 }
      let lines = places.flatMap { place in
        ["  \("\(place.count)".aligned(to: 8))  \(place.description)"]
          + (place.locations ?? []).map { "            \($0)" }
      }
      return ([group.datasetGroupArn] + (lines.isEmpty ? ["  nothing"] : lines))
        .joined(separator: "\n")
    }
    .joined(separator: "\n") + "\n"
  }
}
