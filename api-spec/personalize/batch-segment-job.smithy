$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Starts a job that writes segments of users to files.
///
/// Only solution versions of the user segmentation recipes can run it.
operation CreateBatchSegmentJob {
    input: CreateBatchSegmentJobRequest
    output: CreateBatchSegmentJobResponse
    errors: [
        InvalidInputException
        ResourceAlreadyExistsException
        LimitExceededException
        ResourceNotFoundException
        ResourceInUseException
        TooManyTagsException
    ]
}

/// What a batch segment job is to be.
structure CreateBatchSegmentJobRequest {
    @required
    jobName: Name

    @required
    solutionVersionArn: Arn

    /// A filter whose placeholders each line fills in.
    filterArn: Arn

    /// How many users a line gets; 25 by default.
    numResults: NumBatchResults

    @required
    jobInput: BatchSegmentJobInput

    @required
    jobOutput: BatchSegmentJobOutput

    @required
    roleArn: RoleArn

    tags: Tags
}

/// The batch segment job that is being created.
structure CreateBatchSegmentJobResponse {
    batchSegmentJobArn: Arn
}

/// Tells about a batch segment job and how far it is.
@idempotent
operation DescribeBatchSegmentJob {
    input: DescribeBatchSegmentJobRequest
    output: DescribeBatchSegmentJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which batch segment job to tell about.
structure DescribeBatchSegmentJobRequest {
    @required
    batchSegmentJobArn: Arn
}

/// The batch segment job.
structure DescribeBatchSegmentJobResponse {
    batchSegmentJob: BatchSegmentJob
}

/// Lists batch segment jobs, of one solution version if asked.
@idempotent
operation ListBatchSegmentJobs {
    input: ListBatchSegmentJobsRequest
    output: ListBatchSegmentJobsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which batch segment jobs to list, and how many.
structure ListBatchSegmentJobsRequest {
    solutionVersionArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of batch segment jobs.
structure ListBatchSegmentJobsResponse {
    batchSegmentJobs: BatchSegmentJobs

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// A job that writes segments of users to files.
structure BatchSegmentJob {
    jobName: Name

    batchSegmentJobArn: Arn

    filterArn: Arn

    /// Why it failed; only then.
    failureReason: FailureReason

    solutionVersionArn: Arn

    /// How many users a line gets; 25 by default.
    numResults: NumBatchResults

    jobInput: BatchSegmentJobInput

    jobOutput: BatchSegmentJobOutput

    roleArn: RoleArn

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date
}

/// Where a batch segment job reads its lines.
structure BatchSegmentJobInput {
    @required
    s3DataSource: S3DataConfig
}

/// Where a batch segment job writes its results.
structure BatchSegmentJobOutput {
    @required
    s3DataDestination: S3DataConfig
}

/// What a list tells of a batch segment job.
structure BatchSegmentJobSummary {
    batchSegmentJobArn: Arn

    jobName: Name

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason

    solutionVersionArn: Arn
}

@length(max: 100)
list BatchSegmentJobs {
    member: BatchSegmentJobSummary
}
