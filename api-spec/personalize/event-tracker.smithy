$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Creates a tracker, whose tracking id lets events be streamed into a dataset group.
///
/// A group has one tracker at most.
@idempotent
operation CreateEventTracker {
    input: CreateEventTrackerRequest
    output: CreateEventTrackerResponse
    errors: [
        InvalidInputException
        ResourceAlreadyExistsException
        ResourceNotFoundException
        LimitExceededException
        ResourceInUseException
        TooManyTagsException
    ]
}

/// What an event tracker is to be.
structure CreateEventTrackerRequest {
    @required
    name: Name

    @required
    datasetGroupArn: Arn

    tags: Tags
}

/// The event tracker that is being created.
structure CreateEventTrackerResponse {
    eventTrackerArn: Arn

    /// What requests with events name.
    trackingId: TrackingId
}

/// Tells about an event tracker and its state.
@idempotent
operation DescribeEventTracker {
    input: DescribeEventTrackerRequest
    output: DescribeEventTrackerResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which event tracker to tell about.
structure DescribeEventTrackerRequest {
    @required
    eventTrackerArn: Arn
}

/// The event tracker.
structure DescribeEventTrackerResponse {
    eventTracker: EventTracker
}

/// Lists event trackers, of one dataset group if asked.
@idempotent
operation ListEventTrackers {
    input: ListEventTrackersRequest
    output: ListEventTrackersResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which event trackers to list, and how many.
structure ListEventTrackersRequest {
    datasetGroupArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of event trackers.
structure ListEventTrackersResponse {
    eventTrackers: EventTrackers

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Deletes an event tracker; the events it has taken in stay.
@idempotent
operation DeleteEventTracker {
    input: DeleteEventTrackerRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which event tracker to delete.
structure DeleteEventTrackerRequest {
    @required
    eventTrackerArn: Arn
}

/// What lets events be streamed into a dataset group.
structure EventTracker {
    name: Name

    eventTrackerArn: Arn

    accountId: AccountId

    /// What requests with events name.
    trackingId: TrackingId

    datasetGroupArn: Arn

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date
}

/// What a list tells of an event tracker.
structure EventTrackerSummary {
    name: Name
    eventTrackerArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
}

@length(max: 256)
string AccountId

@length(max: 100)
list EventTrackers {
    member: EventTrackerSummary
}

/// A UUID.
@length(max: 256)
string TrackingId
