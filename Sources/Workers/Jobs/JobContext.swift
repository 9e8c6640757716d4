import PersonalizeAPI
import Platform
import Store

/// What the preparation of a job looks things up in: inside one transaction.
struct JobContext {
  let database: ControlDatabase
  let tenant: TenantStore
  let options: Supervisor.Options
  let now: Timestamp

  /// The rows of the dataset group that a resource belongs to.
  func group(of resource: Resource) throws -> GroupStore {
    guard let name = Self.groupName(of: resource) else {
      throw JobFailure(reason: "\(resource.arn) belongs to no dataset group.")
    }
    return try tenant.group(named: name)
  }

  /// The name of the dataset group that a resource belongs to, or is.
  static func groupName(of resource: Resource) -> String? {
    let arn = resource.kind == .datasetGroup ? resource.arn : resource.groupARN
    return arn.flatMap(ARN.init)?.resourceID
  }

  /// A dataset and the text of its schema.
  func dataset(_ arn: String) throws -> (Dataset, schema: String) {
    try Self.dataset(arn, database)
  }

  private static func dataset(
    _ arn: String, _ database: ControlDatabase
  ) throws -> (Dataset, schema: String) {
    guard let resource = try database.resource(arn) else {
      throw JobFailure(reason: "There is no dataset \(arn).")
    }
    let dataset = try Dataset.decode(resource.body)
    guard let schemaARN = dataset.schemaArn, let schema = try database.resource(schemaARN),
      let text = try DatasetSchema.decode(schema.body).schema
    else { throw JobFailure(reason: "The dataset \(arn) has no schema.") }
    return (dataset, text)
  }

  /// The texts of the schemas of all datasets in a resource's group, by type.
  func schemas(inGroupOf resource: Resource) throws -> [String: String] {
    try Self.schemas(inGroup: resource.groupARN ?? "", database)
  }

  /// The texts of the schemas of all datasets in a group, by type.
  static func schemas(
    inGroup group: String, _ database: ControlDatabase
  ) throws -> [String: String] {
    var schemas: [String: String] = [:]
    for found in try database.resources(.dataset, inGroup: group) {
      let (dataset, schema) = try dataset(found.arn, database)
      schemas[dataset.datasetType ?? ""] = schema
    }
    return schemas
  }
}
