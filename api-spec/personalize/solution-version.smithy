$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

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

structure CreateSolutionVersionRequest {
    name: Name

    @required
    solutionArn: Arn

    trainingMode: TrainingMode

    tags: Tags
}

structure CreateSolutionVersionResponse {
    solutionVersionArn: Arn
}

@idempotent
operation DescribeSolutionVersion {
    input: DescribeSolutionVersionRequest
    output: DescribeSolutionVersionResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeSolutionVersionRequest {
    @required
    solutionVersionArn: Arn
}

structure DescribeSolutionVersionResponse {
    solutionVersion: SolutionVersion
}

operation GetSolutionMetrics {
    input: GetSolutionMetricsRequest
    output: GetSolutionMetricsResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure GetSolutionMetricsRequest {
    @required
    solutionVersionArn: Arn
}

structure GetSolutionMetricsResponse {
    solutionVersionArn: Arn
    metrics: Metrics
}

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

structure ListSolutionVersionsRequest {
    solutionArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListSolutionVersionsResponse {
    solutionVersions: SolutionVersions
    nextToken: NextToken
}

@idempotent
operation StopSolutionVersionCreation {
    input: StopSolutionVersionCreationRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure StopSolutionVersionCreationRequest {
    @required
    solutionVersionArn: Arn
}

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
    trainingHours: TrainingHours
    trainingMode: TrainingMode
    tunedHPOParams: TunedHPOParams
    status: Status
    failureReason: FailureReason
    creationDateTime: Date
    lastUpdatedDateTime: Date
    trainingType: TrainingType
}

structure SolutionVersionSummary {
    solutionVersionArn: Arn
    status: Status
    trainingMode: TrainingMode
    trainingType: TrainingType
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
}

structure TunedHPOParams {
    algorithmHyperParameters: HyperParameters
}

enum TrainingMode {
    FULL
    UPDATE
    AUTOTRAIN
}

enum TrainingType {
    AUTOMATIC
    MANUAL
}

@length(max: 100)
list SolutionVersions {
    member: SolutionVersionSummary
}

@range(min: 0)
double TrainingHours
