import PersonalizeAPI
import Platform
import Store

/// What every family does the same way, by the lifecycle table.
extension ControlContext {
  /// The resource of an ARN, which must be of the kind.
  func find(_ kind: ResourceKind, _ arn: String) throws(ServiceError) -> Resource {
    guard ResourceARN(arn)?.kind == kind else { throw notAnARN(arn, of: kind) }
    guard let resource = try storing({ try database.resource(arn) }) else { throw .notFound(arn) }
    return resource
  }

  func notAnARN(_ text: String, of kind: ResourceKind) -> ServiceError {
    .invalid(
      "\(text) is not the ARN of a \(Lifecycle.of(kind).noun). Such an ARN looks like "
        + "\(arn(kind, kind == .solutionVersion ? "NAME/ID" : "NAME")).")
  }

  /// Checks that a create of `kind` may refer to `resources`, as they are.
  func check(_ resources: Resource?..., allowCreateOf kind: ResourceKind) throws(ServiceError) {
    let lifecycle = Lifecycle.of(kind)
    for case let resource? in resources {
      guard let rule = lifecycle.requirements.first(where: { $0.kind == resource.kind }) else {
        continue
      }
      if let type = resource.datasetType, !rule.datasetTypes.contains(type) {
        throw .invalid(
          "The dataset \(resource.arn) is of the type \(type.rawValue). A \(lifecycle.noun) is for "
            + "datasets of type \(rule.datasetTypes.map(\.rawValue).joined(separator: ", ")).")
      }
      if rule.needsDomain, try DatasetGroup(resource).domain == nil {
        throw .invalid(
          "The dataset group \(resource.arn) has no domain. Use a domain-specific dataset group, "
            + "created with the domain ECOMMERCE or VIDEO_ON_DEMAND, to create the "
            + "\(lifecycle.noun).")
      }
      guard rule.states.contains(resource.status) else {
        throw .wrongState(
          of: resource, required: rule.states,
          to: "before a \(lifecycle.noun) can be created for it", rule.refusal)
      }
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
      let group = quota.scope == .group ? group : nil
      var count = try database.count(
        kind, inGroup: group, statuses: quota.states, upTo: limit)
      if count >= limit, kind == .dataDeletionJob {
        count = try countOwnDeletionJobs(in: group, statuses: quota.states)
      }
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
    if try Body(resource).isUpdating { throw .updating(resource, to: "before deleting it") }
    try storing {
      let blocker = try database.blocker(
        of: resource, by: deletion.refusals, datasetType: resource.datasetType)
      if let blocker { throw ServiceError.blocked(resource, by: blocker, from: "deleted") }
      guard let job = deletion.job else { return try database.remove(resource) }
      try database.setStatus(of: arn, to: .deletePending, at: clock.now())
      try database.enqueue(job, on: arn, notBefore: clock.now())
    }
  }

  /// Begins an update: `body` has its summary, or is what is to hold if the table says so.
  func update<Body: ResourceBody>(
    _ resource: Resource, references: [String]? = nil, _ body: Body
  ) throws(ServiceError) {
    try storing {
      var changed = resource
      changed.body = body.stored
      changed.updatedAt = clock.now()
      if let update = Lifecycle.of(Body.kind).update, update.isShownByResource {
        changed.status = update.initialStatus
      }
      try database.update(changed)
      if let references { try database.setReferences(of: resource.arn, to: references) }
      try database.enqueue(.update, on: resource.arn, notBefore: clock.now())
    }
  }

  /// Takes the step a verb means in the state the resource is in.
  func take<Body: ResourceBody>(
    _ verb: Lifecycle.Verb, _ type: Body.Type, _ arn: String
  ) throws(ServiceError) {
    let resource = try find(Body.kind, arn)
    let lifecycle = Lifecycle.of(Body.kind)
    guard let step = lifecycle.step(verb, from: resource.status) else {
      let from = lifecycle.steps.filter { $0.verb == verb }.map(\.from)
      throw .wrongState(of: resource, required: from, to: "to \(verb.rawValue)")
    }
    if try Body(resource).isUpdating {
      throw .updating(resource, to: "before you \(verb.rawValue) it")
    }
    try storing {
      if !step.to.isTransitional {
        for job in try database.jobs(on: arn) { try database.finishJob(job.id) }
      }
      try database.setStatus(of: arn, to: step.to, at: clock.now())
      if let job = step.job { try database.enqueue(job, on: arn, notBefore: clock.now()) }
    }
  }

  /// Checks that an update of a resource may start.
  func checkUpdatable<Body: ResourceBody>(
    _ resource: Resource, _ body: Body
  ) throws(ServiceError) {
    guard let update = Lifecycle.of(Body.kind).update else {
      throw .invalid("\(Lifecycle.of(Body.kind).noun) \(resource.arn) cannot be updated.")
    }
    if let type = resource.datasetType, !update.datasetTypes.contains(type) {
      throw .invalid(
        "The dataset \(resource.arn) is of the type \(type.rawValue). Only datasets of type "
          + "\(update.datasetTypes.map(\.rawValue).joined(separator: " or ")) can be updated.")
    }
    guard update.from.contains(resource.status) else {
      throw .wrongState(of: resource, required: update.from, to: "to be updated")
    }
    if body.isUpdating { throw .updating(resource, to: "before updating it again") }
    let blocker = try storing {
      try database.blocker(
        of: resource, by: update.refusals, datasetType: resource.datasetType)
    }
    if let blocker { throw .blocked(resource, by: blocker, from: "updated") }
  }

}

extension Resource {
  /// For a dataset: its type, which is the end of its ARN.
  var datasetType: DatasetType? {
    guard kind == .dataset, let slash = arn.lastIndex(of: "/") else { return nil }
    return DatasetType(rawValue: String(arn[arn.index(after: slash)...]))
  }
}
