import Foundation
import PersonalizeAPI
import Platform
import SQLite
import Store
import Testing

@testable import Privacy

/// A privacy store in a folder of its own, which goes with it.
final class PrivacyScene {
  static let start = Timestamp(seconds: 1_790_000_000)

  let directory = NSTemporaryDirectory() + "privacy-\(UUID().uuidString)"
  let clock = Clock.stopped(at: start)
  let tenant: TenantKey
  let other: TenantKey
  let group = "arn:aws:personalize:eu-west-1:111122223333:dataset-group/shop"
  let second = "arn:aws:personalize:eu-west-1:111122223333:dataset-group/blog"
  private(set) var store: PrivacyStore

  init() throws {
    tenant = try #require(TenantKey(account: "111122223333", region: "eu-west-1"))
    other = try #require(TenantKey(account: "444455556666", region: "eu-west-1"))
    store = try Self.open(directory, clock)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
  }

  private static func open(_ directory: String, _ clock: Clock) throws -> PrivacyStore {
    try PrivacyStore(
      dataDirectory: directory, clock: clock, identifiers: Identifiers(seed: 1),
      softwareVersion: "0.1.0")
  }

  /// As after a restart of the program.
  func reopen() throws {
    store = try Self.open(directory, clock)
  }

  @discardableResult
  func create(
    _ users: [String] = ["anna-4711"], id: String? = "R-1", groups: [String]? = nil,
    change: (inout CreatePrivacyRequestRequest) -> Void = { _ in }
  ) throws -> PrivacyRequest {
    var request = CreatePrivacyRequestRequest(
      requestId: id, userIds: users, datasetGroupArns: groups, ticket: "T-99", reason: "Art. 17")
    change(&request)
    return try store.create(
      request, tenant: tenant, requestedBy: "AKIASTAFF", groups: groups ?? [group])
  }

  func result(_ group: String? = nil, before: Int64 = 7) -> CertifiedGroup {
    CertifiedGroup(
      datasetGroupArn: group ?? self.group, dataDeletionJobArn: "arn:job",
      places: [
        CertifiedPlace(
          place: "interactions", description: "Rows of <interactions>", before: before, after: 0)
      ],
      models: [
        CertifiedModel(
          arn: "arn:model", action: "retrained", oldChecksum: "aa", newChecksum: "bb")
      ],
      filesSearched: 12, bytesSearched: 3456, encodings: ["plain", "hex"], idsTooShortToSearch: 0)
  }

  /// Carries a request out.
  func complete(_ id: String = "R-1", groups: [String]? = nil) throws {
    for group in groups ?? [group] {
      try store.begin(id, tenant: tenant, group: group)
      try store.finish(id, tenant: tenant, group: group, result: result(group))
    }
  }

  func state(_ id: String = "R-1") throws -> PrivacyRequestState {
    try store.request(id, tenant: tenant).state
  }

  func decide(_ decision: PrivacyDecision, _ id: String = "R-1") throws -> PrivacyRequest {
    try store.decide(
      DecidePrivacyRequestRequest(requestId: id, decision: decision), tenant: tenant)
  }

  func standing(_ user: String = "anna-4711", in group: String? = nil) -> SubjectStanding {
    store.watch.standing(of: user, tenant: tenant, groupARN: group ?? self.group)
  }

  var pendingFiles: [String] { Files.names(in: directory + "/privacy/pending") }

  /// Every byte of every file of the folder.
  func bytes() throws -> Data {
    var all = Data()
    let files = try #require(FileManager.default.enumerator(atPath: directory))
    for case let name as String in files {
      all.append((try? Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))) ?? Data())
    }
    return all
  }

  /// Changes the database behind the store's back.
  func tamper(_ sql: String) throws {
    let connection = try Connection(path: directory + "/privacy.sqlite", mode: .durable)
    try connection.execute(sql)
  }

  func kind(_ body: () throws -> Void) -> ErrorKind? {
    do {
      try body()
      return nil
    } catch let error as ServiceError {
      return error.kind
    } catch {
      return nil
    }
  }
}
