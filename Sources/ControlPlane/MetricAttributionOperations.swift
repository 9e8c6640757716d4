package import PersonalizeAPI

extension ControlPlane {
  package func createMetricAttribution(
    _ request: CreateMetricAttributionRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateMetricAttributionResponse {
    throw .unavailable("CreateMetricAttribution")
  }

  package func updateMetricAttribution(
    _ request: UpdateMetricAttributionRequest, _ context: ControlContext
  ) throws(ServiceError) -> UpdateMetricAttributionResponse {
    throw .unavailable("UpdateMetricAttribution")
  }

  package func describeMetricAttribution(
    _ request: DescribeMetricAttributionRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeMetricAttributionResponse {
    DescribeMetricAttributionResponse(
      metricAttribution: try context.describe(request.metricAttributionArn))
  }

  package func listMetricAttributions(
    _ request: ListMetricAttributionsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListMetricAttributionsResponse {
    let page = try context.list(
      parent: request.datasetGroupArn, nextToken: request.nextToken,
      maxResults: request.maxResults
    ) { (attribution: MetricAttribution) in
      MetricAttributionSummary(
        name: attribution.name, metricAttributionArn: attribution.metricAttributionArn,
        status: attribution.status, creationDateTime: attribution.creationDateTime,
        lastUpdatedDateTime: attribution.lastUpdatedDateTime,
        failureReason: attribution.failureReason)
    }
    return ListMetricAttributionsResponse(
      metricAttributions: page.elements, nextToken: page.nextToken)
  }

  package func listMetricAttributionMetrics(
    _ request: ListMetricAttributionMetricsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListMetricAttributionMetricsResponse {
    let page: Page<MetricAttribute> = try context.page(
      of: [], list: "metric", filter: request.metricAttributionArn,
      nextToken: request.nextToken, maxResults: request.maxResults, name: \.metricName)
    return ListMetricAttributionMetricsResponse(
      metrics: page.elements, nextToken: page.nextToken)
  }

  package func deleteMetricAttribution(
    _ request: DeleteMetricAttributionRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(MetricAttribution.self, request.metricAttributionArn)
  }
}
