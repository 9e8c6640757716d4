$version: "2"

namespace com.amazonaws.personalize

use aws.api#service
use aws.auth#sigv4
use aws.protocols#awsJson1_1
use com.amazonaws.personalize.common#ErrorMessage

/// The control plane of Amazon Personalize: data, models and what serves them.
@service(sdkId: "Personalize", arnNamespace: "personalize", endpointPrefix: "personalize")
@sigv4(name: "personalize")
@awsJson1_1
service AmazonPersonalize {
    version: "2018-05-22"
    operations: [
        CreateBatchInferenceJob
        CreateBatchSegmentJob
        CreateCampaign
        CreateDataDeletionJob
        CreateDataset
        CreateDatasetExportJob
        CreateDatasetGroup
        CreateDatasetImportJob
        CreateEventTracker
        CreateFilter
        CreateMetricAttribution
        CreateRecommender
        CreateSchema
        CreateSolution
        CreateSolutionVersion
        DeleteCampaign
        DeleteDataset
        DeleteDatasetGroup
        DeleteEventTracker
        DeleteFilter
        DeleteMetricAttribution
        DeleteRecommender
        DeleteSchema
        DeleteSolution
        DescribeAlgorithm
        DescribeBatchInferenceJob
        DescribeBatchSegmentJob
        DescribeCampaign
        DescribeDataDeletionJob
        DescribeDataset
        DescribeDatasetExportJob
        DescribeDatasetGroup
        DescribeDatasetImportJob
        DescribeEventTracker
        DescribeFeatureTransformation
        DescribeFilter
        DescribeMetricAttribution
        DescribeRecipe
        DescribeRecommender
        DescribeSchema
        DescribeSolution
        DescribeSolutionVersion
        GetSolutionMetrics
        ListBatchInferenceJobs
        ListBatchSegmentJobs
        ListCampaigns
        ListDataDeletionJobs
        ListDatasetExportJobs
        ListDatasetGroups
        ListDatasetImportJobs
        ListDatasets
        ListEventTrackers
        ListFilters
        ListMetricAttributionMetrics
        ListMetricAttributions
        ListRecipes
        ListRecommenders
        ListSchemas
        ListSolutionVersions
        ListSolutions
        ListTagsForResource
        StartRecommender
        StopRecommender
        StopSolutionVersionCreation
        TagResource
        UntagResource
        UpdateCampaign
        UpdateDataset
        UpdateMetricAttribution
        UpdateRecommender
        UpdateSolution
    ]
}

/// A member of the request has a value that cannot be used.
@error("client")
@httpError(400)
structure InvalidInputException {
    message: ErrorMessage
}

/// The token belongs to no list, or to another one.
@error("client")
@httpError(400)
structure InvalidNextTokenException {
    message: ErrorMessage
}

/// A quota does not allow more of these.
@error("client")
@httpError(400)
structure LimitExceededException {
    message: ErrorMessage
}

/// There is a resource of that name already.
@error("client")
@httpError(400)
structure ResourceAlreadyExistsException {
    message: ErrorMessage
}

/// The resource is in a state, or has dependents, that do not allow this.
@error("client")
@httpError(400)
structure ResourceInUseException {
    message: ErrorMessage
}

/// There is no such resource.
@error("client")
@httpError(400)
structure ResourceNotFoundException {
    message: ErrorMessage
}

/// The request names more keys than a resource can have tags.
@error("client")
@httpError(400)
structure TooManyTagKeysException {
    message: ErrorMessage
}

/// The resource would have more than 50 tags.
@error("client")
@httpError(400)
structure TooManyTagsException {
    message: ErrorMessage
}
