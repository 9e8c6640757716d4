package import PersonalizeAPI
import Store

extension ControlPlane {
  package func createMetricAttribution(
    _ request: CreateMetricAttributionRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateMetricAttributionResponse {
    let group = try context.find(.datasetGroup, request.datasetGroupArn)
    try context.check(group, allowCreateOf: .metricAttribution)
    try MetricRules(group: group.arn, context: context).check(request.metrics)
    try check(request.metricsOutputConfig)
    let arn = context.arn(.metricAttribution, request.name)
    try context.create(
      MetricAttribution(
        name: request.name, metricAttributionArn: arn, datasetGroupArn: group.arn,
        metricsOutputConfig: request.metricsOutputConfig),
      arn: arn, name: request.name, group: group.arn, parent: group.arn)
    try context.setMetrics(request.metrics, of: arn)
    return CreateMetricAttributionResponse(metricAttributionArn: arn)
  }

  private func check(_ output: MetricAttributionOutput) throws(ServiceError) {
    if let path = output.s3DataDestination?.path { try StorageLocation.checkOutput(path) }
  }

  package func updateMetricAttribution(
    _ request: UpdateMetricAttributionRequest, _ context: ControlContext
  ) throws(ServiceError) -> UpdateMetricAttributionResponse {
    guard let arn = request.metricAttributionArn else {
      throw .invalid("A metricAttributionArn is required; ListMetricAttributions shows them.")
    }
    let resource = try context.find(.metricAttribution, arn)
    var attribution = try MetricAttribution(resource)
    try context.checkUpdatable(resource, attribution)
    let metrics = try context.metricAttributes(of: arn)
    let changed = try MetricRules(group: resource.groupARN ?? "", context: context).change(
      metrics, of: arn, adding: request.addMetrics ?? [], removing: request.removeMetrics ?? [])
    if let output = request.metricsOutputConfig {
      try check(output)
      attribution.metricsOutputConfig = output
    }
    try context.setMetrics(changed, of: arn)
    try context.update(resource, attribution)
    return UpdateMetricAttributionResponse(metricAttributionArn: arn)
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
    guard let arn = request.metricAttributionArn else {
      throw .invalid("A metricAttributionArn is required; ListMetricAttributions shows them.")
    }
    try context.checkParent(arn, is: .metricAttribution)
    let metrics = try context.metricAttributes(of: arn).sorted { $0.metricName < $1.metricName }
    let page = try context.page(
      of: metrics, list: "metric", filter: arn, nextToken: request.nextToken,
      maxResults: request.maxResults, name: \.metricName)
    return ListMetricAttributionMetricsResponse(
      metrics: page.elements, nextToken: page.nextToken)
  }

  package func deleteMetricAttribution(
    _ request: DeleteMetricAttributionRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(MetricAttribution.self, request.metricAttributionArn)
  }
}

extension ControlContext {
  /// The metrics of an attribution; empty when there is none of that ARN.
  fileprivate func metricAttributes(of arn: String) throws(ServiceError) -> [MetricAttribute] {
    try storing {
      guard let stored = try database.attachment(.metricAttributes, of: arn) else { return [] }
      return try ListMetricAttributionMetricsResponse.decode(stored).metrics ?? []
    }
  }

  fileprivate func setMetrics(
    _ metrics: [MetricAttribute], of arn: String
  ) throws(ServiceError) {
    try storing {
      try database.attach(
        .metricAttributes, to: arn,
        body: ListMetricAttributionMetricsResponse(metrics: metrics).encoded())
    }
  }
}
