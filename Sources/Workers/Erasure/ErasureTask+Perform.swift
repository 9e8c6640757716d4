import ObjectStore
import Platform
import Privacy
import Recipes
import Store

extension ErasureTask {
  /// Does the work, in this process.
  func perform(
    stores: ObjectStoreOpener, progress: (WorkerProgress) -> Void
  ) -> WorkerResult {
    do {
      return .erased(try result(stores, progress))
    } catch let failure as ErasureFailure {
      return .failed(reason: failure.reason)
    } catch {
      return .failed(reason: "\(error)")
    }
  }

  private func result(
    _ stores: ObjectStoreOpener, _ progress: (WorkerProgress) -> Void
  ) throws -> ErasureResult {
    switch self {
    case .readSubjects(let task):
      let ids = try SubjectList(
        objectStore: try stores.open(task.storage), location: try ObjectLocation(task.location)
      ).read()
      try SubjectFile(path: task.path).write(ids)
      ErasureMoment.subjectsFound.reached()
      return .subjects
    case .findSubjects(let task):
      let found = try task.subjects.resolved(groupDirectory: task.groupDirectory)
      try SubjectFile(path: task.path).write(found.ids)
      return .subjects
    case .rewriteRows(let task):
      let result = try task.result(progress)
      ErasureMoment.rowsRewritten.reached()
      return result
    case .scrubModels(let task): return .scrubbed(try task.scrubbed(progress))
    case .train(let task): return try task.repetition(progress)
    case .verify(let task):
      if task.rewritesObjects, let objects = task.objects {
        try ObjectRewriting(objects: objects, subjects: task.subjects).run()
      }
      return .verified(
        try task.scene.verification(of: task.subjects, objects: task.objects).run { fraction in
          progress(WorkerProgress(stage: "searching", fraction: fraction))
        })
    }
  }
}

extension TrainingTask {
  /// Trains once more.
  fileprivate func repetition(_ progress: (WorkerProgress) -> Void) throws -> ErasureResult {
    let report: TrainingReport
    do {
      report = try train(progress: progress)
    } catch let error as TrainingError where error.isLackOfData {
      return .untrainable(reason: "\(error)")
    }
    ErasureMoment.modelTrained.reached()
    return .trained(report, checksum: try ModelErasure.checksum(path))
  }
}

/// Why a piece of an erasure cannot be done.
struct ErasureFailure: Error {
  let reason: String
}

extension RowErasureTask {
  fileprivate func result(_ progress: (WorkerProgress) -> Void) throws -> ErasureResult {
    let before = try scene.verification(of: subjects).census()
    var lastReport: UInt64 = 0
    let erasure = SegmentErasure(
      groupDirectory: scene.groupDirectory, subjects: ErasureSubjects(ids: subjects),
      mark: mark)
    let rewritten = try erasure.run { state in
      let now = Clock.monotonicNanoseconds()
      guard now &- lastReport > 250_000_000 else { return }
      lastReport = now
      progress(
        WorkerProgress(stage: "erasing", fraction: state.fraction, rows: state.rows))
    }
    return .rewritten(rewritten, before: before)
  }
}

extension ModelScrubTask {
  fileprivate func scrubbed(_ progress: (WorkerProgress) -> Void) throws -> [ScrubbedModel] {
    var scrubbed: [ScrubbedModel] = []
    for (index, model) in models.enumerated() {
      progress(
        WorkerProgress(
          stage: "scrubbing", fraction: Double(index) / Double(models.count)))
      scrubbed.append(
        ScrubbedModel(
          arn: model.arn,
          outcome: try? ModelErasure.scrub(
            modelPath: model.path, to: model.output,
            subjects: ErasureSubjects(ids: subjects))))
    }
    return scrubbed
  }
}
