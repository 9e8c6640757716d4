package import PersonalizeAPI
import Platform
import Store

extension ControlPlane {
  package func createEventTracker(
    _ request: CreateEventTrackerRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateEventTrackerResponse {
    let group = try context.find(.datasetGroup, request.datasetGroupArn)
    try context.check(group, allowCreateOf: .eventTracker)
    let arn = try context.unusedARN { context.arn(.eventTracker, $0) }
    let trackingID = context.identifiers.uuid()
    try context.create(
      EventTracker(
        name: request.name, eventTrackerArn: arn, accountId: context.tenant.account,
        trackingId: trackingID, datasetGroupArn: group.arn),
      arn: arn, name: request.name, group: group.arn, parent: group.arn, tags: request.tags)
    return CreateEventTrackerResponse(eventTrackerArn: arn, trackingId: trackingID)
  }

  package func describeEventTracker(
    _ request: DescribeEventTrackerRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeEventTrackerResponse {
    DescribeEventTrackerResponse(eventTracker: try context.describe(request.eventTrackerArn))
  }

  package func listEventTrackers(
    _ request: ListEventTrackersRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListEventTrackersResponse {
    let page = try context.list(
      parent: request.datasetGroupArn, nextToken: request.nextToken,
      maxResults: request.maxResults
    ) { (tracker: EventTracker) in
      EventTrackerSummary(
        name: tracker.name, eventTrackerArn: tracker.eventTrackerArn, status: tracker.status,
        creationDateTime: tracker.creationDateTime,
        lastUpdatedDateTime: tracker.lastUpdatedDateTime)
    }
    return ListEventTrackersResponse(eventTrackers: page.elements, nextToken: page.nextToken)
  }

  package func deleteEventTracker(
    _ request: DeleteEventTrackerRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(EventTracker.self, request.eventTrackerArn)
  }
}

extension ControlContext {
  /// An ARN with eight random digits that no resource has yet.
  func unusedARN(_ make: (String) -> String) throws(ServiceError) -> String {
    try storing {
      var arn = make(identifiers.shortHex())
      while try database.resource(arn) != nil { arn = make(identifiers.shortHex()) }
      return arn
    }
  }
}
