import FoundationEssentials
import Platform
import Privacy
import Store

/// Models: without the people's own rows at once, then trained again from what is left.
extension Erasure {
  mutating func eraseModels() throws -> Next {
    guard let models = state.models else { return try scrubModels() }
    guard let index = models.firstIndex(where: { $0.action == nil }) else { return try goOn() }
    let model = models[index]
    guard let artefact = try group.reader().model(of: model.arn) else {
      // It went with its solution version meanwhile.
      state.models?.remove(at: index)
      return try again()
    }
    guard model.isConcerned else {
      state.models?[index].action = .unchanged
      state.models?[index].newChecksum = model.oldChecksum
      return try again()
    }
    guard let task = try trainingTask(of: model.arn, artefact) else {
      state.models?.remove(at: index)
      return try again()
    }
    return .work(.train(task))
  }

  private func scrubModels() throws -> Next {
    let models = try group.reader().models().map { arn, artefact in
      ModelScrubTask.Model(
        arn: arn, path: artefact.path, output: newPath(for: artefact.path, mark: "s"))
    }
    return .work(.scrubModels(ModelScrubTask(models: models, subjects: try subjects())))
  }

  mutating func take(_ scrubbed: [ScrubbedModel]) throws -> Next {
    ErasureMoment.modelsScrubbed.reached()
    let reader = try group.reader()
    var models: [ErasedModel] = []
    var rewritten: [(arn: String, artefact: ModelArtefact)] = []
    for model in scrubbed {
      guard let artefact = try reader.model(of: model.arn) else { continue }
      // One that cannot be read cannot serve; training it again does no harm.
      let isRewritten = model.outcome?.isRewritten ?? false
      let isConcerned =
        try model.outcome.map { try $0.concerns || artefact.isOutdated || learnt(artefact) } ?? true
      models.append(
        ErasedModel(
          arn: model.arn, isConcerned: isConcerned,
          oldChecksum: model.outcome?.oldChecksum ?? ""))
      if isRewritten { rewritten.append((model.arn, artefact)) }
    }
    state.models = models
    try note()
    ErasureMoment.scrubbedNoted.reached()
    let now = supervisor.clock.now()
    for (arn, artefact) in rewritten {
      try group.publishModel(
        of: arn, file: Self.name(newPath(for: artefact.path, mark: "s")),
        lastEvent: artefact.lastEvent, at: now, isOutdated: true)
      try announce(model: arn)
      ErasureMoment.scrubbedPublished.reached()
    }
    return .again
  }

  /// Notes which models have learnt from the rows that are about to go.
  ///
  /// Should this erasure fail before they are trained again, the next one does it, of whomever.
  func markOutdatedModels() throws {
    let outdated = try group.reader().models().filter { try learnt($0.artefact) }
    try group.markOutdated(models: outdated.map(\.arn))
  }

  /// Whether what was erased was there when a model was trained.
  private func learnt(_ artefact: ModelArtefact) throws -> Bool {
    if let first = state.streamed?.firstEvent, first <= artefact.lastEvent { return true }
    if let first = state.streamed?.firstRecord, first <= artefact.published.milliseconds {
      return true
    }
    if let streamed = state.streamed, streamed.actionEvents + streamed.mentions > 0 { return true }
    let reader = try group.reader()
    let published = try DatasetType.allCases.flatMap { try reader.segments(of: $0.rawValue) }
      .filter { $0.published <= artefact.published }
    return !Set(published.map(\.id)).isDisjoint(with: state.rewritten.map(\.segmentID))
  }

  /// The training that made a model, of the rows that are left.
  ///
  /// - Returns: `nil` when what the model is of has gone.
  private func trainingTask(of arn: String, _ artefact: ModelArtefact) throws -> TrainingTask? {
    let now = supervisor.clock.now()
    let options = supervisor.options
    let task: TrainingTask? = try tenant.transaction { database in
      guard let subject = try database.resource(arn) else { return nil }
      if let stored = try database.attachment(.trainingRecord, of: arn) {
        return try JSONDecoder().decode(TrainingTask.self, from: Data(stored))
      }
      let context = JobContext(database: database, tenant: tenant, options: options, now: now)
      return try TrainingTask(TrainingOrder(subject), of: subject, in: context)
    }
    guard var task else { return nil }
    task.groupDirectory = group.directory
    return task.repeated(
      lastEvent: artefact.lastEvent, to: newPath(for: artefact.path, mark: "t"),
      threads: options.trainingThreads)
  }

  mutating func take(_ report: TrainingReport, _ checksum: String) throws -> Next {
    guard let index = state.models?.firstIndex(where: { $0.action == nil }),
      let model = state.models?[index]
    else { return .again }
    guard let artefact = try group.reader().model(of: model.arn) else { return .again }
    let file = Self.name(newPath(for: artefact.path, mark: "t"))
    try group.publishModel(
      of: model.arn, file: file, lastEvent: report.bounds.lastEvent, at: supervisor.clock.now())
    try announce(model: model.arn)
    ErasureMoment.modelPublished.reached()
    state.models?[index].action = .retrained
    state.models?[index].newChecksum = checksum
    return try again()
  }

  /// Takes back a model that cannot be trained any more.
  mutating func withdrawModel(_ reason: String) throws -> Next {
    guard let index = state.models?.firstIndex(where: { $0.action == nil }),
      let model = state.models?[index]
    else { return .again }
    supervisor.log.warning(
      "a model is withdrawn after an erasure", ["model": model.arn, "reason": reason])
    try group.removeModel(of: model.arn)
    try announce(model: model.arn)
    state.models?[index].action = .withdrawn
    return try again()
  }

  private func announce(model arn: String) throws {
    try tenant.transaction { database in
      if let resource = try database.resource(arn) { database.announce(resource) }
    }
  }

  /// A file beside the old one, named by this job.
  private func newPath(for path: String, mark: String) -> String {
    let stem = Self.name(path).split(separator: "~").first.map(String.init) ?? ""
    let name = stem.hasSuffix(".model") ? String(stem.dropLast(6)) : stem
    return group.modelPath(file: "\(name)~\(mark)\(claimed.job.id).model")
  }

  private static func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }
}

extension ModelErasure.Outcome {
  /// Whether the model's own content names one of the people.
  fileprivate var concerns: Bool { isRewritten || namesPeople }
}
