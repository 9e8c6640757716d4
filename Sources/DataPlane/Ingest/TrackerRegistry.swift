import PersonalizeAPI
import Platform
import Store
import Synchronization

/// Which tracker's events go where, kept in memory until something of it changes.
final class TrackerRegistry: Sendable {
  private let store: Store
  private let liveStates: LiveStates
  private let log: Log
  /// By tracking id.
  private let targets = TenantCache<IngestTarget>()
  /// By tracking id, kept when a target is dropped.
  private let counters = Mutex<[TenantScoped: EventCounters]>([:])

  init(store: Store, liveStates: LiveStates, log: Log) {
    self.store = store
    self.liveStates = liveStates
    self.log = log
  }

  /// The target of a tracking id, if it has been looked up and nothing has changed.
  func known(_ tracker: TenantScoped) -> IngestTarget? { targets.known(tracker) }

  func counts(of tracker: TenantScoped) -> EventCounts? {
    counters.withLock { $0[tracker] }?.current
  }

  /// The counters of all trackers that were used since the start.
  var allCounters: [TenantScoped: EventCounters] { counters.withLock { $0 } }

  /// Drops the texts that requests to a group's trackers were refused with: they may quote them.
  func forgetRefusals(in group: TenantScoped) {
    for (tracker, counters) in counters.withLock({ $0 })
    where tracker.tenant == group.tenant && counters.groupName == group.name {
      counters.note { $0.lastRefusal = nil }
    }
  }

  /// Drops what is known of a tenant's trackers, because one of them, a dataset or a group changed.
  func forget(_ tenant: TenantKey) { targets.forget(tenant) }

  /// The target of a tracking id; reads the disk.
  func resolve(_ tracker: TenantScoped) throws(ServiceError) -> IngestTarget {
    try targets.resolve(tracker) { () throws(ServiceError) in
      do {
        let found = try store.tenant(tracker.tenant).transaction { database in
          try Self.find(tracker.name, in: database)
        }
        let group = TenantScoped(tenant: tracker.tenant, name: found.group)
        let live = try liveStates.state(of: group, in: store)
        return IngestTarget(
          group: group, live: live, schema: found.schema,
          counters: counters(of: tracker, in: found.group),
          sources: found.sources, attribution: found.attribution)
      } catch let error as ServiceError {
        throw error
      } catch {
        throw .unreadable("event tracker", error, log)
      }
    }
  }

  private func counters(of tracker: TenantScoped, in group: String) -> EventCounters {
    counters.withLock { counters in
      let found = counters[tracker] ?? EventCounters(groupName: group)
      counters[tracker] = found
      return found
    }
  }

  /// What the control database tells of a tracker's group.
  private struct Scene: Sendable {
    let group: String
    /// Of its interactions.
    let schema: AvroSchema
    let sources: RecommendationSource
    let attribution: AttributionRules?
  }

  private static func find(
    _ trackingID: String, in database: ControlDatabase
  ) throws -> Scene {
    let trackers = try database.list(.eventTracker, limit: Int(Int32.max))
    let tracker = try trackers.first { resource in
      try EventTracker.decode(resource.body).trackingId == trackingID
    }
    guard let tracker, let group = tracker.groupARN else {
      throw ServiceError.invalidInput(
        "There is no event tracker with the tracking id \(trackingID).")
    }
    guard tracker.status == .active else {
      throw ServiceError.invalidInput(
        "Event tracker \(tracker.arn) takes no events: its status is \(tracker.status.rawValue), "
          + "it must be ACTIVE.")
    }
    let datasets = try database.resources(.dataset, inGroup: group).map {
      (status: $0.status, body: try Dataset.decode($0.body))
    }
    let interactions = datasets.first { dataset in
      dataset.body.datasetType?.uppercased() == "INTERACTIONS" && dataset.status == .active
    }
    guard let schemaARN = interactions?.body.schemaArn else {
      throw ServiceError.invalidInput(
        "The dataset group \(group) takes no events: it has no active Interactions dataset.")
    }
    return Scene(
      group: ResourceName.last(of: group), schema: try database.avroSchema(schemaARN),
      sources: try RecommendationSource(ofGroup: group, in: database),
      attribution: try database.attributionRules(ofGroup: group))
  }
}

extension ControlDatabase {
  /// The parsed text of a schema.
  func avroSchema(_ arn: String) throws -> AvroSchema {
    guard let resource = try resource(arn),
      let text = try DatasetSchema.decode(resource.body).schema
    else { throw StoreError.corrupt(path: arn, reason: "the schema has no text") }
    return try AvroSchema(parsing: text)
  }
}

/// Names inside ARNs.
enum ResourceName {
  /// What stands behind the last slash: a dataset group's name, a dataset's type.
  static func last(of arn: String) -> String {
    String(arn[(arn.lastIndex(of: "/").map(arn.index(after:)) ?? arn.startIndex)...])
  }

  /// The dataset group in a dataset's ARN: `...:dataset/GROUP/INTERACTIONS`.
  static func group(ofDataset arn: String) -> String? {
    let parts = arn.split(separator: "/")
    return parts.count == 3 ? String(parts[1]) : nil
  }
}
