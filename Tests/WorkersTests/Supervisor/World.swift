import Foundation
import PersonalizeAPI
import Platform
import Privacy
import Store

@testable import Workers

/// A data folder with one tenant, a bucket `data`, and resources as the control plane makes them.
final class World: Sendable {
  static let moment = Timestamp(seconds: 1_700_000_000)

  let directory: String
  let store: Store
  let tenant: TenantStore
  let clock = Clock.stopped(at: World.moment)
  let privacy: PrivacyStore

  convenience init() throws {
    let directory = NSTemporaryDirectory() + "world-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: directory + "/s3/data", withIntermediateDirectories: true)
    try self.init(directory: directory)
  }

  /// A copy of a world, with the folder of its group in place of the present one.
  convenience init(restoring other: World, group: String) throws {
    let directory = NSTemporaryDirectory() + "world-\(UUID().uuidString)"
    try FileManager.default.copyItem(atPath: other.directory, toPath: directory)
    let folder = directory + "/data/tenants/111122223333/us-east-1/groups/shop"
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.copyItem(atPath: group, toPath: folder)
    try self.init(directory: directory)
  }

  private init(directory: String) throws {
    self.directory = directory
    store = try Store(directory: directory + "/data")
    privacy = try PrivacyStore(
      dataDirectory: directory + "/data", clock: clock, identifiers: Identifiers(seed: 2),
      softwareVersion: "test")
    let key = TenantKey(account: "111122223333", region: "us-east-1")
    tenant = try store.tenant(require(key))
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// A supervisor that uses the real worker, unless another executable is given.
  func supervisor(
    worker: String? = nil, pace: Pace = .instant, workers: Int = 2, isRelaxed: Bool = true
  ) -> Supervisor {
    Supervisor(
      store: store,
      options: Supervisor.Options(
        workers: workers, pace: pace, workerPath: worker ?? Supervisor.workerBesideExecutable(),
        s3Root: directory + "/s3", relaxedLimits: isRelaxed),
      clock: clock, identifiers: Identifiers(seed: 1), log: Log(clock: clock) { _ in },
      privacy: privacy)
  }

  /// Makes a script that stands in for the worker.
  ///
  /// Another process writes it: what this one has open for writing, a program that another test
  /// starts just then holds for a moment too, and as long as anybody does the script cannot be run.
  func script(_ body: String) throws -> String {
    let path = directory + "/worker.sh"
    let written = try ChildProcess.run(
      path: "/bin/sh", arguments: ["-c", #"cat > "$0" && chmod 755 "$0""#, path],
      input: Array("#!/bin/sh\n\(body)\n".utf8))
    guard written.ended == "exit code 0" else { throw Missing() }
    return path
  }

  func put(_ text: String, at key: String) throws {
    try text.write(toFile: "\(directory)/s3/data/\(key)", atomically: true, encoding: .utf8)
  }

  // MARK: Looking

  func resource(_ arn: String) throws -> Resource? {
    try tenant.transaction { database in try database.resource(arn) }
  }

  func status(_ arn: String) throws -> Status? { try resource(arn)?.status }

  /// Returns once the condition holds, which is checked after each committed change.
  func until(_ condition: () throws -> Bool) async throws {
    let (changes, continuation) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    store.changes.subscribe { _ in continuation.yield() }
    continuation.yield()
    for await _ in changes where try condition() { return }
  }

  /// Waits until a resource has come to rest, and returns it.
  func settled(_ arn: String) async throws -> Resource? {
    try await until { try self.status(arn)?.isTransitional != true }
    return try resource(arn)
  }
}

struct Missing: Error {}

/// The value, or an error when there is none.
func require<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw Missing() }
  return value
}

extension Supervisor {
  /// Stops without making the caller wait: at the end of a test, when nothing is to follow.
  func stopOnThread() { Thread { self.stop() }.start() }

  /// Stops, and returns when it has: a store has one supervisor at a time.
  func stopped() async {
    await withCheckedContinuation { continuation in
      Thread {
        self.stop()
        continuation.resume()
      }.start()
    }
  }
}
