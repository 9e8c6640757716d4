import PersonalizeAPI
import Platform
import Store

/// What every family does the same way, by the lifecycle table.
extension ControlContext {
  /// The resource of an ARN, which must be of the kind.
  func find(_ kind: ResourceKind, _ arn: String) throws(ServiceError) -> Resource {
    guard ResourceARN(arn)?.kind == kind else {
      throw .invalid(
        "\(arn) is not the ARN of a \(Lifecycle.of(kind).noun). Such an ARN looks like "
          + "\(self.arn(kind, kind == .solutionVersion ? "NAME/ID" : "NAME")).")
    }
    guard let resource = try storing({ try database.resource(arn) }) else { throw .notFound(arn) }
    return resource
  }

  /// Checks that a create of `kind` may refer to `resources` in the states they are in.
  func check(_ resources: Resource..., allowCreateOf kind: ResourceKind) throws(ServiceError) {
    let lifecycle = Lifecycle.of(kind)
    for resource in resources {
      guard let accepted = lifecycle.acceptedStates(of: resource.kind),
        !accepted.contains(resource.status)
      else { continue }
      throw .wrongState(
        of: resource, required: accepted, to: "before a \(lifecycle.noun) can be created for it")
    }
  }

  func describe<Body: ResourceBody>(_ arn: String) throws(ServiceError) -> Body {
    try Body(find(Body.kind, arn))
  }

  /// Stores a new resource and queues the work that follows.
  ///
  /// - Throws: when its ARN is taken, a quota is reached, or the tags are not acceptable.
  func create<Body: ResourceBody>(
    _ body: Body, arn: String, name: String, group: String? = nil, parent: String? = nil,
    references: [String] = [], tags: [Tag]? = nil
  ) throws(ServiceError) {
    let lifecycle = Lifecycle.of(Body.kind)
    try check(tags: tags ?? [])
    try storing {
      guard try database.resource(arn) == nil else { throw ServiceError.alreadyExists(arn) }
      if lifecycle.isSingleInGroup, let group,
        let other = try database.resources(Body.kind, inGroup: group).first
      {
        throw ServiceError.alreadyExists(other.arn)
      }
      try checkQuotas(of: Body.kind, group: group)
      let resource = Resource(
        kind: Body.kind, arn: arn, name: name, groupARN: group, parentARN: parent,
        status: lifecycle.initialStatus, createdAt: clock.now(), body: body.stored)
      try database.insert(resource, references: references)
      for tag in tags ?? [] {
        try database.setTag(of: arn, key: tag.tagKey, value: tag.tagValue)
      }
      if let job = lifecycle.creationJob {
        try database.enqueue(job, on: arn, notBefore: clock.now())
      }
    }
  }

  private func checkQuotas(of kind: ResourceKind, group: String?) throws {
    for quota in Lifecycle.of(kind).quotas {
      let limit = limits[quota.name]
      let count = try database.count(
        kind, inGroup: quota.scope == .group ? group : nil, statuses: quota.states)
      if count >= limit { throw ServiceError.limitExceeded(quota, limit) }
    }
  }

  /// Deletes a resource, or starts to.
  func delete<Body: ResourceBody>(
    _ type: Body.Type, _ arn: String
  ) throws(ServiceError) {
    let resource = try find(Body.kind, arn)
    guard let deletion = Lifecycle.of(Body.kind).deletion else {
      throw .invalid("\(Lifecycle.of(Body.kind).noun) \(arn) cannot be deleted.")
    }
    guard deletion.from.contains(resource.status) else {
      throw .wrongState(of: resource, required: deletion.from, to: "to be deleted")
    }
    let body = try Body(resource)
    if body.isUpdating { throw .updating(resource, to: "before deleting it") }
    let type = (body as? Dataset)?.datasetType.flatMap(DatasetType.init(requested:))
    try storing {
      if let blocker = try database.blocker(of: resource, datasetType: type) {
        throw ServiceError.blocked(resource, by: blocker)
      }
      guard let job = deletion.job else { return try database.remove(resource) }
      try database.setStatus(of: arn, to: .deletePending, at: clock.now())
      try database.enqueue(job, on: arn, notBefore: clock.now())
    }
  }

  /// Begins an update: `change` puts its summary into the body, with the status and times given.
  func update<Body: ResourceBody>(
    _ resource: Resource, references: [String]? = nil, _ body: Body
  ) throws(ServiceError) {
    try storing {
      var changed = resource
      changed.body = body.stored
      changed.updatedAt = clock.now()
      try database.update(changed)
      if let references { try database.setReferences(of: resource.arn, to: references) }
      try database.enqueue(.update, on: resource.arn, notBefore: clock.now())
    }
  }

  /// Checks that an update of a resource may start.
  func checkUpdatable<Body: ResourceBody>(
    _ resource: Resource, _ body: Body
  ) throws(ServiceError) {
    let accepted = Lifecycle.of(Body.kind).update?.from ?? []
    guard accepted.contains(resource.status) else {
      throw .wrongState(of: resource, required: accepted, to: "to be updated")
    }
    if body.isUpdating { throw .updating(resource, to: "before updating it again") }
  }
}
