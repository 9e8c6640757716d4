import ControlPlane
import PersonalizeAPI
import Platform
import Store
import Testing

/// A tenant with resources put straight into the store, as if they had been made long ago.
struct Scene {
  let world: World
  let domain: Domain?
  let recipe: String

  init(domain: Domain? = nil, recipe: String = "aws-user-personalization") throws {
    world = try World()
    self.domain = domain
    self.recipe = "arn:aws:personalize:::recipe/\(recipe)"
  }

  static let role = "arn:aws:iam::111122223333:role/Personalize"
  static let input = S3DataConfig(path: "s3://bucket/in/")
  static let output = S3DataConfig(path: "s3://bucket/out/")

  func arn(_ kind: ResourceKind, _ type: DatasetType = .interactions, of solution: String = "s")
    -> String
  {
    let path =
      switch kind {
      case .schema: "schema/\(type.schemaName)"
      case .datasetGroup: "dataset-group/shop"
      case .dataset: "dataset/shop/\(type.rawValue)"
      case .eventTracker: "event-tracker/0123abcd"
      case .solution: "solution/\(solution)"
      case .solutionVersion: "solution/\(solution)/0123abcd"
      default: "\(kind.rawValue)/it"
      }
    return "arn:aws:personalize:us-east-1:111122223333:\(path)"
  }

  /// Puts a resource in, with what it belongs to; one that is there stays as it is.
  @discardableResult
  func add(
    _ kind: ResourceKind, _ status: Status = .active, type: DatasetType = .interactions,
    of solution: String = "s", serving served: String = "s"
  ) throws -> String {
    let arn = arn(kind, type, of: solution)
    guard try world.status(arn) == nil else { return arn }
    var parent: String?
    if let kind = Lifecycle.of(kind).listParent { parent = try add(kind, type: type, of: solution) }
    var references: [String] = []
    switch kind {
    case .dataset: references = [try add(.schema, type: type)]
    case .campaign: references = [try add(.solutionVersion, of: served)]
    case .batchInferenceJob, .batchSegmentJob:
      references = [try add(.solutionVersion), try add(.filter)]
    default: break
    }
    let isTop = kind == .schema || kind == .datasetGroup
    let resource = Resource(
      kind: kind, arn: arn, name: String(arn.split(separator: "/").last ?? ""),
      groupARN: isTop ? nil : self.arn(.datasetGroup), parentARN: parent, status: status,
      createdAt: world.clock.now(), body: body(of: kind, arn, type, served))
    try world.tenant.transaction { try $0.insert(resource, references: references) }
    return arn
  }

  private func body(
    of kind: ResourceKind, _ arn: String, _ type: DatasetType, _ served: String
  ) -> [UInt8] {
    let group = self.arn(.datasetGroup)
    switch kind {
    case .schema: return DatasetSchema(schema: Self.schema(type), domain: domain).encoded()
    case .datasetGroup: return DatasetGroup(datasetGroupArn: arn, domain: domain).encoded()
    case .dataset:
      return Dataset(
        datasetArn: arn, datasetGroupArn: group, datasetType: type.rawValue,
        schemaArn: self.arn(.schema, type)
      ).encoded()
    case .solution: return Solution(recipeArn: recipe, datasetGroupArn: group).encoded()
    case .solutionVersion:
      return SolutionVersion(recipeArn: recipe, trainingMode: .full).encoded()
    case .campaign:
      return Campaign(solutionVersionArn: self.arn(.solutionVersion, of: served)).encoded()
    case .recommender: return Recommender(datasetGroupArn: group, recipeArn: recipe).encoded()
    default: return Array("{}".utf8)
    }
  }

  static func schema(_ type: DatasetType) -> String {
    switch type {
    case .interactions: SchemaText.interactions
    case .items: SchemaText.items
    case .users: SchemaText.users
    case .actions:
      SchemaText.record(
        "Actions",
        #"{"name":"ACTION_ID","type":"string"},{"name":"VALUE","type":["long","null"]}"#)
    case .actionInteractions:
      SchemaText.record(
        "ActionInteractions",
        #"{"name":"USER_ID","type":"string"},{"name":"ACTION_ID","type":"string"},"#
          + #"{"name":"EVENT_TYPE","type":"string"},{"name":"TIMESTAMP","type":"long"}"#)
    }
  }

  func remove(_ arn: String) throws {
    try world.tenant.transaction { database in
      if let resource = try database.resource(arn) { try database.remove(resource) }
    }
  }

  /// The resource anew, in a state.
  func renew(
    _ kind: ResourceKind, _ status: Status = .active, type: DatasetType = .interactions
  ) throws {
    try remove(arn(kind, type))
    try add(kind, status, type: type)
  }
}
