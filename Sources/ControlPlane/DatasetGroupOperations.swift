package import PersonalizeAPI
import Store

extension ControlPlane {
  package func createDatasetGroup(
    _ request: CreateDatasetGroupRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateDatasetGroupResponse {
    if request.kmsKeyArn != nil, request.roleArn == nil {
      throw .invalid("A kmsKeyArn needs a roleArn whose role may use the key: give both.")
    }
    if request.roleArn != nil, request.kmsKeyArn == nil {
      throw .invalid("A roleArn is only accepted together with a kmsKeyArn: give both or neither.")
    }
    let arn = context.arn(.datasetGroup, request.name)
    try context.create(
      DatasetGroup(
        name: request.name, datasetGroupArn: arn, roleArn: request.roleArn,
        kmsKeyArn: request.kmsKeyArn, domain: request.domain),
      arn: arn, name: request.name, tags: request.tags)
    return CreateDatasetGroupResponse(datasetGroupArn: arn, domain: request.domain)
  }

  package func describeDatasetGroup(
    _ request: DescribeDatasetGroupRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeDatasetGroupResponse {
    DescribeDatasetGroupResponse(datasetGroup: try context.describe(request.datasetGroupArn))
  }

  package func listDatasetGroups(
    _ request: ListDatasetGroupsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListDatasetGroupsResponse {
    let page = try context.list(nextToken: request.nextToken, maxResults: request.maxResults) {
      (group: DatasetGroup) in
      DatasetGroupSummary(
        name: group.name, datasetGroupArn: group.datasetGroupArn, status: group.status,
        creationDateTime: group.creationDateTime,
        lastUpdatedDateTime: group.lastUpdatedDateTime, failureReason: group.failureReason,
        domain: group.domain)
    }
    return ListDatasetGroupsResponse(datasetGroups: page.elements, nextToken: page.nextToken)
  }

  package func deleteDatasetGroup(
    _ request: DeleteDatasetGroupRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(DatasetGroup.self, request.datasetGroupArn)
  }
}
