$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

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

structure CreateEventTrackerRequest {
    @required
    name: Name

    @required
    datasetGroupArn: Arn

    tags: Tags
}

structure CreateEventTrackerResponse {
    eventTrackerArn: Arn
    trackingId: TrackingId
}

@idempotent
operation DescribeEventTracker {
    input: DescribeEventTrackerRequest
    output: DescribeEventTrackerResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeEventTrackerRequest {
    @required
    eventTrackerArn: Arn
}

structure DescribeEventTrackerResponse {
    eventTracker: EventTracker
}

@idempotent
operation ListEventTrackers {
    input: ListEventTrackersRequest
    output: ListEventTrackersResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListEventTrackersRequest {
    datasetGroupArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListEventTrackersResponse {
    eventTrackers: EventTrackers
    nextToken: NextToken
}

@idempotent
operation DeleteEventTracker {
    input: DeleteEventTrackerRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure DeleteEventTrackerRequest {
    @required
    eventTrackerArn: Arn
}

structure EventTracker {
    name: Name
    eventTrackerArn: Arn
    accountId: AccountId
    trackingId: TrackingId
    datasetGroupArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
}

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

@length(max: 256)
string TrackingId
