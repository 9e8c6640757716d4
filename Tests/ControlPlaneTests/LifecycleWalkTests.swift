import ControlPlane
import PersonalizeAPI
import Store
import Testing

/// The lifecycle table, walked through: every kind, every state a verb may meet, every rule.
@Suite struct LifecycleWalkTests {
  /// A scene in which a kind can be created.
  private func scene(for kind: ResourceKind) throws -> Scene {
    switch kind {
    case .recommender:
      try Scene(domain: .ecommerce, recipe: "aws-ecomm-popular-items-by-views")
    case .batchSegmentJob: try Scene(recipe: "aws-item-affinity")
    default: try Scene()
    }
  }

  // MARK: Creates

  @Test(arguments: ResourceKind.allCases)
  func `a create needs each thing it refers to, in an accepted state`(_ kind: ResourceKind) throws {
    let scene = try scene(for: kind)
    let lifecycle = Lifecycle.of(kind)
    for rule in lifecycle.requirements { try scene.add(rule.kind) }
    if [.filter, .metricAttribution, .recommender].contains(kind) { try scene.add(.dataset) }
    if lifecycle.requirements.contains(where: { $0.kind == .solutionVersion }) {
      try scene.add(.solution)
    }
    for rule in lifecycle.requirements {
      let needed = scene.arn(rule.kind)
      for status in Lifecycle.of(rule.kind).states {
        try scene.world.setStatus(needed, status)
        if rule.states.contains(status) {
          try createAndForget(kind, in: scene)
          continue
        }
        scene.world.refuse(rule.refusal, status.rawValue) { plane, context in
          try scene.create(kind, .interactions, nil, plane, context)
        }
      }
      try scene.world.setStatus(needed, .active)
      try scene.remove(needed)
      scene.world.refuse(.resourceNotFound, needed) { plane, context in
        try scene.create(kind, .interactions, nil, plane, context)
      }
      try scene.add(rule.kind)
    }
    try createAndForget(kind, in: scene)
  }

  private func createAndForget(_ kind: ResourceKind, in scene: Scene) throws {
    let lifecycle = Lifecycle.of(kind)
    let arn = try #require(try scene.create(kind))
    #expect(try scene.world.status(arn) == lifecycle.initialStatus)
    #expect(try scene.world.jobs(arn) == [lifecycle.creationJob].compactMap(\.self))
    try scene.remove(arn)
  }

  @Test(arguments: ResourceKind.allCases)
  func `a create is for the dataset types and groups the table names`(_ kind: ResourceKind) throws {
    for rule in Lifecycle.of(kind).requirements {
      if rule.kind == .dataset {
        for type in DatasetType.allCases {
          let scene = try Scene()
          try scene.add(.dataset, type: type)
          if rule.datasetTypes.contains(type) {
            #expect(try scene.create(kind, type: type) != nil)
          } else {
            scene.world.refuse(.invalidInput, type.rawValue) { plane, context in
              try scene.create(kind, type, nil, plane, context)
            }
          }
        }
      }
      if rule.needsDomain {
        let scene = try Scene(recipe: "aws-ecomm-popular-items-by-views")
        try scene.add(.dataset)
        scene.world.refuse(.invalidInput, "domain-specific dataset group") { plane, context in
          try scene.create(kind, .interactions, nil, plane, context)
        }
      }
    }
  }

  @Test(arguments: ResourceKind.allCases.filter { $0 != .solutionVersion && $0 != .eventTracker })
  func `a name is taken whatever its holder's state`(_ kind: ResourceKind) throws {
    let scene = try scene(for: kind)
    for rule in Lifecycle.of(kind).requirements { try scene.add(rule.kind) }
    if [.filter, .metricAttribution, .recommender].contains(kind) { try scene.add(.dataset) }
    let arn = try #require(try scene.create(kind))
    for status in Lifecycle.of(kind).states {
      try scene.world.setStatus(arn, status)
      scene.world.refuse(.resourceAlreadyExists, arn) { plane, context in
        try scene.create(kind, .interactions, nil, plane, context)
      }
    }
  }

