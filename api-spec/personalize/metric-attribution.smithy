$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Starts to measure what recommendations bring about, by metrics over events.
///
/// A group has one metric attribution at most.
operation CreateMetricAttribution {
    input: CreateMetricAttributionRequest
    output: CreateMetricAttributionResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceAlreadyExistsException
        ResourceInUseException
        LimitExceededException
    ]
}

/// What a metric attribution is to be.
structure CreateMetricAttributionRequest {
    @required
    name: Name

    @required
    datasetGroupArn: Arn

    @required
    metrics: MetricAttributes

    @required
    metricsOutputConfig: MetricAttributionOutput
}

/// The metric attribution that is being created.
structure CreateMetricAttributionResponse {
    metricAttributionArn: Arn
}

/// Tells about a metric attribution and its state.
operation DescribeMetricAttribution {
    input: DescribeMetricAttributionRequest
    output: DescribeMetricAttributionResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which metric attribution to tell about.
structure DescribeMetricAttributionRequest {
    @required
    metricAttributionArn: Arn
}

/// The metric attribution.
structure DescribeMetricAttributionResponse {
    metricAttribution: MetricAttribution
}

/// Lists the metrics of a metric attribution.
@idempotent
operation ListMetricAttributionMetrics {
    input: ListMetricAttributionMetricsRequest
    output: ListMetricAttributionMetricsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Whose metrics to list, and how many.
structure ListMetricAttributionMetricsRequest {
    metricAttributionArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of metric attribution metrics.
structure ListMetricAttributionMetricsResponse {
    metrics: MetricAttributes

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Lists metric attributions, of one dataset group if asked.
@idempotent
operation ListMetricAttributions {
    input: ListMetricAttributionsRequest
    output: ListMetricAttributionsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which metric attributions to list, and how many.
structure ListMetricAttributionsRequest {
    datasetGroupArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of metric attributions.
structure ListMetricAttributionsResponse {
    metricAttributions: MetricAttributions

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Adds and removes metrics, or changes where reports go.
operation UpdateMetricAttribution {
    input: UpdateMetricAttributionRequest
    output: UpdateMetricAttributionResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
        ResourceAlreadyExistsException
    ]
}

/// What to change in which metric attribution.
structure UpdateMetricAttributionRequest {
    addMetrics: MetricAttributes
    removeMetrics: MetricAttributesNamesList
    metricsOutputConfig: MetricAttributionOutput
    metricAttributionArn: Arn
}

/// The metric attribution that is being changed.
structure UpdateMetricAttributionResponse {
    metricAttributionArn: Arn
}

/// Deletes a metric attribution; reports already written stay.
@idempotent
operation DeleteMetricAttribution {
    input: DeleteMetricAttributionRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which metric attribution to delete.
structure DeleteMetricAttributionRequest {
    @required
    metricAttributionArn: Arn
}

/// A metric: an expression over the events of one type.
structure MetricAttribute {
    @required
    eventType: EventType

    /// How the metric is called in reports.
    @required
    metricName: MetricName

    /// `SUM(Items.COLUMN)`, `SUM(Interactions.COLUMN)` or `SAMPLECOUNT()`.
    @required
    expression: MetricExpression
}

/// What measures the effect of recommendations in a dataset group.
structure MetricAttribution {
    name: Name

    metricAttributionArn: Arn

    datasetGroupArn: Arn

    metricsOutputConfig: MetricAttributionOutput

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason
}

/// Where reports of metrics are written.
structure MetricAttributionOutput {
    s3DataDestination: S3DataConfig

    @required
    roleArn: RoleArn
}

/// What a list tells of a metric attribution.
structure MetricAttributionSummary {
    name: Name

    metricAttributionArn: Arn

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason
}

@length(max: 10)
list MetricAttributes {
    member: MetricAttribute
}

@length(max: 10)
list MetricAttributesNamesList {
    member: MetricName
}

@length(max: 100)
list MetricAttributions {
    member: MetricAttributionSummary
}

@length(max: 256)
string MetricExpression
