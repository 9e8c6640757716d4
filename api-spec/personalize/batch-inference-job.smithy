$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

operation CreateBatchInferenceJob {
    input: CreateBatchInferenceJobRequest
    output: CreateBatchInferenceJobResponse
    errors: [
        InvalidInputException
        ResourceAlreadyExistsException
        LimitExceededException
        ResourceNotFoundException
        ResourceInUseException
        TooManyTagsException
    ]
}

structure CreateBatchInferenceJobRequest {
    @required
    jobName: Name

    @required
    solutionVersionArn: Arn

    filterArn: Arn

    numResults: NumBatchResults

    @required
    jobInput: BatchInferenceJobInput

    @required
    jobOutput: BatchInferenceJobOutput

    @required
    roleArn: RoleArn

    batchInferenceJobConfig: BatchInferenceJobConfig

    tags: Tags

    batchInferenceJobMode: BatchInferenceJobMode

    themeGenerationConfig: ThemeGenerationConfig
}

structure CreateBatchInferenceJobResponse {
    batchInferenceJobArn: Arn
}

@idempotent
operation DescribeBatchInferenceJob {
    input: DescribeBatchInferenceJobRequest
    output: DescribeBatchInferenceJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeBatchInferenceJobRequest {
    @required
    batchInferenceJobArn: Arn
}

structure DescribeBatchInferenceJobResponse {
    batchInferenceJob: BatchInferenceJob
}

@idempotent
operation ListBatchInferenceJobs {
    input: ListBatchInferenceJobsRequest
    output: ListBatchInferenceJobsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListBatchInferenceJobsRequest {
    solutionVersionArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListBatchInferenceJobsResponse {
    batchInferenceJobs: BatchInferenceJobs
    nextToken: NextToken
}

structure BatchInferenceJob {
    jobName: Name
    batchInferenceJobArn: Arn
    filterArn: Arn
    failureReason: FailureReason
    solutionVersionArn: Arn
    numResults: NumBatchResults
    jobInput: BatchInferenceJobInput
    jobOutput: BatchInferenceJobOutput
    batchInferenceJobConfig: BatchInferenceJobConfig
    roleArn: RoleArn
    batchInferenceJobMode: BatchInferenceJobMode
    themeGenerationConfig: ThemeGenerationConfig
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
}

structure BatchInferenceJobConfig {
    itemExplorationConfig: HyperParameters
    rankingInfluence: RankingInfluence
}

structure BatchInferenceJobInput {
    @required
    s3DataSource: S3DataConfig
}

structure BatchInferenceJobOutput {
    @required
    s3DataDestination: S3DataConfig
}

structure BatchInferenceJobSummary {
    batchInferenceJobArn: Arn
    jobName: Name
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
    solutionVersionArn: Arn
    batchInferenceJobMode: BatchInferenceJobMode
}

structure FieldsForThemeGeneration {
    @required
    itemName: ColumnName
}

structure ThemeGenerationConfig {
    @required
    fieldsForThemeGeneration: FieldsForThemeGeneration
}

enum BatchInferenceJobMode {
    BATCH_INFERENCE
    THEME_GENERATION
}

@length(max: 100)
list BatchInferenceJobs {
    member: BatchInferenceJobSummary
}
