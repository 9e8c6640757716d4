$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Starts a job that writes the rows of a dataset to files.
@idempotent
operation CreateDatasetExportJob {
    input: CreateDatasetExportJobRequest
    output: CreateDatasetExportJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceAlreadyExistsException
        LimitExceededException
        ResourceInUseException
        TooManyTagsException
    ]
}

/// What a dataset export job is to be.
structure CreateDatasetExportJobRequest {
    @required
    jobName: Name

    @required
    datasetArn: Arn

    /// PUT by default.
    ingestionMode: IngestionMode

    @required
    roleArn: RoleArn

    @required
    jobOutput: DatasetExportJobOutput

    tags: Tags
}

/// The dataset export job that is being created.
structure CreateDatasetExportJobResponse {
    datasetExportJobArn: Arn
}

/// Tells about an export job and how far it is.
@idempotent
operation DescribeDatasetExportJob {
    input: DescribeDatasetExportJobRequest
    output: DescribeDatasetExportJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which dataset export job to tell about.
structure DescribeDatasetExportJobRequest {
    @required
    datasetExportJobArn: Arn
}

/// The dataset export job.
structure DescribeDatasetExportJobResponse {
    datasetExportJob: DatasetExportJob
}

/// Lists export jobs, of one dataset if asked.
@idempotent
operation ListDatasetExportJobs {
    input: ListDatasetExportJobsRequest
    output: ListDatasetExportJobsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which dataset export jobs to list, and how many.
structure ListDatasetExportJobsRequest {
    datasetArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of dataset export jobs.
structure ListDatasetExportJobsResponse {
    datasetExportJobs: DatasetExportJobs

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// A job that writes the rows of a dataset to files.
structure DatasetExportJob {
    jobName: Name

    datasetExportJobArn: Arn

    datasetArn: Arn

    ingestionMode: IngestionMode

    roleArn: Arn

    status: Status

    jobOutput: DatasetExportJobOutput

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason
}

/// Where an export job writes.
structure DatasetExportJobOutput {
    @required
    s3DataDestination: S3DataConfig
}

/// What a list tells of an export job.
structure DatasetExportJobSummary {
    datasetExportJobArn: Arn

    jobName: Name

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason
}

/// Which rows an export writes, by how they came in.
enum IngestionMode {
    /// Those that were imported.
    BULK
    /// Those that were streamed in.
    PUT
    /// Both.
    ALL
}

@length(max: 100)
list DatasetExportJobs {
    member: DatasetExportJobSummary
}
