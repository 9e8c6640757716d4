extension ControlDatabase {
  /// What goes away together with a resource, by the lifecycle table: children before parents,
  /// without the resource itself.
  package func dependents(of resource: Resource) throws -> [Resource] {
    var dependents: [Resource] = []
    for kind in Lifecycle.of(resource.kind).cascades {
      for child in try list(kind, parent: resource.arn, limit: .max) {
        dependents += try self.dependents(of: child)
        dependents.append(child)
      }
    }
    return dependents
  }

  /// The first resource that forbids a change of `resource`, by the rules for that change in the
  /// lifecycle table.
  ///
  /// For a dataset its type is to be given: some rules hold for some types only.
  package func blocker(
    of resource: Resource, by refusals: [Lifecycle.Refusal], datasetType: DatasetType?
  ) throws -> Resource? {
    for refusal in refusals {
      if let datasetType, !refusal.datasetTypes.contains(datasetType) { continue }
      let candidates = try candidates(of: refusal, for: resource)
      if let found = candidates.first(where: { refusal.states.contains($0.status) }) {
        return found
      }
    }
    return nil
  }

  private func candidates(
    of refusal: Lifecycle.Refusal, for resource: Resource
  ) throws -> [Resource] {
    switch refusal.relation {
    case .child:
      return try list(refusal.kind, parent: resource.arn, limit: .max)
    case .inGroup:
      return try resources(refusal.kind, inGroup: resource.groupARN ?? resource.arn)
    case .reference:
      return try referrers(to: resource.arn).filter { $0.kind == refusal.kind }
    case .referenceToChild(let childKind):
      return try list(childKind, parent: resource.arn, limit: .max).flatMap { child in
        try referrers(to: child.arn).filter { $0.kind == refusal.kind }
      }
    }
  }
}
