$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

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

structure CreateDatasetImportJobRequest {
    @required
    jobName: Name

    @required
    datasetArn: Arn

    @required
    dataSource: DataSource

    roleArn: RoleArn

    tags: Tags

    importMode: ImportMode

    publishAttributionMetricsToS3: Boolean
}

structure CreateDatasetImportJobResponse {
    datasetImportJobArn: Arn
}

@idempotent
operation DescribeDatasetImportJob {
    input: DescribeDatasetImportJobRequest
    output: DescribeDatasetImportJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeDatasetImportJobRequest {
    @required
    datasetImportJobArn: Arn
}

structure DescribeDatasetImportJobResponse {
    datasetImportJob: DatasetImportJob
}

@idempotent
operation ListDatasetImportJobs {
    input: ListDatasetImportJobsRequest
    output: ListDatasetImportJobsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListDatasetImportJobsRequest {
    datasetArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListDatasetImportJobsResponse {
    datasetImportJobs: DatasetImportJobs
    nextToken: NextToken
}

structure DatasetImportJob {
    jobName: Name
    datasetImportJobArn: Arn
    datasetArn: Arn
    dataSource: DataSource
    roleArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
    importMode: ImportMode
    publishAttributionMetricsToS3: Boolean
}

structure DatasetImportJobSummary {
    datasetImportJobArn: Arn
    jobName: Name
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
    importMode: ImportMode
}

enum ImportMode {
    FULL
    INCREMENTAL
}

@length(max: 100)
list DatasetImportJobs {
    member: DatasetImportJobSummary
}
