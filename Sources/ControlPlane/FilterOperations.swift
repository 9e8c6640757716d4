package import PersonalizeAPI
import Store

extension ControlPlane {
  package func createFilter(
    _ request: CreateFilterRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateFilterResponse {
    let group = try context.find(.datasetGroup, request.datasetGroupArn)
    try context.check(group, allowCreateOf: .filter)
    try FilterRules(group: group.arn, context: context).check(request.filterExpression)
    let arn = context.arn(.filter, request.name)
    try context.create(
      Filter(
        name: request.name, filterArn: arn, datasetGroupArn: group.arn,
        filterExpression: request.filterExpression),
      arn: arn, name: request.name, group: group.arn, parent: group.arn, tags: request.tags)
    return CreateFilterResponse(filterArn: arn)
  }

  package func describeFilter(
    _ request: DescribeFilterRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeFilterResponse {
    DescribeFilterResponse(filter: try context.describe(request.filterArn))
  }

  package func listFilters(
    _ request: ListFiltersRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListFiltersResponse {
    let page = try context.list(
      parent: request.datasetGroupArn, nextToken: request.nextToken,
      maxResults: request.maxResults
    ) { (filter: Filter) in
      FilterSummary(
        name: filter.name, filterArn: filter.filterArn,
        creationDateTime: filter.creationDateTime,
        lastUpdatedDateTime: filter.lastUpdatedDateTime,
        datasetGroupArn: filter.datasetGroupArn, failureReason: filter.failureReason,
        status: filter.status)
    }
    return ListFiltersResponse(filters: page.elements, nextToken: page.nextToken)
  }

  package func deleteFilter(
    _ request: DeleteFilterRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(Filter.self, request.filterArn)
  }
}
