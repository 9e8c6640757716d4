package import PersonalizeAPI
import Platform
import Store

extension ControlPlane {
  package func createDataset(
    _ request: CreateDatasetRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateDatasetResponse {
    guard let type = DatasetType(requested: request.datasetType) else {
      throw .invalid(
        "\(request.datasetType) is no type of dataset. It must be one of Interactions, Items, "
          + "Users, Actions, Action_Interactions.")
    }
    let groupResource = try context.find(.datasetGroup, request.datasetGroupArn)
    let schemaResource = try context.find(.schema, request.schemaArn)
    try context.check(groupResource, schemaResource, allowCreateOf: .dataset)
    let group = try DatasetGroup(groupResource)
    try checkFit(of: DatasetSchema(schemaResource), for: type, in: group)
    let arn = context.arn(.dataset, "\(groupResource.name)/\(type.rawValue)")
    try context.create(
      Dataset(
        name: request.name, datasetArn: arn, datasetGroupArn: request.datasetGroupArn,
        datasetType: type.rawValue, schemaArn: request.schemaArn,
        trackingId: type == .actionInteractions ? context.identifiers.uuid() : nil),
      arn: arn, name: request.name, group: request.datasetGroupArn,
      parent: request.datasetGroupArn, references: [request.schemaArn], tags: request.tags)
    return CreateDatasetResponse(datasetArn: arn)
  }

  private func checkFit(
    of schema: DatasetSchema, for type: DatasetType, in group: DatasetGroup
  ) throws(ServiceError) {
    let parsed = try AvroSchema(accepted: schema.schema ?? "")
    let arn = schema.schemaArn ?? ""
    guard parsed.datasetType == type else {
      throw .invalid(
        "The schema \(arn) has the name \(parsed.name). A \(type.rawValue) dataset needs a schema "
          + "with the name \(type.schemaName).")
    }
    guard schema.domain == group.domain else {
      throw .invalid(
        "The schema \(arn) has \(name(of: schema.domain)) and the dataset group "
          + "\(group.datasetGroupArn ?? "") has \(name(of: group.domain)). Use a schema created "
          + "with \(name(of: group.domain)).")
    }
  }

  private func name(of domain: Domain?) -> String {
    domain.map { "the domain \($0.rawValue)" } ?? "no domain"
  }

  package func describeDataset(
    _ request: DescribeDatasetRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeDatasetResponse {
    DescribeDatasetResponse(dataset: try context.describe(request.datasetArn))
  }

  package func listDatasets(
    _ request: ListDatasetsRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListDatasetsResponse {
    let page = try context.list(
      parent: request.datasetGroupArn, nextToken: request.nextToken,
      maxResults: request.maxResults
    ) { (dataset: Dataset) in
      DatasetSummary(
        name: dataset.name, datasetArn: dataset.datasetArn, datasetType: dataset.datasetType,
        status: dataset.status, creationDateTime: dataset.creationDateTime,
        lastUpdatedDateTime: dataset.lastUpdatedDateTime)
    }
    return ListDatasetsResponse(datasets: page.elements, nextToken: page.nextToken)
  }

  package func updateDataset(
    _ request: UpdateDatasetRequest, _ context: ControlContext
  ) throws(ServiceError) -> UpdateDatasetResponse {
    let resource = try context.find(.dataset, request.datasetArn)
    let schemaResource = try context.find(.schema, request.schemaArn)
    var dataset = try Dataset(resource)
    try context.checkUpdatable(resource, dataset)
    let group = try DatasetGroup(context.find(.datasetGroup, dataset.datasetGroupArn ?? ""))
    let new = try DatasetSchema(schemaResource)
    let current = try context.schema(ofDataset: resource)
    try checkFit(of: new, for: resource.datasetType ?? .items, in: group)
    try SchemaEvolution(
      from: current, to: AvroSchema(accepted: new.schema ?? ""), arn: schemaResource.arn
    ).check()
    let now = context.clock.now()
    dataset.latestDatasetUpdate = DatasetUpdateSummary(
      schemaArn: schemaResource.arn, status: Dataset.beginningUpdate, creationDateTime: now,
      lastUpdatedDateTime: now)
    let schemas = [dataset.schemaArn, schemaResource.arn].compactMap(\.self)
    try context.update(resource, references: schemas, dataset)
    return UpdateDatasetResponse(datasetArn: resource.arn)
  }

  package func deleteDataset(
    _ request: DeleteDatasetRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(Dataset.self, request.datasetArn)
  }
}
