$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Adds a dataset of one type to a dataset group, with the schema that its rows will have.
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

/// What a dataset is to be.
structure CreateDatasetRequest {
    @required
    name: Name

    @required
    schemaArn: Arn

    @required
    datasetGroupArn: Arn

    /// Interactions, Items, Users, Actions or Action_Interactions, in any case.
    @required
    datasetType: DatasetType

    tags: Tags
}

/// The dataset that is being created.
structure CreateDatasetResponse {
    datasetArn: Arn
}

/// Tells about a dataset and its state.
@idempotent
operation DescribeDataset {
    input: DescribeDatasetRequest
    output: DescribeDatasetResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which dataset to tell about.
structure DescribeDatasetRequest {
    @required
    datasetArn: Arn
}

/// The dataset.
structure DescribeDatasetResponse {
    dataset: Dataset
}

/// Lists datasets, of one dataset group if asked.
@idempotent
operation ListDatasets {
    input: ListDatasetsRequest
    output: ListDatasetsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which datasets to list, and how many.
structure ListDatasetsRequest {
    datasetGroupArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of datasets.
structure ListDatasetsResponse {
    datasets: Datasets

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Gives a dataset another schema, which may only add to the old one.
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

/// What to change in which dataset.
structure UpdateDatasetRequest {
    @required
    datasetArn: Arn

    @required
    schemaArn: Arn
}

/// The dataset that is being changed.
structure UpdateDatasetResponse {
    datasetArn: Arn
}

/// Deletes a dataset with its rows.
///
/// It is refused while something is made from the dataset or is running on it.
@idempotent
operation DeleteDataset {
    input: DeleteDatasetRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which dataset to delete.
structure DeleteDatasetRequest {
    @required
    datasetArn: Arn
}

/// A table of one type in a dataset group.
structure Dataset {
    name: Name

    datasetArn: Arn

    datasetGroupArn: Arn

    datasetType: DatasetType

    schemaArn: Arn

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Absent until the schema is changed for the first time.
    latestDatasetUpdate: DatasetUpdateSummary

    /// For streaming action interactions; only of a dataset of that type.
    trackingId: TrackingId
}

/// What a list tells of a dataset.
structure DatasetSummary {
    name: Name
    datasetArn: Arn
    datasetType: DatasetType
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
}

/// The latest change of a dataset's schema.
structure DatasetUpdateSummary {
    schemaArn: Arn

    status: Status

    /// Why it failed; only then.
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
