import PersonalizeAPI
import Store

extension EvaluationPlan {
  /// Looks up what is to be evaluated in a data folder, which a server may be working on: it is
  /// only read.
  ///
  /// - Parameter target: an ARN, or the name of a dataset group.
  package static func find(
    _ target: String, inData directory: String, options: Options = Options()
  ) throws -> EvaluationPlan {
    let asked = ARN(target)
    var found: [(resource: Resource, key: TenantKey)] = []
    for key in Store.tenantKeys(in: directory) {
      if let asked, asked.account != key.account || asked.region != key.region { continue }
      let arn = asked?.description ?? groupARN(named: target, key)
      let database = try ControlDatabase.reading(dataDirectory: directory, tenant: key)
      if let resource = try database.resource(arn) { found.append((resource, key)) }
    }
    guard let first = found.first else { throw EvaluationError.unknown(target) }
    guard found.count == 1 else {
      throw EvaluationError.ambiguous(target, found.map(\.resource.arn))
    }
    return try EvaluationPlan(
      first.resource,
      in: ControlDatabase.reading(dataDirectory: directory, tenant: first.key),
      tenantDirectory: Store.tenantDirectory(in: directory, first.key), options: options)
  }

  private static func groupARN(named name: String, _ key: TenantKey) -> String {
    "arn:aws:personalize:\(key.region):\(key.account):dataset-group/\(name)"
  }
}