  @Test(arguments: ResourceKind.allCases.filter { Lifecycle.of($0).isTaggable })
  func `tags come with a create of every taggable kind`(_ kind: ResourceKind) throws {
    let scene = try scene(for: kind)
    for rule in Lifecycle.of(kind).requirements { try scene.add(rule.kind) }
    if [.filter, .recommender].contains(kind) { try scene.add(.dataset) }
    let many = (1...51).map { PersonalizeAPI.Tag(tagKey: "k\($0)", tagValue: "") }
    scene.world.refuse(.tooManyTags) { plane, context in
      try scene.create(kind, .interactions, many, plane, context)
    }
    let tags = [PersonalizeAPI.Tag(tagKey: "team", tagValue: "a")]
    let arn = try #require(try scene.create(kind, tags: tags))
    let listed = try scene.world.call { plane, context in
      try plane.listTagsForResource(ListTagsForResourceRequest(resourceArn: arn), context)
    }
    #expect(listed.tags == tags)
  }

  @Test(arguments: ResourceKind.allCases)
  func `a reached quota refuses the create`(_ kind: ResourceKind) throws {
    for quota in Lifecycle.of(kind).quotas {
      let scene = try scene(for: kind)
      for rule in Lifecycle.of(kind).requirements { try scene.add(rule.kind) }
      if [.filter, .metricAttribution, .recommender].contains(kind) { try scene.add(.dataset) }
      scene.world.limits[quota.name] = try scene.world.tenant.transaction {
        try $0.count(kind, statuses: quota.states)
      }
      scene.world.refuse(.limitExceeded, "More than") { plane, context in
        try scene.create(kind, .interactions, nil, plane, context)
      }
      scene.world.limits[quota.name] += 1
      #expect(try scene.create(kind) != nil)
    }
  }

