$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

@idempotent
operation CreateRecommender {
    input: CreateRecommenderRequest
    output: CreateRecommenderResponse
    errors: [
        InvalidInputException
        ResourceAlreadyExistsException
        ResourceNotFoundException
        LimitExceededException
        ResourceInUseException
        TooManyTagsException
    ]
}

structure CreateRecommenderRequest {
    @required
    name: Name

    @required
    datasetGroupArn: Arn

    @required
    recipeArn: Arn

    recommenderConfig: RecommenderConfig

    tags: Tags
}

structure CreateRecommenderResponse {
    recommenderArn: Arn
}

@idempotent
operation DescribeRecommender {
    input: DescribeRecommenderRequest
    output: DescribeRecommenderResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeRecommenderRequest {
    @required
    recommenderArn: Arn
}

structure DescribeRecommenderResponse {
    recommender: Recommender
}

@idempotent
operation ListRecommenders {
    input: ListRecommendersRequest
    output: ListRecommendersResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListRecommendersRequest {
    datasetGroupArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListRecommendersResponse {
    recommenders: Recommenders
    nextToken: NextToken
}

@idempotent
operation UpdateRecommender {
    input: UpdateRecommenderRequest
    output: UpdateRecommenderResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure UpdateRecommenderRequest {
    @required
    recommenderArn: Arn

    @required
    recommenderConfig: RecommenderConfig
}

structure UpdateRecommenderResponse {
    recommenderArn: Arn
}

@idempotent
operation StartRecommender {
    input: StartRecommenderRequest
    output: StartRecommenderResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure StartRecommenderRequest {
    @required
    recommenderArn: Arn
}

structure StartRecommenderResponse {
    recommenderArn: Arn
}

@idempotent
operation StopRecommender {
    input: StopRecommenderRequest
    output: StopRecommenderResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure StopRecommenderRequest {
    @required
    recommenderArn: Arn
}

structure StopRecommenderResponse {
    recommenderArn: Arn
}

@idempotent
operation DeleteRecommender {
    input: DeleteRecommenderRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure DeleteRecommenderRequest {
    @required
    recommenderArn: Arn
}

structure Recommender {
    recommenderArn: Arn
    datasetGroupArn: Arn
    name: Name
    recipeArn: Arn
    recommenderConfig: RecommenderConfig
    creationDateTime: Date
    lastUpdatedDateTime: Date
    status: Status
    failureReason: FailureReason
    latestRecommenderUpdate: RecommenderUpdateSummary
    modelMetrics: Metrics
}

structure RecommenderConfig {
    itemExplorationConfig: HyperParameters
    minRecommendationRequestsPerSecond: TransactionsPerSecond
    trainingDataConfig: TrainingDataConfig
    enableMetadataWithRecommendations: Boolean
}

structure RecommenderSummary {
    name: Name
    recommenderArn: Arn
    datasetGroupArn: Arn
    recipeArn: Arn
    recommenderConfig: RecommenderConfig
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
}

structure RecommenderUpdateSummary {
    recommenderConfig: RecommenderConfig
    creationDateTime: Date
    lastUpdatedDateTime: Date
    status: Status
    failureReason: FailureReason
}

@length(max: 100)
list Recommenders {
    member: RecommenderSummary
}
