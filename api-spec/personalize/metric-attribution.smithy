$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

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

structure CreateMetricAttributionResponse {
    metricAttributionArn: Arn
}

operation DescribeMetricAttribution {
    input: DescribeMetricAttributionRequest
    output: DescribeMetricAttributionResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeMetricAttributionRequest {
    @required
    metricAttributionArn: Arn
}

structure DescribeMetricAttributionResponse {
    metricAttribution: MetricAttribution
}

@idempotent
operation ListMetricAttributionMetrics {
    input: ListMetricAttributionMetricsRequest
    output: ListMetricAttributionMetricsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListMetricAttributionMetricsRequest {
    metricAttributionArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListMetricAttributionMetricsResponse {
    metrics: MetricAttributes
    nextToken: NextToken
}

@idempotent
operation ListMetricAttributions {
    input: ListMetricAttributionsRequest
    output: ListMetricAttributionsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListMetricAttributionsRequest {
    datasetGroupArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListMetricAttributionsResponse {
    metricAttributions: MetricAttributions
    nextToken: NextToken
}

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

structure UpdateMetricAttributionRequest {
    addMetrics: MetricAttributes
    removeMetrics: MetricAttributesNamesList
    metricsOutputConfig: MetricAttributionOutput
    metricAttributionArn: Arn
}

structure UpdateMetricAttributionResponse {
    metricAttributionArn: Arn
}

@idempotent
operation DeleteMetricAttribution {
    input: DeleteMetricAttributionRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure DeleteMetricAttributionRequest {
    @required
    metricAttributionArn: Arn
}

structure MetricAttribute {
    @required
    eventType: EventType

    @required
    metricName: MetricName

    @required
    expression: MetricExpression
}

structure MetricAttribution {
    name: Name
    metricAttributionArn: Arn
    datasetGroupArn: Arn
    metricsOutputConfig: MetricAttributionOutput
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
}

structure MetricAttributionOutput {
    s3DataDestination: S3DataConfig

    @required
    roleArn: RoleArn
}

structure MetricAttributionSummary {
    name: Name
    metricAttributionArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
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
