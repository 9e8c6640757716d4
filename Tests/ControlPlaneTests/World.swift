import ControlPlane
import Foundation
import PersonalizeAPI
import Platform
import Store
import Testing

/// A tenant of its own in a folder of its own, a stopped clock, and the work of the supervisor on
/// demand.
final class World {
  let directory: String
  let store: Store
  let key: TenantKey
  let tenant: TenantStore
  let clock = Clock.stopped(at: Timestamp(milliseconds: 1_795_219_200_123))
  let identifiers = Identifiers(seed: 7)
  var limits = Limits()
  let plane = ControlPlane()

  init() throws {
    directory = NSTemporaryDirectory() + "bespoke-control-\(UUID().uuidString)"
    store = try Store(directory: directory)
    key = try #require(TenantKey(account: "111122223333", region: "us-east-1"))
    tenant = try store.tenant(key)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// Runs one call as the server does: in a transaction, undone when it throws.
  @discardableResult
  func call<Response: Sendable>(
    as tenant: TenantStore? = nil,
    _ body: (ControlPlane, ControlContext) throws -> Response
  ) throws -> Response {
    let tenant = tenant ?? self.tenant
    return try tenant.transaction { database in
      let context = ControlContext(
        tenant: tenant.key, database: database, clock: clock, identifiers: identifiers,
        limits: limits)
      return try database.atomically { try body(plane, context) }
    }
  }

  /// Expects a call to be refused, without a trace.
  func refuse<Response: Sendable>(
    _ kind: ErrorKind, _ text: String = "", sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (ControlPlane, ControlContext) throws -> Response
  ) {
    let before = try? fingerprint()
    let error = #expect(throws: ServiceError.self, sourceLocation: sourceLocation) {
      try call(body)
    }
    #expect(error?.kind == kind, sourceLocation: sourceLocation)
    #expect(
      text.isEmpty || error?.message.contains(text) == true,
      "\(error?.message ?? "")", sourceLocation: sourceLocation)
    let after = try? fingerprint()
    #expect(after == before, "something was changed", sourceLocation: sourceLocation)
  }

  /// Everything that is stored, as text.
  private func fingerprint() throws -> [String] {
    try tenant.transaction { database in
      try ResourceKind.allCases.flatMap { kind in
        try database.list(kind, limit: .max).map { resource in
          "\(resource.arn) \(resource.status) \(resource.body) \(try database.jobs(on: resource.arn))"
        }
      }
    }
  }
}

// MARK: - The supervisor's part

extension World {
  /// Brings all queued work to its end, as the supervisor would.
  func settle() throws {
    try tenant.transaction { database in
      while let job = try database.claimJob(of: JobKind.allCases, at: clock.now()) {
        guard let resource = try database.resource(job.resourceARN) else { continue }
        switch job.kind {
        case .delete:
          for dependent in try database.dependents(of: resource) {
            try database.remove(dependent)
          }
          try database.remove(resource)
        case .update:
          try finishUpdate(of: resource, database)
        case .eraseUsers:
          try database.setStatus(of: resource.arn, to: .completed, at: clock.now())
        case .stop:
          try database.setStatus(of: resource.arn, to: .inactive, at: clock.now())
        default:
          try database.setStatus(of: resource.arn, to: .active, at: clock.now())
        }
        try database.finishJob(job.id)
      }
    }
  }

  private func finishUpdate(of resource: Resource, _ database: ControlDatabase) throws {
    var changed = resource
    changed.status = .active
    switch resource.kind {
    case .campaign:
      var campaign = try Campaign.decode(resource.body)
      campaign.solutionVersionArn = campaign.latestCampaignUpdate?.solutionVersionArn
      campaign.minProvisionedTPS = campaign.latestCampaignUpdate?.minProvisionedTPS
      campaign.campaignConfig = campaign.latestCampaignUpdate?.campaignConfig
      campaign.latestCampaignUpdate?.status = Status.active.rawValue
      changed.body = campaign.encoded()
      try database.setReferences(
        of: resource.arn, to: [campaign.solutionVersionArn].compactMap(\.self))
    case .dataset:
      var dataset = try Dataset.decode(resource.body)
      dataset.schemaArn = dataset.latestDatasetUpdate?.schemaArn
      dataset.latestDatasetUpdate?.status = Status.active.rawValue
      changed.body = dataset.encoded()
      try database.setReferences(of: resource.arn, to: [dataset.schemaArn].compactMap(\.self))
    case .recommender:
      var recommender = try Recommender.decode(resource.body)
      recommender.recommenderConfig = recommender.latestRecommenderUpdate?.recommenderConfig
      recommender.latestRecommenderUpdate?.status = Status.active.rawValue
      changed.body = recommender.encoded()
    case .solution:
      var solution = try Solution.decode(resource.body)
      solution.performAutoTraining = solution.latestSolutionUpdate?.performAutoTraining
      solution.latestSolutionUpdate?.status = Status.active.rawValue
      changed.body = solution.encoded()
    default: break
    }
    try database.update(changed)
  }

  func setStatus(_ arn: String, _ status: Status, reason: String? = nil) throws {
    try tenant.transaction { database in
      for job in try database.jobs(on: arn) { try database.finishJob(job.id) }
      try database.setStatus(of: arn, to: status, failureReason: reason, at: clock.now())
    }
  }

  func status(_ arn: String) throws -> Status? {
    try tenant.transaction { try $0.resource(arn)?.status }
  }

  func jobs(_ arn: String) throws -> [JobKind] {
    try tenant.transaction { try $0.jobs(on: arn).map(\.kind) }
  }
}
