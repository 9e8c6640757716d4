$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

@idempotent
operation CreateDataset {
    input: CreateDatasetRequest
    output: CreateDatasetResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceAlreadyExistsException
        LimitExceededException
        ResourceInUseException
        TooManyTagsException
    ]
}

structure CreateDatasetRequest {
    @required
    name: Name

    @required
    schemaArn: Arn

    @required
    datasetGroupArn: Arn

    @required
    datasetType: DatasetType

    tags: Tags
}

structure CreateDatasetResponse {
    datasetArn: Arn
}

@idempotent
operation DescribeDataset {
    input: DescribeDatasetRequest
    output: DescribeDatasetResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeDatasetRequest {
    @required
    datasetArn: Arn
}

structure DescribeDatasetResponse {
    dataset: Dataset
}

@idempotent
operation ListDatasets {
    input: ListDatasetsRequest
    output: ListDatasetsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListDatasetsRequest {
    datasetGroupArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListDatasetsResponse {
    datasets: Datasets
    nextToken: NextToken
}

@idempotent
operation UpdateDataset {
    input: UpdateDatasetRequest
    output: UpdateDatasetResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure UpdateDatasetRequest {
    @required
    datasetArn: Arn

    @required
    schemaArn: Arn
}

structure UpdateDatasetResponse {
    datasetArn: Arn
}

@idempotent
operation DeleteDataset {
    input: DeleteDatasetRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure DeleteDatasetRequest {
    @required
    datasetArn: Arn
}

structure Dataset {
    name: Name
    datasetArn: Arn
    datasetGroupArn: Arn
    datasetType: DatasetType
    schemaArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    latestDatasetUpdate: DatasetUpdateSummary
    trackingId: TrackingId
}

structure DatasetSummary {
    name: Name
    datasetArn: Arn
    datasetType: DatasetType
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
}

structure DatasetUpdateSummary {
    schemaArn: Arn
    status: Status
    failureReason: FailureReason
    creationDateTime: Date
    lastUpdatedDateTime: Date
}

@length(max: 256)
@pattern("^[A-Za-z_]+$")
string DatasetType

@length(max: 100)
list Datasets {
    member: DatasetSummary
}
