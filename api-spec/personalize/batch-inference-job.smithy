$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Starts a job that writes recommendations for many users or items to files.
///
/// It needs a solution version that is ACTIVE, and no campaign.
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

/// What a batch inference job is to be.
structure CreateBatchInferenceJobRequest {
    @required
    jobName: Name

    @required
    solutionVersionArn: Arn

    /// A filter whose placeholders each line fills in.
    filterArn: Arn

    /// How many items a line gets; 25 by default.
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

/// The batch inference job that is being created.
structure CreateBatchInferenceJobResponse {
    batchInferenceJobArn: Arn
}

/// Tells about a batch inference job and how far it is.
@idempotent
operation DescribeBatchInferenceJob {
    input: DescribeBatchInferenceJobRequest
    output: DescribeBatchInferenceJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which batch inference job to tell about.
structure DescribeBatchInferenceJobRequest {
    @required
    batchInferenceJobArn: Arn
}

/// The batch inference job.
structure DescribeBatchInferenceJobResponse {
    batchInferenceJob: BatchInferenceJob
}

/// Lists batch inference jobs, of one solution version if asked.
@idempotent
operation ListBatchInferenceJobs {
    input: ListBatchInferenceJobsRequest
    output: ListBatchInferenceJobsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which batch inference jobs to list, and how many.
structure ListBatchInferenceJobsRequest {
    solutionVersionArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of batch inference jobs.
structure ListBatchInferenceJobsResponse {
    batchInferenceJobs: BatchInferenceJobs

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// A job that writes recommendations for many users or items to files.
structure BatchInferenceJob {
    jobName: Name

    batchInferenceJobArn: Arn

    filterArn: Arn

    /// Why it failed; only then.
    failureReason: FailureReason

    solutionVersionArn: Arn

    /// How many items a line gets; 25 by default.
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

/// How a batch inference job explores and ranks.
structure BatchInferenceJobConfig {
    /// `explorationWeight` and `explorationItemAgeCutOff`, as text.
    itemExplorationConfig: HyperParameters

    /// How much popularity and freshness count, from 0 to 1.
    rankingInfluence: RankingInfluence
}

/// Where a batch inference job reads its lines.
structure BatchInferenceJobInput {
    @required
    s3DataSource: S3DataConfig
}

/// Where a batch inference job writes its results.
structure BatchInferenceJobOutput {
    @required
    s3DataDestination: S3DataConfig
}

/// What a list tells of a batch inference job.
structure BatchInferenceJobSummary {
    batchInferenceJobArn: Arn

    jobName: Name

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason

    solutionVersionArn: Arn

    batchInferenceJobMode: BatchInferenceJobMode
}

/// Which columns themes are made from.
structure FieldsForThemeGeneration {
    @required
    itemName: ColumnName
}

/// How themes are made for lists of similar items.
structure ThemeGenerationConfig {
    @required
    fieldsForThemeGeneration: FieldsForThemeGeneration
}

/// What a batch inference job makes.
enum BatchInferenceJobMode {
    /// Recommendations alone.
    BATCH_INFERENCE
    /// Similar items, with a theme for each list.
    THEME_GENERATION
}

@length(max: 100)
list BatchInferenceJobs {
    member: BatchInferenceJobSummary
}
