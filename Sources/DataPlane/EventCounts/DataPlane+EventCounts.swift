package import PersonalizeAPI
import Platform
import Recipes
package import Store

/// What became of events: "why do my events do nothing".
extension DataPlane {
  /// What came of the events sent to a tracker; `nil` when none were since the start.
  package func eventCounts(tenant: TenantKey, trackingID: String) -> EventCounts? {
    trackers.counts(of: TenantScoped(tenant: tenant, name: trackingID))
  }

  /// What became of a dataset group's events; reads the disk, and the models of the group's
  /// campaigns and recommenders.
  package func eventCounts(
    _ request: GetEventCountsRequest, _ context: DataContext
  ) throws(ServiceError) -> EventCountsReport {
    do {
      let scene = try store.tenant(context.tenant).transaction { database in
        try EventScene(request, in: database)
      }
      let group = TenantScoped(
        tenant: context.tenant, name: ResourceName.last(of: scene.groupARN))
      let reader = try store.tenant(context.tenant).group(named: group.name).reader()
      return EventCountsReport(
        datasetGroupArn: scene.groupARN,
        trackers: scene.trackingIDs.map { id in
          TrackerCounts(
            id, trackers.counts(of: TenantScoped(tenant: context.tenant, name: id)))
        },
        log: try EventLogCounts(reading: reader),
        targets: scene.targetARNs.map { arn in
          targetCounts(TenantScoped(tenant: context.tenant, name: arn), reader)
        })
    } catch let error as ServiceError {
      throw error
    } catch {
      throw .unreadable("events", error, log)
    }
  }

  private func targetCounts(
    _ target: TenantScoped, _ reader: GroupReader
  ) -> TargetEventCounts {
    do {
      let snapshot = try targets.resolve(target).snapshot
      let fates = try snapshot.eventFates(reader)
      func count(_ fate: EventFate) -> Int64 { fates[fate] ?? 0 }
      return TargetEventCounts(
        targetArn: target.name, recipe: snapshot.recipe.name, eventType: snapshot.model.eventType,
        eventValueThreshold: snapshot.model.eventValueThreshold, used: count(.used),
        anonymousSession: count(.anonymousSession), inModel: count(.inModel),
        unknownItem: count(.unknownItem), otherEventType: count(.otherEventType),
        belowThreshold: count(.belowThreshold), tooOld: count(.tooOld),
        waitingForTraining: count(.waitingForTraining))
    } catch {
      let problem = (error as? ServiceError)?.message ?? "Its events could not be read."
      return TargetEventCounts(
        targetArn: target.name, recipe: "", used: 0, anonymousSession: 0, inModel: 0,
        unknownItem: 0, otherEventType: 0, belowThreshold: 0, tooOld: 0, waitingForTraining: 0,
        problem: problem)
    }
  }
}

/// Which trackers, campaigns and recommenders an account of events is about.
private struct EventScene: Sendable {
  let groupARN: String
  let trackingIDs: [String]
  let targetARNs: [String]

  init(_ request: GetEventCountsRequest, in database: ControlDatabase) throws {
    let trackers = try database.list(.eventTracker, limit: Int(Int32.max)).map { resource in
      (group: resource.groupARN, id: try EventTracker.decode(resource.body).trackingId)
    }
    switch (request.trackingId, request.datasetGroupArn) {
    case (let id?, nil):
      guard let group = trackers.first(where: { $0.id == id })?.group else {
        throw ServiceError(.resourceNotFound, "There is no tracker with the tracking id \(id).")
      }
      groupARN = group
    case (nil, let arn?):
      guard try database.resource(arn)?.kind == .datasetGroup else {
        throw ServiceError.notFound(arn)
      }
      groupARN = arn
    default:
      throw ServiceError.invalidInput("Give either trackingId or datasetGroupArn.")
    }
    let group = groupARN
    trackingIDs = trackers.filter { $0.group == group }.compactMap(\.id)
    targetARNs = try [ResourceKind.campaign, .recommender].flatMap { kind in
      try database.resources(kind, inGroup: group).map(\.arn)
    }
  }
}

extension TrackerCounts {
  /// - Parameter counts: `nil` when the tracker was not used since the start.
  fileprivate init(_ trackingID: String, _ counts: EventCounts?) {
    let counts = counts ?? EventCounts()
    self.init(
      trackingId: trackingID, requests: Int64(counts.requests),
      refusedRequests: Int64(counts.refused), lastRefusal: counts.lastRefusal,
      throttledRequests: Int64(counts.throttled), received: Int64(counts.received),
      stored: Int64(counts.stored), duplicates: Int64(counts.repeated),
      dropped: Int64(counts.dropped.values.reduce(0, +)),
      droppedByReason: counts.dropped.mapValues { Int64($0) }, failed: Int64(counts.failed))
  }
}

extension EventLogCounts {
  /// The most event types that are listed.
  private static let typeLimit = 100

  fileprivate init(reading reader: GroupReader) throws {
    var (events, anonymous): (Int64, Int64) = (0, 0)
    var times: ClosedRange<Double>?
    var types: [String: Int64] = [:]
    try reader.events { event in
      events += 1
      if event.person == nil { anonymous += 1 }
      let time = event.timestamp.epochSeconds
      times = min(times?.lowerBound ?? time, time)...max(times?.upperBound ?? time, time)
      if types[event.eventType] != nil || types.count < Self.typeLimit {
        types[event.eventType, default: 0] += 1
      }
    }
    self.init(
      events: events, anonymous: anonymous, oldest: times?.lowerBound,
      newest: times?.upperBound, eventTypes: types)
  }
}
