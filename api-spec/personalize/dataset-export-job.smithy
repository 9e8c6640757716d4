$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

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

structure CreateDatasetExportJobRequest {
    @required
    jobName: Name

    @required
    datasetArn: Arn

    ingestionMode: IngestionMode

    @required
    roleArn: RoleArn

    @required
    jobOutput: DatasetExportJobOutput

    tags: Tags
}

structure CreateDatasetExportJobResponse {
    datasetExportJobArn: Arn
}

@idempotent
operation DescribeDatasetExportJob {
    input: DescribeDatasetExportJobRequest
    output: DescribeDatasetExportJobResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeDatasetExportJobRequest {
    @required
    datasetExportJobArn: Arn
}

structure DescribeDatasetExportJobResponse {
    datasetExportJob: DatasetExportJob
}

@idempotent
operation ListDatasetExportJobs {
    input: ListDatasetExportJobsRequest
    output: ListDatasetExportJobsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListDatasetExportJobsRequest {
    datasetArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListDatasetExportJobsResponse {
    datasetExportJobs: DatasetExportJobs
    nextToken: NextToken
}

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
    failureReason: FailureReason
}

structure DatasetExportJobOutput {
    @required
    s3DataDestination: S3DataConfig
}

structure DatasetExportJobSummary {
    datasetExportJobArn: Arn
    jobName: Name
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
}

enum IngestionMode {
    BULK
    PUT
    ALL
}

@length(max: 100)
list DatasetExportJobs {
    member: DatasetExportJobSummary
}
