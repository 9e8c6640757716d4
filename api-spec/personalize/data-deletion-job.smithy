$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Starts a job that deletes users, listed in files, from a dataset group and its models.
operation CreateDataDeletionJob {
    input: CreateDataDeletionJobRequest
    output: CreateDataDeletionJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceAlreadyExistsException
        LimitExceededException
        ResourceInUseException
        TooManyTagsException
    ]
}

/// What a data deletion job is to be.
structure CreateDataDeletionJobRequest {
    @required
    jobName: Name

    @required
    datasetGroupArn: Arn

    /// CSV files with the one column USER_ID.
    @required
    dataSource: DataSource

    @required
    roleArn: RoleArn

    tags: Tags
}

/// The data deletion job that is being created.
structure CreateDataDeletionJobResponse {
    dataDeletionJobArn: Arn
}

/// Tells about a data deletion job and how far it is.
@idempotent
operation DescribeDataDeletionJob {
    input: DescribeDataDeletionJobRequest
    output: DescribeDataDeletionJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which data deletion job to tell about.
structure DescribeDataDeletionJobRequest {
    @required
    dataDeletionJobArn: Arn
}

/// The data deletion job.
structure DescribeDataDeletionJobResponse {
    dataDeletionJob: DataDeletionJob
}

/// Lists data deletion jobs, newest first, of one dataset group if asked.
@idempotent
operation ListDataDeletionJobs {
    input: ListDataDeletionJobsRequest
    output: ListDataDeletionJobsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which data deletion jobs to list, and how many.
structure ListDataDeletionJobsRequest {
    datasetGroupArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of data deletion jobs.
structure ListDataDeletionJobsResponse {
    dataDeletionJobs: DataDeletionJobs

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// A job that deletes users from a dataset group and its models.
structure DataDeletionJob {
    jobName: Name

    dataDeletionJobArn: Arn

    datasetGroupArn: Arn

    dataSource: DataSource

    roleArn: RoleArn

    /// PENDING, IN_PROGRESS, COMPLETED or FAILED.
    status: Status

    /// How many records have been deleted.
    numDeleted: Integer

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason
}

/// What a list tells of a data deletion job.
structure DataDeletionJobSummary {
    dataDeletionJobArn: Arn

    datasetGroupArn: Arn

    jobName: Name

    /// PENDING, IN_PROGRESS, COMPLETED or FAILED.
    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason
}

@length(max: 100)
list DataDeletionJobs {
    member: DataDeletionJobSummary
}

integer Integer
