$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Starts a job that reads CSV files into a dataset.
operation CreateDatasetImportJob {
    input: CreateDatasetImportJobRequest
    output: CreateDatasetImportJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceAlreadyExistsException
        LimitExceededException
        ResourceInUseException
        TooManyTagsException
    ]
}

/// What a dataset import job is to be.
structure CreateDatasetImportJobRequest {
    @required
    jobName: Name

    @required
    datasetArn: Arn

    /// A CSV file, or a folder whose path ends with a slash.
    @required
    dataSource: DataSource

    roleArn: RoleArn

    tags: Tags

    /// FULL by default.
    importMode: ImportMode

    /// Whether metrics over the imported events are reported.
    publishAttributionMetricsToS3: Boolean
}

/// The dataset import job that is being created.
structure CreateDatasetImportJobResponse {
    datasetImportJobArn: Arn
}

/// Tells about an import job and how far it is.
@idempotent
operation DescribeDatasetImportJob {
    input: DescribeDatasetImportJobRequest
    output: DescribeDatasetImportJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which dataset import job to tell about.
structure DescribeDatasetImportJobRequest {
    @required
    datasetImportJobArn: Arn
}

/// The dataset import job.
structure DescribeDatasetImportJobResponse {
    datasetImportJob: DatasetImportJob
}

/// Lists import jobs, of one dataset if asked.
@idempotent
operation ListDatasetImportJobs {
    input: ListDatasetImportJobsRequest
    output: ListDatasetImportJobsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which dataset import jobs to list, and how many.
structure ListDatasetImportJobsRequest {
    datasetArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of dataset import jobs.
structure ListDatasetImportJobsResponse {
    datasetImportJobs: DatasetImportJobs

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// A job that reads CSV files into a dataset.
structure DatasetImportJob {
    jobName: Name

    datasetImportJobArn: Arn

    datasetArn: Arn

    dataSource: DataSource

    roleArn: Arn

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason

    importMode: ImportMode

    publishAttributionMetricsToS3: Boolean
}

/// What a list tells of an import job.
structure DatasetImportJobSummary {
    datasetImportJobArn: Arn

    jobName: Name

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason

    importMode: ImportMode
}

/// What an import does with earlier bulk data.
enum ImportMode {
    /// Replaces it.
    FULL
    /// Adds to it.
    INCREMENTAL
}

@length(max: 100)
list DatasetImportJobs {
    member: DatasetImportJobSummary
}
