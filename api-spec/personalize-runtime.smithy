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

structure GetActionRecommendationsRequest {
    campaignArn: Arn
    userId: UserID
    numResults: NumResults
    filterArn: Arn
    filterValues: FilterValues
}

structure GetActionRecommendationsResponse {
    actionList: ActionList
    recommendationId: RecommendationID
}

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

structure GetPersonalizedRankingRequest {
    @required
    campaignArn: Arn

    @required
    inputList: InputList

    @required
    userId: UserID

    context: Context

    filterArn: Arn

    filterValues: FilterValues

    metadataColumns: MetadataColumns
}

structure GetPersonalizedRankingResponse {
    personalizedRanking: ItemList
    recommendationId: RecommendationID
}

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

structure GetRecommendationsRequest {
    campaignArn: Arn
    itemId: ItemID
    userId: UserID
    numResults: NumResults
    context: Context
    filterArn: Arn
    filterValues: FilterValues
    recommenderArn: Arn
    promotions: PromotionList
    metadataColumns: MetadataColumns
}

structure GetRecommendationsResponse {
    itemList: ItemList
    recommendationId: RecommendationID
}

@error("client")
@httpError(400)
structure InvalidInputException {
    message: ErrorMessage
}

structure PredictedAction {
    actionId: ActionID
    score: Score
}

structure PredictedItem {
    itemId: ItemID
    score: Score
    promotionName: Name
    metadata: Metadata
    reason: ReasonList
}

structure Promotion {
    name: Name
    percentPromotedItems: PercentPromotedItems
    filterArn: Arn
    filterValues: FilterValues
}

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

double Score

@length(max: 256)
string UserID
