$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Trains a model from a solution.
operation CreateSolutionVersion {
    input: CreateSolutionVersionRequest
    output: CreateSolutionVersionResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        LimitExceededException
        ResourceInUseException
        TooManyTagsException
        ResourceAlreadyExistsException
    ]
}

/// What a solution version is to be.
structure CreateSolutionVersionRequest {
    name: Name

    @required
    solutionArn: Arn

    /// FULL by default.
    trainingMode: TrainingMode

    tags: Tags
}

/// The solution version that is being created.
structure CreateSolutionVersionResponse {
    solutionVersionArn: Arn
}

/// Tells about a solution version: how it was trained and its state.
@idempotent
operation DescribeSolutionVersion {
    input: DescribeSolutionVersionRequest
    output: DescribeSolutionVersionResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which solution version to tell about.
structure DescribeSolutionVersionRequest {
    @required
    solutionVersionArn: Arn
}

/// The solution version.
structure DescribeSolutionVersionResponse {
    solutionVersion: SolutionVersion
}

/// Gives the offline metrics of a solution version, measured on held-out interactions.
operation GetSolutionMetrics {
    input: GetSolutionMetricsRequest
    output: GetSolutionMetricsResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which solution version's metrics to give.
structure GetSolutionMetricsRequest {
    @required
    solutionVersionArn: Arn
}

/// The metrics of a solution version.
structure GetSolutionMetricsResponse {
    solutionVersionArn: Arn

    /// Values by name: coverage, mean_reciprocal_rank_at_25 and others.
    metrics: Metrics
}

/// Lists the versions of a solution, or all.
@idempotent
operation ListSolutionVersions {
    input: ListSolutionVersionsRequest
    output: ListSolutionVersionsResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        InvalidNextTokenException
    ]
}

/// Which solution versions to list, and how many.
structure ListSolutionVersionsRequest {
    solutionArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of solution versions.
structure ListSolutionVersionsResponse {
    solutionVersions: SolutionVersions

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Stops the training of a solution version.
///
/// It goes through CREATE STOPPING to CREATE STOPPED, and cannot be resumed.
@idempotent
operation StopSolutionVersionCreation {
    input: StopSolutionVersionCreationRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which solution version's training to stop.
structure StopSolutionVersionCreationRequest {
    @required
    solutionVersionArn: Arn
}

/// A trained model.
structure SolutionVersion {
    name: Name

    solutionVersionArn: Arn

    solutionArn: Arn

    performHPO: PerformHPO

    performAutoML: PerformAutoML

    performIncrementalUpdate: PerformIncrementalUpdate

    recipeArn: Arn

    eventType: EventType

    datasetGroupArn: Arn

    solutionConfig: SolutionConfig

    /// Computing time, which is not the time by the clock.
    trainingHours: TrainingHours

    trainingMode: TrainingMode

    /// Only of versions that were tuned.
    tunedHPOParams: TunedHPOParams

    status: Status

    /// Why it failed; only then.
    failureReason: FailureReason

    creationDateTime: Date

    lastUpdatedDateTime: Date

    trainingType: TrainingType
}

/// What a list tells of a solution version.
structure SolutionVersionSummary {
    solutionVersionArn: Arn

    status: Status

    trainingMode: TrainingMode

    trainingType: TrainingType

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason
}

/// What tuning has chosen.
structure TunedHPOParams {
    algorithmHyperParameters: HyperParameters
}

/// How a version is trained.
enum TrainingMode {
    /// From all data, anew.
    FULL
    /// From the newest full version, with what has come in since.
    UPDATE
    /// As automatic training does.
    AUTOTRAIN
}

/// Who asked for a training.
enum TrainingType {
    /// The schedule of the solution.
    AUTOMATIC
    /// A request.
    MANUAL
}

@length(max: 100)
list SolutionVersions {
    member: SolutionVersionSummary
}

@range(min: 0)
double TrainingHours
