$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Trains and deploys a use case of the group's domain.
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

/// What a recommender is to be.
structure CreateRecommenderRequest {
    @required
    name: Name

    @required
    datasetGroupArn: Arn

    /// A use case of the group's domain.
    @required
    recipeArn: Arn

    recommenderConfig: RecommenderConfig

    tags: Tags
}

/// The recommender that is being created.
structure CreateRecommenderResponse {
    recommenderArn: Arn
}

/// Tells about a recommender, its state, metrics and latest update.
@idempotent
operation DescribeRecommender {
    input: DescribeRecommenderRequest
    output: DescribeRecommenderResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which recommender to tell about.
structure DescribeRecommenderRequest {
    @required
    recommenderArn: Arn
}

/// The recommender.
structure DescribeRecommenderResponse {
    recommender: Recommender
}

/// Lists recommenders, of one dataset group if asked.
@idempotent
operation ListRecommenders {
    input: ListRecommendersRequest
    output: ListRecommendersResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which recommenders to list, and how many.
structure ListRecommendersRequest {
    datasetGroupArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of recommenders.
structure ListRecommendersResponse {
    recommenders: Recommenders

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Changes a recommender's configuration; until that is done it goes on as before.
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

/// What to change in which recommender.
structure UpdateRecommenderRequest {
    @required
    recommenderArn: Arn

    @required
    recommenderConfig: RecommenderConfig
}

/// The recommender that is being changed.
structure UpdateRecommenderResponse {
    recommenderArn: Arn
}

/// Starts a recommender that has been stopped.
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

/// Which recommender to start.
structure StartRecommenderRequest {
    @required
    recommenderArn: Arn
}

/// The recommender that is being started.
structure StartRecommenderResponse {
    recommenderArn: Arn
}

/// Stops a recommender: it answers no requests and is not retrained until it is started again.
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

/// Which recommender to stop.
structure StopRecommenderRequest {
    @required
    recommenderArn: Arn
}

/// The recommender that is being stopped.
structure StopRecommenderResponse {
    recommenderArn: Arn
}

/// Deletes a recommender.
@idempotent
operation DeleteRecommender {
    input: DeleteRecommenderRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which recommender to delete.
structure DeleteRecommenderRequest {
    @required
    recommenderArn: Arn
}

/// A trained and deployed use case of a domain.
structure Recommender {
    recommenderArn: Arn

    datasetGroupArn: Arn

    name: Name

    recipeArn: Arn

    recommenderConfig: RecommenderConfig

    creationDateTime: Date

    lastUpdatedDateTime: Date

    status: Status

    /// Why it failed; only then.
    failureReason: FailureReason

    /// Absent until the recommender is updated for the first time.
    latestRecommenderUpdate: RecommenderUpdateSummary

    /// Offline metrics, as of a solution version; absent until it is trained.
    modelMetrics: Metrics
}

/// How a recommender explores, trains and what it returns.
structure RecommenderConfig {
    /// `explorationWeight` (0 to 1) and `explorationItemAgeCutOff` (days), as text.
    itemExplorationConfig: HyperParameters

    /// Kept for the sake of clients; throughput does not depend on it.
    minRecommendationRequestsPerSecond: TransactionsPerSecond

    trainingDataConfig: TrainingDataConfig

    /// Whether requests may ask for columns of the items.
    enableMetadataWithRecommendations: Boolean
}

/// What a list tells of a recommender.
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

/// The latest change of a recommender.
structure RecommenderUpdateSummary {
    recommenderConfig: RecommenderConfig

    creationDateTime: Date

    lastUpdatedDateTime: Date

    status: Status

    /// Why it failed; only then.
    failureReason: FailureReason
}

@length(max: 100)
list Recommenders {
    member: RecommenderSummary
}
