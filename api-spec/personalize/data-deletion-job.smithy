$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

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

structure CreateDataDeletionJobRequest {
    @required
    jobName: Name

    @required
    datasetGroupArn: Arn

    @required
    dataSource: DataSource

    @required
    roleArn: RoleArn

    tags: Tags
}

structure CreateDataDeletionJobResponse {
    dataDeletionJobArn: Arn
}

@idempotent
operation DescribeDataDeletionJob {
    input: DescribeDataDeletionJobRequest
    output: DescribeDataDeletionJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeDataDeletionJobRequest {
    @required
    dataDeletionJobArn: Arn
}

structure DescribeDataDeletionJobResponse {
    dataDeletionJob: DataDeletionJob
}

@idempotent
operation ListDataDeletionJobs {
    input: ListDataDeletionJobsRequest
    output: ListDataDeletionJobsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListDataDeletionJobsRequest {
    datasetGroupArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListDataDeletionJobsResponse {
    dataDeletionJobs: DataDeletionJobs
    nextToken: NextToken
}

structure DataDeletionJob {
    jobName: Name
    dataDeletionJobArn: Arn
    datasetGroupArn: Arn
    dataSource: DataSource
    roleArn: RoleArn
    status: Status
    numDeleted: Integer
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
}

structure DataDeletionJobSummary {
    dataDeletionJobArn: Arn
    datasetGroupArn: Arn
    jobName: Name
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
}

@length(max: 100)
list DataDeletionJobs {
    member: DataDeletionJobSummary
}

integer Integer
