import PersonalizeAPI
import Platform
import SQLite
import Store

/// A request as stored.
struct RequestRecord {
  let sequence: Int64
  let tenant: String
  let id: String
  let kind: PrivacyRequestKind
  var state: PrivacyRequestState
  let fingerprint: String
  /// Whether it is about all dataset groups, also those to come.
  let isEverywhere: Bool
  let ticket: String?
  let reason: String?
  let requestedBy: String
  var legalHold: Bool
  let suppress: Bool
  let newEvents: NewEventPolicy
  let includeS3: Bool
  let received: Timestamp
  let due: Timestamp
  var accepted: Timestamp?
  var started: Timestamp?
  var completed: Timestamp?
  var failure: String?

  static let columns = """
    sequence, tenant, id, kind, state, fingerprint, is_everywhere, ticket, reason, requested_by,
    legal_hold, suppress, new_events, include_s3, received, due, accepted, started, completed,
    failure
    """

  /// Requests of a kind or in a state that this program does not know are damaged ones to it.
  init(_ row: Row) throws {
    guard let kind = PrivacyRequestKind(rawValue: row.string(3)),
      let state = PrivacyRequestState(rawValue: row.string(4)),
      let newEvents = NewEventPolicy(rawValue: row.string(12))
    else {
      throw StoreError.corrupt(
        path: "privacy.sqlite", reason: "request \(row.int64(0)) has an unknown kind or state")
    }
    sequence = row.int64(0)
    tenant = row.string(1)
    id = row.string(2)
    self.kind = kind
    self.state = state
    fingerprint = row.string(5)
    isEverywhere = row.int(6) != 0
    ticket = row.optionalString(7)
    reason = row.optionalString(8)
    requestedBy = row.string(9)
    legalHold = row.int(10) != 0
    suppress = row.int(11) != 0
    self.newEvents = newEvents
    includeS3 = row.int(13) != 0
    received = Timestamp(milliseconds: row.int64(14))
    due = Timestamp(milliseconds: row.int64(15))
    accepted = row.optionalInt64(16).map { Timestamp(milliseconds: $0) }
    started = row.optionalInt64(17).map { Timestamp(milliseconds: $0) }
    completed = row.optionalInt64(18).map { Timestamp(milliseconds: $0) }
    failure = row.optionalString(19)
  }

  func isOverdue(at now: Timestamp) -> Bool { !state.isFinal && due < now }
}

/// How far a request has come in a dataset group, as stored.
struct RequestGroup {
  enum Status: String {
    case pending = "PENDING"
    case inProgress = "IN_PROGRESS"
    case completed = "COMPLETED"
    case failed = "FAILED"
  }

  let position: Int
  let groupARN: String
  let jobARN: String
  let status: Status
  let step: String
  let fraction: Double
  let deleted: Int64?
  let failure: String?
  let result: [UInt8]?

  static let columns =
    "position, group_arn, job_arn, status, step, fraction, deleted, failure, result"

  init(_ row: Row) {
    position = row.int(0)
    groupARN = row.string(1)
    jobARN = row.string(2)
    status = Status(rawValue: row.string(3)) ?? .failed
    step = row.string(4)
    fraction = row.double(5)
    deleted = row.optionalInt64(6)
    failure = row.optionalString(7)
    result = row.isNull(8) ? nil : row.blob(8)
  }

  var isSettled: Bool { status == .completed || status == .failed }

  var progress: PersonalizeAPI.ErasureProgress {
    PersonalizeAPI.ErasureProgress(
      datasetGroupArn: groupARN, dataDeletionJobArn: jobARN, status: status.rawValue, step: step,
      fraction: fraction, numDeleted: deleted, failureReason: failure)
  }
}
