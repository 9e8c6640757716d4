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

/// Streams in what users did with recommended actions.
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

/// What users did with actions.
structure PutActionInteractionsRequest {
    /// Of the Action_Interactions dataset.
    @required
    trackingId: StringType

    @required
    actionInteractions: ActionInteractionsList
}

/// Adds actions to an Actions dataset, or replaces those of the same id.
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

/// The actions to add or replace.
structure PutActionsRequest {
    @required
    datasetArn: Arn

    @required
    actions: ActionList
}

/// Streams in what a user did; models that follow events take it into account at once.
@http(method: "POST", uri: "/events", code: 200)
@deferred
operation PutEvents {
    input: PutEventsRequest
    errors: [
        InvalidInputException
    ]
}

/// What one user did in one session.
structure PutEventsRequest {
    /// Of the group's event tracker.
    @required
    trackingId: StringType

    /// Absent as long as the visitor is anonymous.
    userId: UserId

    /// Links what a visitor did before signing in to the user.
    @required
    sessionId: StringType

    /// Up to ten events.
    @required
    eventList: EventList
}

/// Adds items to an Items dataset, or replaces those of the same id.
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

/// The items to add or replace.
structure PutItemsRequest {
    @required
    datasetArn: Arn

    @required
    items: ItemList
}

/// Adds users to a Users dataset, or replaces those of the same id.
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

/// The users to add or replace.
structure PutUsersRequest {
    @required
    datasetArn: Arn

    @required
    users: UserList
}

/// An action with its attributes.
structure Action {
    @required
    actionId: StringType

    /// JSON text: columns of the Actions dataset, their names in camelCase.
    properties: ActionProperties
}

/// What a user did with an action.
structure ActionInteraction {
    @required
    actionId: ActionId

    userId: UserId

    @required
    sessionId: StringType

    /// When it happened.
    @required
    timestamp: Date

    /// Taken, Not Taken or Viewed.
    @required
    eventType: StringType

    eventId: StringType

    recommendationId: RecommendationId

    /// The actions that were shown.
    impression: ActionImpression

    /// JSON text: columns of the dataset, their names in camelCase.
    properties: ActionInteractionProperties
}

/// What a user did with an item. Nothing of it is repeated in messages.
@sensitive
structure Event {
    eventId: StringType

    @required
    eventType: StringType

    /// How much it counts: a rating, a price, a time.
    eventValue: FloatType

    itemId: ItemId

    /// JSON text: columns of the Interactions dataset, their names in camelCase.
    properties: EventPropertiesJSON

    /// When it happened.
    @required
    sentAt: Date

    /// Of the answer that the user reacted to.
    recommendationId: RecommendationId

    /// The items that were shown.
    impression: Impression

    metricAttribution: MetricAttribution
}

/// A member of the request has a value that cannot be used.
@error("client")
@httpError(400)
structure InvalidInputException {
    message: ErrorMessage
}

/// An item with its attributes.
structure Item {
    @required
    itemId: StringType

    /// JSON text: columns of the Items dataset, their names in camelCase.
    properties: ItemProperties
}

/// To what an event is attributed.
structure MetricAttribution {
    /// The name under which metrics count the event.
    @required
    eventAttributionSource: EventAttributionSource
}

/// The resource is in a state that does not allow this.
@error("client")
@httpError(409)
structure ResourceInUseException {
    message: ErrorMessage
}

/// There is no such dataset or tracker.
@error("client")
@httpError(404)
structure ResourceNotFoundException {
    message: ErrorMessage
}

/// A user with attributes.
structure User {
    @required
    userId: StringType

    /// JSON text: columns of the Users dataset, their names in camelCase.
    properties: UserProperties
}

@sensitive
@length(min: 1, max: 256)
string ActionId

@length(min: 1, max: 25)
list ActionImpression {
    member: ActionId
}

/// JSON text.
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

/// JSON text.
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

/// JSON text.
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

/// JSON text.
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

/// JSON text.
@sensitive
@mediaType("application/json")
@length(min: 1, max: 24000)
string UserProperties
