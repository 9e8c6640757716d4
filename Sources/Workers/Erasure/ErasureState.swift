import FoundationEssentials
import Platform
import Privacy
import Store

/// How far an erasure has come, as it is kept with its job; it names nobody.
struct ErasureState: Codable, Sendable {
  var step = ErasureStep.readSubjects
  /// When the step was; `nil` for the first, which begins with the job.
  var begun: Timestamp?
  /// Whether it has begun as part of a privacy request.
  ///
  /// The request is found by the job: its id may be called by a person's.
  var hasRequest = false
  /// Up to which of the group's erasures it applies again.
  var reapplied: Int64?
  /// How often each place held the people before anything was erased.
  var before: PlaceCounts?
  /// The segments that were written anew; complete when all have been looked through.
  var rewritten: [RewrittenSegment] = []
  var isRewritten = false
  /// What was streamed of the people, before it was deleted.
  var streamed: ErasedRows?
  var isControlErased = false
  /// `nil` until they have been looked through.
  var models: [ErasedModel]?
  var isVacuumed = false
  var findings: VerificationReport?
  /// How often all places were searched, the last time included; absent for once.
  var searches: Int?
  /// How often a step has waited for others to let go.
  var waits = 0
  /// How often it was begun anew after it had failed.
  ///
  /// Absent from what an earlier version noted.
  var restarts: Int?

  /// Dataset rows that are gone.
  var numDeleted: Int64 {
    rewritten.reduce(streamed?.datasetRows ?? 0) { $0 + $1.rowsRemoved }
  }

  /// Begins anew with the same people; what was there before, and is gone, still counts.
  mutating func restart() {
    step = .readSubjects
    begun = nil
    isRewritten = false
    isControlErased = false
    isVacuumed = false
    models = nil
    findings = nil
    searches = nil
    waits = 0
    restarts = (restarts ?? 0) + 1
  }

  mutating func goOn(at now: Timestamp) {
    step = step.next
    begun = now
    waits = 0
  }
}

/// What becomes of a model.
struct ErasedModel: Codable, Sendable, Equatable {
  enum Action: String, Codable, Sendable {
    case retrained
    /// The people were not in its data.
    case unchanged
    /// Too little is left to train on.
    case withdrawn
  }

  /// The solution version or recommender.
  let arn: String
  /// Whether it learnt from the people.
  let isConcerned: Bool
  /// The SHA-256 of its file before, and of the one there is now.
  let oldChecksum: String
  var newChecksum: String?
  /// `nil` until it is done.
  var action: Action?
}

extension ErasureState {
  static func stored(of arn: String, _ database: ControlDatabase) throws -> ErasureState? {
    try database.attachment(.erasure, of: arn).map {
      try JSONDecoder().decode(ErasureState.self, from: Data($0))
    }
  }

  func attach(to arn: String, _ database: ControlDatabase) throws {
    try database.attach(.erasure, to: arn, body: [UInt8](try JSONEncoder().encode(self)))
    let progress = WorkerProgress(stage: step.stage, fraction: step.fraction, rows: numDeleted)
    try database.attach(.progress, to: arn, body: [UInt8](try JSONEncoder().encode(progress)))
  }
}
