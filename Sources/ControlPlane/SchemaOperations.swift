package import PersonalizeAPI
import Store

extension ControlPlane {
  package func createSchema(
    _ request: CreateSchemaRequest, _ context: ControlContext
  ) throws(ServiceError) -> CreateSchemaResponse {
    let schema = try AvroSchema(accepted: request.schema)
    try SchemaRules.check(schema, domain: request.domain)
    let arn = context.arn(.schema, request.name)
    try context.create(
      DatasetSchema(
        name: request.name, schemaArn: arn, schema: request.schema, domain: request.domain),
      arn: arn, name: request.name)
    return CreateSchemaResponse(schemaArn: arn)
  }

  package func describeSchema(
    _ request: DescribeSchemaRequest, _ context: ControlContext
  ) throws(ServiceError) -> DescribeSchemaResponse {
    DescribeSchemaResponse(schema: try context.describe(request.schemaArn))
  }

  package func listSchemas(
    _ request: ListSchemasRequest, _ context: ControlContext
  ) throws(ServiceError) -> ListSchemasResponse {
    let page = try context.list(nextToken: request.nextToken, maxResults: request.maxResults) {
      (schema: DatasetSchema) in
      DatasetSchemaSummary(
        name: schema.name, schemaArn: schema.schemaArn,
        creationDateTime: schema.creationDateTime,
        lastUpdatedDateTime: schema.lastUpdatedDateTime, domain: schema.domain)
    }
    return ListSchemasResponse(schemas: page.elements, nextToken: page.nextToken)
  }

  package func deleteSchema(
    _ request: DeleteSchemaRequest, _ context: ControlContext
  ) throws(ServiceError) {
    try context.delete(DatasetSchema.self, request.schemaArn)
  }
}

extension AvroSchema {
  /// Reads the schema of a request.
  init(accepted text: String) throws(ServiceError) {
    do {
      try self.init(parsing: text)
    } catch {
      throw .invalid(error.description)
    }
  }
}

extension ControlContext {
  /// The dataset of a type in a group, if there is one, with its schema.
  func dataset(
    _ type: DatasetType, inGroup groupARN: String
  ) throws(ServiceError) -> (resource: Resource, schema: AvroSchema)? {
    let found = try storing {
      try database.resources(.dataset, inGroup: groupARN)
        .first { $0.arn.hasSuffix("/\(type.rawValue)") }
    }
    guard let found else { return nil }
    return (found, try schema(ofDataset: found))
  }

  /// The parsed schema of a dataset.
  func schema(ofDataset resource: Resource) throws(ServiceError) -> AvroSchema {
    let dataset = try Dataset(resource)
    let schema: DatasetSchema = try describe(dataset.schemaArn ?? "")
    return try AvroSchema(accepted: schema.schema ?? "")
  }
}
