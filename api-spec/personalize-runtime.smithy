$version: "2"

namespace com.amazonaws.personalize.runtime

use aws.api#service
use aws.auth#sigv4
use aws.protocols#restJson1
use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#ErrorMessage
use com.amazonaws.personalize.common#Name

/// Gives recommendations from campaigns and recommenders.
@service(sdkId: "Personalize Runtime", arnNamespace: "personalize", endpointPrefix: "personalize-runtime")
@sigv4(name: "personalize")
@restJson1
service AmazonPersonalizeRuntime {
    version: "2018-05-22"
    operations: [
        GetActionRecommendations
        GetPersonalizedRanking
        GetRecommendations
    ]
}

/// Gives the actions a user will most likely take.
@idempotent
@http(method: "POST", uri: "/action-recommendations", code: 200)
operation GetActionRecommendations {
    input: GetActionRecommendationsRequest
    output: GetActionRecommendationsResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Whom to recommend actions to, and from which campaign.
structure GetActionRecommendationsRequest {
    campaignArn: Arn

    userId: UserID

    /// 5 by default, 100 at most.
    numResults: NumResults

    filterArn: Arn

    /// Values for the filter's placeholders; texts are quoted within.
    filterValues: FilterValues
}

/// The actions, best first.
structure GetActionRecommendationsResponse {
    actionList: ActionList

    /// To be sent along with what follows from the list.
    recommendationId: RecommendationID
}

/// Puts a list of items in the order in which the user will like them.
@idempotent
@http(method: "POST", uri: "/personalize-ranking", code: 200)
operation GetPersonalizedRanking {
    input: GetPersonalizedRankingRequest
    output: GetPersonalizedRankingResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which items to rank, for whom.
structure GetPersonalizedRankingRequest {
    @required
    campaignArn: Arn

    /// The ids of the items to rank, 500 at most.
    @required
    inputList: InputList

    @required
    userId: UserID

    /// Columns of the Interactions dataset that describe the occasion.
    context: Context

    filterArn: Arn

    /// Values for the filter's placeholders; texts are quoted within.
    filterValues: FilterValues

    /// Columns of the items to return, under the key ITEMS.
    metadataColumns: MetadataColumns
}

/// The items, best first.
structure GetPersonalizedRankingResponse {
    personalizedRanking: ItemList

    /// To be sent along with events that follow from the list.
    recommendationId: RecommendationID
}

/// Gives items from a campaign or a recommender: for a user, or related to an item.
///
/// Which ids it needs depends on the recipe.
@idempotent
@http(method: "POST", uri: "/recommendations", code: 200)
operation GetRecommendations {
    input: GetRecommendationsRequest
    output: GetRecommendationsResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// What to recommend from, for whom or related to what.
structure GetRecommendationsRequest {
    /// Either this or a recommender must be named.
    campaignArn: Arn

    /// What related items are wanted for.
    itemId: ItemID

    /// Whom the list is for; the session's id for an anonymous visitor.
    userId: UserID

    /// 25 by default, 500 at most.
    numResults: NumResults

    /// Columns of the Interactions dataset that describe the occasion.
    context: Context

    filterArn: Arn

    /// Values for the filter's placeholders; texts are quoted within.
    filterValues: FilterValues

    /// Either this or a campaign must be named.
    recommenderArn: Arn

    /// One at most.
    promotions: PromotionList

    /// Columns of the items to return, under the key ITEMS.
    metadataColumns: MetadataColumns
}

/// The items, best first.
structure GetRecommendationsResponse {
    itemList: ItemList

    /// To be sent along with events that follow from the list.
    recommendationId: RecommendationID
}

/// A member of the request has a value that cannot be used.
@error("client")
@httpError(400)
structure InvalidInputException {
    message: ErrorMessage
}

/// A recommended action.
structure PredictedAction {
    actionId: ActionID

    /// How likely the user takes the action, from 0 to 1.
    score: Score
}

/// A recommended item.
structure PredictedItem {
    itemId: ItemID

    /// Relative relevance; only recipes that score give one.
    score: Score

    /// Of the promotion that brought the item in.
    promotionName: Name

    /// The columns asked for, all as text.
    metadata: Metadata

    /// Why an item is listed for another reason than relevance.
    reason: ReasonList
}

/// Items that are to make up part of the list.
structure Promotion {
    name: Name

    /// Which share of the list they are to make up.
    percentPromotedItems: PercentPromotedItems

    /// What is promoted.
    filterArn: Arn

    /// Values for the filter's placeholders; texts are quoted within.
    filterValues: FilterValues
}

/// There is no such campaign, recommender or filter.
@error("client")
@httpError(404)
structure ResourceNotFoundException {
    message: ErrorMessage
}

@length(max: 256)
string ActionID

list ActionList {
    member: PredictedAction
}

@length(max: 150)
@pattern("[A-Za-z\\d_]+")
string AttributeName

@sensitive
@length(max: 1000)
string AttributeValue

@length(max: 150)
string ColumnName

@length(max: 99)
list ColumnNamesList {
    member: ColumnName
}

@length(max: 20000)
string ColumnValue

@length(max: 150)
map Context {
    key: AttributeName
    value: AttributeValue
}

@length(max: 256)
string DatasetType

@length(max: 50)
@pattern("[A-Za-z0-9_]+")
string FilterAttributeName

@sensitive
@length(max: 1000)
string FilterAttributeValue

@length(max: 25)
map FilterValues {
    key: FilterAttributeName
    value: FilterAttributeValue
}

list InputList {
    member: ItemID
}

@length(max: 256)
string ItemID

list ItemList {
    member: PredictedItem
}

@sensitive
map Metadata {
    key: ColumnName
    value: ColumnValue
}

@length(max: 1)
map MetadataColumns {
    key: DatasetType
    value: ColumnNamesList
}

@range(min: 0)
integer NumResults

@range(min: 1, max: 100)
integer PercentPromotedItems

@length(max: 1)
list PromotionList {
    member: Promotion
}

@length(max: 256)
string Reason

list ReasonList {
    member: Reason
}

string RecommendationID

/// Relative relevance.
double Score

@length(max: 256)
string UserID
