$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Creates a group, which holds datasets and everything made from them.
///
/// With a domain the group serves that domain's recommenders.
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

/// What a dataset group is to be.
structure CreateDatasetGroupRequest {
    @required
    name: Name

    roleArn: RoleArn

    /// Kept for the sake of clients.
    kmsKeyArn: KmsKeyArn

    /// What the group is for; absent for a custom group.
    domain: Domain

    tags: Tags
}

/// The dataset group that is being created.
structure CreateDatasetGroupResponse {
    datasetGroupArn: Arn
    domain: Domain
}

/// Tells about a dataset group and its state.
@idempotent
operation DescribeDatasetGroup {
    input: DescribeDatasetGroupRequest
    output: DescribeDatasetGroupResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which dataset group to tell about.
structure DescribeDatasetGroupRequest {
    @required
    datasetGroupArn: Arn
}

/// The dataset group.
structure DescribeDatasetGroupResponse {
    datasetGroup: DatasetGroup
}

/// Lists the dataset groups of the account and region.
@idempotent
operation ListDatasetGroups {
    input: ListDatasetGroupsRequest
    output: ListDatasetGroupsResponse
    errors: [
        InvalidNextTokenException
    ]
}

/// Which dataset groups to list, and how many.
structure ListDatasetGroupsRequest {
    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of dataset groups.
structure ListDatasetGroupsResponse {
    datasetGroups: DatasetGroups

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Deletes a dataset group that holds nothing any more.
@idempotent
operation DeleteDatasetGroup {
    input: DeleteDatasetGroupRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which dataset group to delete.
structure DeleteDatasetGroupRequest {
    @required
    datasetGroupArn: Arn
}

/// What holds datasets and everything made from them.
structure DatasetGroup {
    name: Name

    datasetGroupArn: Arn

    status: Status

    roleArn: RoleArn

    kmsKeyArn: KmsKeyArn

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason

    domain: Domain
}

/// What a list tells of a dataset group.
structure DatasetGroupSummary {
    name: Name

    datasetGroupArn: Arn

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason

    domain: Domain
}

/// What a dataset group is for, when it is not a custom one.
enum Domain {
    /// A shop.
    ECOMMERCE
    /// A catalogue of videos.
    VIDEO_ON_DEMAND
}

@length(max: 100)
list DatasetGroups {
    member: DatasetGroupSummary
}