  @Test(arguments: ResourceKind.allCases)
  func `a create refuses with errors that its operation declares`(_ kind: ResourceKind) throws {
    let lifecycle = Lifecycle.of(kind)
    let operation = try #require(
      PersonalizeAPI.Operation.allCases.first { $0.name == "Create\(lifecycle.operationNoun)" })
    let declared = Set(operation.declaredErrors)
    #expect(declared.isSuperset(of: lifecycle.requirements.map(\.refusal)))
    #expect(declared.contains(.resourceNotFound) == !lifecycle.requirements.isEmpty)
    #expect(declared.contains(.tooManyTags) == lifecycle.isTaggable)
    #expect(declared.isSuperset(of: [.invalidInput, .resourceAlreadyExists, .limitExceeded]))
  }

  // MARK: Deletes

  @Test(arguments: ResourceKind.allCases.filter { Lifecycle.of($0).deletion != nil })
  func `a delete starts from the states of the table and no other`(_ kind: ResourceKind) throws {
    let scene = try Scene()
    let deletion = try #require(Lifecycle.of(kind).deletion)
    let arn = scene.arn(kind)
    for status in Lifecycle.of(kind).states {
      try scene.renew(kind, status)
      if deletion.from.contains(status) {
        try scene.world.call { try Scene.delete(kind, arn, $0, $1) }
        #expect(try scene.world.status(arn) == (deletion.job == nil ? nil : .deletePending))
      } else {
        scene.world.refuse(.resourceInUse, status.rawValue) { plane, context in
          try Scene.delete(kind, arn, plane, context)
        }
      }
    }
    try scene.remove(arn)
    scene.world.refuse(.resourceNotFound, arn) { plane, context in
      try Scene.delete(kind, arn, plane, context)
    }
  }

  @Test(arguments: ResourceKind.allCases.filter { Lifecycle.of($0).deletion != nil })
  func `each thing in the way refuses a delete, in its states`(_ kind: ResourceKind) throws {
    let types = kind == .dataset ? DatasetType.allCases : [.interactions]
    for refusal in Lifecycle.of(kind).deletion?.refusals ?? [] {
      for type in types {
        let scene = try Scene()
        for status in Lifecycle.of(refusal.kind).states {
          try scene.renew(kind, type: type)
          let blocker = try put(refusal, status, type, in: scene)
          let isRefused =
            refusal.states.contains(status)
            && (kind != .dataset || refusal.datasetTypes.contains(type))
          if isRefused {
            scene.world.refuse(.resourceInUse, blocker) { plane, context in
              try Scene.delete(kind, scene.arn(kind, type), plane, context)
            }
          } else {
            try scene.world.call { try Scene.delete(kind, scene.arn(kind, type), $0, $1) }
          }
          try scene.remove(blocker)
        }
      }
    }
  }

  /// Puts what is in the way into the scene.
  private func put(
    _ refusal: Lifecycle.Refusal, _ status: Status, _ type: DatasetType, in scene: Scene
  ) throws -> String {
    if case .referenceToChild = refusal.relation {
      return try scene.add(refusal.kind, status, type: type, of: "other", serving: "s")
    }
    let blocker = try scene.add(refusal.kind, status, type: type)
    // Batch jobs bring one along, which would be in the way itself.
    if case .inGroup = refusal.relation, refusal.kind != .filter {
      try scene.remove(scene.arn(.filter))
    }
    return blocker
  }

  // MARK: Updates and other verbs

  @Test(arguments: ResourceKind.allCases.filter { Lifecycle.of($0).update != nil })
  func `an update starts from the states and for the types of the table`(_ kind: ResourceKind)
    throws
  {
    let update = try #require(Lifecycle.of(kind).update)
    let scene = try scene(for: kind)
    for type in kind == .dataset ? DatasetType.allCases : [.interactions] {
      let arn = scene.arn(kind, type)
      for status in Lifecycle.of(kind).states {
        try scene.renew(kind, status, type: type)
        func change(_ plane: ControlPlane, _ context: ControlContext) throws {
          try scene.update(kind, arn, type: type, plane, context)
        }
        guard update.datasetTypes.contains(type) else {
          scene.world.refuse(.invalidInput, type.rawValue, change)
          continue
        }
        guard update.from.contains(status) else {
          scene.world.refuse(.resourceInUse, status.rawValue, change)
          continue
        }
        try scene.world.call(change)
        #expect(try scene.world.jobs(arn) == [.update])
        let now = update.isShownByResource ? update.initialStatus : status
        #expect(try scene.world.status(arn) == now)
        // Until it has ended nothing else may happen.
        scene.world.refuse(.resourceInUse, arn, change)
        scene.world.refuse(.resourceInUse, arn) { try Scene.delete(kind, arn, $0, $1) }
        for verb in Set(Lifecycle.of(kind).steps.map(\.verb)) {
          scene.world.refuse(.resourceInUse, arn) { try Scene.take(verb, kind, arn, $0, $1) }
        }
      }
      try scene.remove(arn)
      scene.world.refuse(.resourceNotFound, arn) { plane, context in
        try scene.update(kind, arn, type: type, plane, context)
      }
    }
  }

  @Test(arguments: ResourceKind.allCases)
  func `each thing in the way refuses an update, in its states`(_ kind: ResourceKind) throws {
    guard let update = Lifecycle.of(kind).update else { return }
    for refusal in update.refusals {
      for type in update.datasetTypes {
        let scene = try Scene()
        for status in Lifecycle.of(refusal.kind).states {
          try scene.renew(kind, type: type)
          let blocker = try put(refusal, status, type, in: scene)
          let arn = scene.arn(kind, type)
          if refusal.states.contains(status) {
            scene.world.refuse(.resourceInUse, blocker) { plane, context in
              try scene.update(kind, arn, type: type, plane, context)
            }
          } else {
            try scene.world.call { try scene.update(kind, arn, type: type, $0, $1) }
          }
          try scene.remove(blocker)
        }
      }
    }
  }

  @Test(arguments: ResourceKind.allCases.filter { !Lifecycle.of($0).steps.isEmpty })
  func `a verb takes the step of the table, and from other states none`(_ kind: ResourceKind)
    throws
  {
    let lifecycle = Lifecycle.of(kind)
    let scene = try scene(for: kind)
    let arn = scene.arn(kind)
    for verb in Set(lifecycle.steps.map(\.verb)) {
      for status in lifecycle.states {
        try scene.renew(kind, status)
        guard let step = lifecycle.step(verb, from: status) else {
          scene.world.refuse(.resourceInUse, status.rawValue) { plane, context in
            try Scene.take(verb, kind, arn, plane, context)
          }
          continue
        }
        try scene.world.call { try Scene.take(verb, kind, arn, $0, $1) }
        #expect(try scene.world.status(arn) == step.to)
        #expect(try scene.world.jobs(arn) == [step.job].compactMap(\.self))
      }
      try scene.remove(arn)
      scene.world.refuse(.resourceNotFound, arn) { plane, context in
        try Scene.take(verb, kind, arn, plane, context)
      }
    }
  }
}
