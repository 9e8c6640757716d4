$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

operation CreateDatasetGroup {
    input: CreateDatasetGroupRequest
    output: CreateDatasetGroupResponse
    errors: [
        InvalidInputException
        ResourceAlreadyExistsException
        LimitExceededException
        TooManyTagsException
    ]
}

structure CreateDatasetGroupRequest {
    @required
    name: Name

    roleArn: RoleArn

    kmsKeyArn: KmsKeyArn

    domain: Domain

    tags: Tags
}

structure CreateDatasetGroupResponse {
    datasetGroupArn: Arn
    domain: Domain
}

@idempotent
operation DescribeDatasetGroup {
    input: DescribeDatasetGroupRequest
    output: DescribeDatasetGroupResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeDatasetGroupRequest {
    @required
    datasetGroupArn: Arn
}

structure DescribeDatasetGroupResponse {
    datasetGroup: DatasetGroup
}

@idempotent
operation ListDatasetGroups {
    input: ListDatasetGroupsRequest
    output: ListDatasetGroupsResponse
    errors: [
        InvalidNextTokenException
    ]
}

structure ListDatasetGroupsRequest {
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListDatasetGroupsResponse {
    datasetGroups: DatasetGroups
    nextToken: NextToken
}

@idempotent
operation DeleteDatasetGroup {
    input: DeleteDatasetGroupRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure DeleteDatasetGroupRequest {
    @required
    datasetGroupArn: Arn
}

structure DatasetGroup {
    name: Name
    datasetGroupArn: Arn
    status: Status
    roleArn: RoleArn
    kmsKeyArn: KmsKeyArn
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
    domain: Domain
}

structure DatasetGroupSummary {
    name: Name
    datasetGroupArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
    domain: Domain
}

enum Domain {
    ECOMMERCE
    VIDEO_ON_DEMAND
}

@length(max: 100)
list DatasetGroups {
    member: DatasetGroupSummary
}
