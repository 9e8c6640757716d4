import ControlPlane
import Foundation
import PersonalizeAPI
import Platform
import Store
import Synchronization

@testable import Server

/// The control plane's lanes over a data folder, with nobody who does the jobs.
final class Lanes: Sendable {
  static let tenant = TenantKey(account: "111122223333", region: "us-east-1")
  static let group = "arn:aws:personalize:us-east-1:111122223333:dataset-group/shop"

  let directory = NSTemporaryDirectory() + "lanes-\(UUID().uuidString)"
  let store: Store
  let key: TenantKey
  private let lanes: ControlLanes

  init(holdMilliseconds: Int) throws {
    store = try Store(directory: directory)
    key = try require(Self.tenant)
    let clock = Clock.running()
    lanes = ControlLanes(
      store: store, clock: clock, identifiers: Identifiers(seed: 1), limits: LimitSettings(),
      holdMilliseconds: holdMilliseconds, log: Log(clock: clock) { _ in })
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// Sends a request; the answer is its status, or the error's name.
  func send(_ operation: PersonalizeAPI.Operation, _ body: String) async -> String {
    await withCheckedContinuation { continuation in
      submit(operation, body) { continuation.resume(returning: $0) }
    }
  }

  /// Sends a request whose answer may come late.
  func submit(
    _ operation: PersonalizeAPI.Operation, _ body: String,
    answer: @escaping @Sendable (String) -> Void
  ) {
    let bytes = Array(body.utf8)
    let request = ControlRequest(operation: operation, body: bytes, range: 0..<bytes.count) {
      switch $0 {
      case .success(let answered): answer(String(decoding: answered, as: UTF8.self))
      case .failure(let error): answer(error.kind.name)
      }
    }
    lanes.submit(request, for: key)
  }

  func describeGroup() async -> String {
    await send(.describeDatasetGroup, #"{"datasetGroupArn":"\#(Self.group)"}"#)
  }

  func setStatus(_ status: Status) throws {
    try store.tenant(key).transaction { database in
      try database.setStatus(of: Self.group, to: status, at: Timestamp(seconds: 1))
    }
  }

  func release() { lanes.releaseHeld() }
}

struct Missing: Error {}

/// The value, or an error when there is none.
func require<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw Missing() }
  return value
}
