import AWSSigning
import JSON
import PersonalizeAPI
import Platform
import Store

/// What is asked for, checked and in the form in which it is stored.
struct RequestDraft {
  let id: String
  let kind: PrivacyRequestKind
  /// Each once, in the order given.
  let userIDs: [String]
  let subjects: [SubjectHash]
  let groups: [Group]
  let isEverywhere: Bool
  let ticket: String?
  let reason: String?
  let requestedBy: String
  let requiresVerification: Bool
  let legalHold: Bool
  let suppress: Bool
  let newEvents: NewEventPolicy
  let includeS3: Bool
  let received: Timestamp
  /// Equal for requests that ask for the same; says nothing without the key.
  let fingerprint: String

  /// A dataset group and the job that does the work in it.
  struct Group {
    let groupARN: String
    let jobARN: String
    /// For a job that was there before the request: when it was created.
    var jobCreated: Timestamp?
  }

  /// How long there is for an answer: a month, as Article 12 of the regulation has it.
  static let dueMilliseconds: Int64 = 30 * 86_400_000

  /// Requests that stand for a job of CreateDataDeletionJob are named by it.
  static let jobPrefix = ResourceKind.dataDeletionJob.rawValue + "/"

  init(
    _ request: CreatePrivacyRequestRequest, id: String, tenant: TenantKey, requestedBy: String,
    groups: [String], key: SubjectKey, now: Timestamp
  ) throws(ServiceError) {
    self.id = id
    kind = request.kind ?? .erasure
    var seen: Set<SubjectHash> = []
    var pairs: [(id: String, hash: SubjectHash)] = []
    for userID in request.userIds {
      guard !userID.isEmpty else {
        throw ServiceError(.invalidInput, "One of the userIds is empty: nobody has an empty id.")
      }
      let hash = key.hash(of: userID)
      if seen.insert(hash).inserted { pairs.append((userID, hash)) }
    }
    userIDs = pairs.map(\.id)
    subjects = pairs.map(\.hash)
    isEverywhere = request.datasetGroupArns == nil
    ticket = request.ticket
    reason = request.reason
    self.requestedBy = requestedBy
    requiresVerification = request.requiresVerification ?? false
    legalHold = request.legalHold ?? false
    suppress = request.suppress ?? false
    newEvents = request.newEvents ?? .drop
    includeS3 = request.includeS3 ?? false
    let isErasure = kind == .erasure
    self.groups = groups.map { group in
      Group(
        groupARN: group,
        jobARN: isErasure ? JobNaming.arn(request: id, group: group, tenant: tenant, key: key) : "")
    }
    received = try Self.receivedTime(request.receivedTime, now: now)
    fingerprint = key.signature(of: Self.content(request, subjects: subjects))
    let search = IdentitySearch(userIDs)
    for (name, text) in [
      ("requestId", id), ("ticket", ticket), ("reason", reason), ("credentials", requestedBy),
    ] {
      guard let text, search.occurs(in: text) else { continue }
      throw ServiceError(
        .invalidInput,
        "The \(name) contains one of the userIds. It is kept when the people are forgotten, so it "
          + "must not tell who they are: use a number that only your own records can resolve.")
    }
  }

  /// The request for a job that CreateDataDeletionJob made; its people are not known yet.
  init(job: Resource, id: String, groupARN: String, requestedBy: String, key: SubjectKey) {
    self.id = id
    kind = .erasure
    userIDs = []
    subjects = []
    groups = [Group(groupARN: groupARN, jobARN: job.arn, jobCreated: job.createdAt)]
    isEverywhere = false
    ticket = job.name
    reason = nil
    self.requestedBy = requestedBy
    requiresVerification = false
    legalHold = false
    suppress = false
    newEvents = .drop
    includeS3 = false
    received = job.createdAt
    fingerprint = key.signature(of: Array("job \(job.arn) \(job.createdAt.milliseconds)".utf8))
  }

  /// When it was asked for: in the past, and after 1970.
  private static func receivedTime(
    _ seconds: Double?, now: Timestamp
  ) throws(ServiceError) -> Timestamp {
    guard let seconds else { return now }
    guard let time = Timestamp(epochSeconds: seconds), time.milliseconds >= 0 else {
      throw ServiceError(.invalidInput, "The receivedTime is no time in seconds since 1970.")
    }
    guard time <= now.adding(milliseconds: 60_000) else {
      throw ServiceError(
        .invalidInput, "The receivedTime lies in the future: it is now \(now.iso8601).")
    }
    return time
  }

  /// Everything that makes two requests the same, as canonical JSON.
  private static func content(
    _ request: CreatePrivacyRequestRequest, subjects: [SubjectHash]
  ) -> [UInt8] {
    var members: [String: JSONValue] = [
      "kind": .string((request.kind ?? .erasure).rawValue),
      "subjects": .string(SubjectDigest.hex(of: subjects)),
      "requiresVerification": .boolean(request.requiresVerification ?? false),
      "legalHold": .boolean(request.legalHold ?? false),
      "suppress": .boolean(request.suppress ?? false),
      "newEvents": .string((request.newEvents ?? .drop).rawValue),
      "includeS3": .boolean(request.includeS3 ?? false),
    ]
    members["groups"] = request.datasetGroupArns.map { groups in
      .array(Set(groups).sorted().map(JSONValue.string))
    }
    members["ticket"] = request.ticket.map(JSONValue.string)
    members["reason"] = request.reason.map(JSONValue.string)
    members["received"] = request.receivedTime.map(JSONValue.number)
    return Array(JSONValue.object(members).text.utf8)
  }
}

/// One hash for a set of people.
enum SubjectDigest {
  static func hex(of subjects: [SubjectHash]) -> String {
    SHA256.hash(subjects.sorted().flatMap(\.bytes)).hex
  }
}
