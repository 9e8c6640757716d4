$version: "2"

namespace com.amazonaws.personalize.events

use aws.api#service
use aws.auth#sigv4
use aws.protocols#restJson1
use bespoke#deferred
use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#ErrorMessage

/// Takes in what happens: events, and new or changed items, users and actions.
@service(sdkId: "Personalize Events", arnNamespace: "personalize", endpointPrefix: "personalize-events")
@sigv4(name: "personalize")
@restJson1
service AmazonPersonalizeEvents {
    version: "2018-03-22"
    operations: [
        PutActionInteractions
        PutActions
        PutEvents
        PutItems
        PutUsers
    ]
}

@http(method: "POST", uri: "/action-interactions", code: 200)
@deferred
operation PutActionInteractions {
    input: PutActionInteractionsRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure PutActionInteractionsRequest {
    @required
    trackingId: StringType

    @required
    actionInteractions: ActionInteractionsList
}

@http(method: "POST", uri: "/actions", code: 200)
@deferred
operation PutActions {
    input: PutActionsRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure PutActionsRequest {
    @required
    datasetArn: Arn

    @required
    actions: ActionList
}

@http(method: "POST", uri: "/events", code: 200)
@deferred
operation PutEvents {
    input: PutEventsRequest
    errors: [
        InvalidInputException
    ]
}

structure PutEventsRequest {
    @required
    trackingId: StringType

    userId: UserId

    @required
    sessionId: StringType

    @required
    eventList: EventList
}

@http(method: "POST", uri: "/items", code: 200)
@deferred
operation PutItems {
    input: PutItemsRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure PutItemsRequest {
    @required
    datasetArn: Arn

    @required
    items: ItemList
}

@http(method: "POST", uri: "/users", code: 200)
@deferred
operation PutUsers {
    input: PutUsersRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure PutUsersRequest {
    @required
    datasetArn: Arn

    @required
    users: UserList
}

structure Action {
    @required
    actionId: StringType

    properties: ActionProperties
}

structure ActionInteraction {
    @required
    actionId: ActionId

    userId: UserId

    @required
    sessionId: StringType

    @required
    timestamp: Date

    @required
    eventType: StringType

    eventId: StringType

    recommendationId: RecommendationId

    impression: ActionImpression

    properties: ActionInteractionProperties
}

@sensitive
structure Event {
    eventId: StringType

    @required
    eventType: StringType

    eventValue: FloatType

    itemId: ItemId

    properties: EventPropertiesJSON

    @required
    sentAt: Date

    recommendationId: RecommendationId

    impression: Impression

    metricAttribution: MetricAttribution
}

@error("client")
@httpError(400)
structure InvalidInputException {
    message: ErrorMessage
}

structure Item {
    @required
    itemId: StringType

    properties: ItemProperties
}

structure MetricAttribution {
    @required
    eventAttributionSource: EventAttributionSource
}

@error("client")
@httpError(409)
structure ResourceInUseException {
    message: ErrorMessage
}

@error("client")
@httpError(404)
structure ResourceNotFoundException {
    message: ErrorMessage
}

structure User {
    @required
    userId: StringType

    properties: UserProperties
}

@sensitive
@length(min: 1, max: 256)
string ActionId

@length(min: 1, max: 25)
list ActionImpression {
    member: ActionId
}

@sensitive
@mediaType("application/json")
@length(min: 1, max: 1024)
string ActionInteractionProperties

@length(min: 1, max: 10)
list ActionInteractionsList {
    member: ActionInteraction
}

@length(min: 1, max: 10)
list ActionList {
    member: Action
}

@sensitive
@mediaType("application/json")
@length(min: 1, max: 32000)
string ActionProperties

@length(max: 1024)
@pattern("^[\\x20-\\x7E]*[\\x21-\\x7E]+[\\x20-\\x7E]*$")
string EventAttributionSource

@length(min: 1, max: 10)
list EventList {
    member: Event
}

@sensitive
@mediaType("application/json")
@length(min: 1, max: 1024)
string EventPropertiesJSON

float FloatType

@length(min: 1, max: 25)
list Impression {
    member: ItemId
}

@sensitive
@length(min: 1, max: 256)
string ItemId

@length(min: 1, max: 10)
list ItemList {
    member: Item
}

@sensitive
@mediaType("application/json")
@length(min: 1, max: 32000)
string ItemProperties

@length(min: 1, max: 40)
string RecommendationId

@length(min: 1, max: 256)
string StringType

@sensitive
@length(min: 1, max: 256)
string UserId

@length(min: 1, max: 10)
list UserList {
    member: User
}

@sensitive
@mediaType("application/json")
@length(min: 1, max: 24000)
string UserProperties
