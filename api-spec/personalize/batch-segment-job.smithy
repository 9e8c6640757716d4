$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

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

structure CreateBatchSegmentJobRequest {
    @required
    jobName: Name

    @required
    solutionVersionArn: Arn

    filterArn: Arn

    numResults: NumBatchResults

    @required
    jobInput: BatchSegmentJobInput

    @required
    jobOutput: BatchSegmentJobOutput

    @required
    roleArn: RoleArn

    tags: Tags
}

structure CreateBatchSegmentJobResponse {
    batchSegmentJobArn: Arn
}

@idempotent
operation DescribeBatchSegmentJob {
    input: DescribeBatchSegmentJobRequest
    output: DescribeBatchSegmentJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeBatchSegmentJobRequest {
    @required
    batchSegmentJobArn: Arn
}

structure DescribeBatchSegmentJobResponse {
    batchSegmentJob: BatchSegmentJob
}

@idempotent
operation ListBatchSegmentJobs {
    input: ListBatchSegmentJobsRequest
    output: ListBatchSegmentJobsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListBatchSegmentJobsRequest {
    solutionVersionArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListBatchSegmentJobsResponse {
    batchSegmentJobs: BatchSegmentJobs
    nextToken: NextToken
}

structure BatchSegmentJob {
    jobName: Name
    batchSegmentJobArn: Arn
    filterArn: Arn
    failureReason: FailureReason
    solutionVersionArn: Arn
    numResults: NumBatchResults
    jobInput: BatchSegmentJobInput
    jobOutput: BatchSegmentJobOutput
    roleArn: RoleArn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
}

structure BatchSegmentJobInput {
    @required
    s3DataSource: S3DataConfig
}

structure BatchSegmentJobOutput {
    @required
    s3DataDestination: S3DataConfig
}

structure BatchSegmentJobSummary {
    batchSegmentJobArn: Arn
    jobName: Name
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
    solutionVersionArn: Arn
}

@length(max: 100)
list BatchSegmentJobs {
    member: BatchSegmentJobSummary
}
