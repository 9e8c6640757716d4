import FoundationEssentials
import JSON
import PersonalizeAPI
import Platform
import Recipes
import Store

/// The training of a solution version or recommender: what the worker is told, and what becomes of
/// its model.
struct TrainingWork: Sendable {
  let task: TrainingTask
  let group: GroupStore
  /// The model file's name.
  let file: String
  private let subjectARN: String
  /// Whether a search came before it.
  private let hasSearched: Bool
  /// The group's epoch before its rows are read.
  private let epoch: Int64

  /// - Throws: `JobFailure` when the training cannot be done.
  init(_ claimed: ClaimedJob, in context: JobContext, file identifier: String) throws {
    let subject = claimed.resource
    let database = context.database
    subjectARN = subject.arn
    var order = try TrainingOrder(subject)
    group = try context.group(of: subject)
    epoch = try group.erasureEpoch()
    file = "\(order.fileStem)-\(identifier).model"
    let search = try ModelSearch.stored(of: subject.arn, database)
    hasSearched = search != nil
    var base: Resource?
    if claimed.job.kind == .refresh {
      base = subject
    } else if order.isUpdate {
      base = try Self.parent(of: subject, database)
      order.parameters = try base.map { try TrainingOrder($0).parameters } ?? order.parameters
    }
    var task = try TrainingTask(order, of: subject, in: context)
    task.path = group.modelPath(file: file)
    let reader = try group.reader()
    task.basePath = try base.flatMap { try reader.model(of: $0.arn)?.path }
    if claimed.job.kind == .refresh { task.evaluates = false } else { task.bounds = search?.bounds }
    self.task = task
    let recipe = RecipeCatalogue.recipe(named: order.recipe)
    try DataAmount(of: group, for: recipe).attach(to: subject, database)
  }

  /// How far the whole has come when the training has come so far.
  func share(_ fraction: Double) -> Double {
    hasSearched ? ModelSearch.share + (1 - ModelSearch.share) * fraction : fraction
  }

  /// Makes the model that of its subject.
  ///
  /// - Throws: `StoreError.erasedMeanwhile` when the training is to be done again.
  func publish(_ report: TrainingReport, at now: Timestamp) throws {
    try group.publishModel(
      of: subjectARN, file: file, lastEvent: report.bounds.lastEvent, at: now, epoch: epoch)
  }

  /// Takes the model back: the version was stopped in the meantime.
  func withdraw() throws {
    try group.removeModel(of: subjectARN)
  }

  /// Writes into the subject what its training had to tell.
  ///
  /// A model that is only brought up to date keeps the metrics and hours of its own training.
  func record(
    _ report: TrainingReport, in subject: inout Resource, of job: Job, at now: Timestamp,
    _ database: ControlDatabase
  ) throws {
    guard job.kind != .refresh else { return }
    if subject.kind == .recommender {
      if job.kind == .update, let update = ResourceUpdate(subject)?.promoted() {
        subject.body = update.body(status: .active, at: now)
        try database.detach(.laterColumns, from: subject.arn)
      }
      var body = try Recommender.decode(subject.body)
      body.modelMetrics = report.metrics
      subject.body = body.encoded()
    } else {
      var body = try SolutionVersion.decode(subject.body)
      let searched = try ModelSearch.stored(of: subject.arn, database)?.hours ?? 0
      body.trainingHours = ((report.trainingHours + searched) * 1000).rounded() / 1000
      if body.trainingMode == .update {
        if let parent = try Self.parent(of: subject, database) {
          body.tunedHPOParams = try SolutionVersion.decode(parent.body).tunedHPOParams
          for attachment in [Attachment.metrics, .trainingRecord] {
            guard let stored = try database.attachment(attachment, of: parent.arn) else { continue }
            try database.attach(attachment, to: subject.arn, body: stored)
          }
        }
        subject.body = body.encoded()
        return
      }
      subject.body = body.encoded()
    }
    var metrics = JSONWriter()
    JSONValue.object(report.metrics.mapValues { .number($0) }).encode(to: &metrics)
    try database.attach(.metrics, to: subject.arn, body: metrics.bytes)
    var task = task
    task.bounds = report.bounds
    try database.attach(
      .trainingRecord, to: subject.arn, body: [UInt8](try JSONEncoder().encode(task)))
  }

  /// The newest version trained in full, which an update carries on.
  private static func parent(
    of version: Resource, _ database: ControlDatabase
  ) throws -> Resource? {
    try database.list(
      .solutionVersion, parent: version.parentARN, after: version.sequence, newestFirst: true,
      limit: .max
    ).first { parent in
      try parent.status == .active && SolutionVersion.decode(parent.body).trainingMode != .update
    }
  }
}
