import Foundation
import Platform
import Store

/// A store in a folder of its own, which goes with it.
final class TemporaryStore: Sendable {
  let store: Store
  let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "store-\(UUID().uuidString)"
    store = try Store(directory: directory)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
  }

  func tenant(account: String = "111122223333") throws -> TenantStore {
    guard let key = TenantKey(account: account, region: "eu-west-1") else {
      throw StoreError.file(path: account, reason: "no tenant key")
    }
    return try store.tenant(key)
  }
}

extension Resource {
  static func make(
    _ name: String, kind: ResourceKind = .solution, parent: String? = nil,
    status: Status = .active
  ) -> Resource {
    Resource(
      kind: kind, arn: "arn:aws:personalize:eu-west-1:111122223333:\(kind.rawValue)/\(name)",
      name: name, groupARN: parent, parentARN: parent, status: status,
      createdAt: Timestamp(seconds: 1_700_000_000), body: Array("{\"name\":\"\(name)\"}".utf8))
  }
}
