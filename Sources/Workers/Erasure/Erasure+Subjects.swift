import FoundationEssentials
import PersonalizeAPI
import Platform
import Privacy
import Store

/// Whose rows are to go.
extension Erasure {
  mutating func readSubjects() throws -> Next {
    if isReapplication { return try findSubjects() }
    let body = try DataDeletionJob.decode(job.body)
    let location = body.dataSource?.dataLocation
    if JobNaming.isPrivacyJob(dataLocation: location) {
      guard let id = try privacy.requestID(ofJob: job) else {
        throw ErasureFailure(reason: "There is no privacy request that this job belongs to.")
      }
      try privacy.begin(id, tenant: tenant.key, group: groupARN)
      ErasureMoment.subjectsBlocked.reached()
      state.hasRequest = true
      return try goOn()
    }
    try privacy.register(
      job: job, requestedBy: body.roleArn ?? "", tenant: tenant.key)
    return .work(
      .readSubjects(
        SubjectListTask(
          storage: supervisor.options.storage(of: body.roleArn, tenant: tenant.key),
          location: location ?? "", path: subjectFile.path)))
  }

  mutating func takeSubjects() throws -> Next {
    if isReapplication { return try goOn() }
    guard let id = try privacy.requestID(ofJob: job) else {
      throw ErasureFailure(reason: "There is no privacy request that this job belongs to.")
    }
    let file = subjectFile
    try privacy.begin(id, tenant: tenant.key, group: groupARN, subjects: try file.read())
    ErasureMoment.subjectsBlocked.reached()
    try file.remove()
    state.hasRequest = true
    return try goOn()
  }

  /// The people of erasures that a restored group lacks, of whom only hashes are known.
  private mutating func findSubjects() throws -> Next {
    let lacking = try privacy.erasures(
      in: groupARN, tenant: tenant.key, after: try group.appliedErasure())
    guard let last = lacking.last else { return .done }
    state.reapplied = last.number
    try note()
    return .work(
      .findSubjects(
        SubjectSearchTask(
          groupDirectory: group.directory,
          subjects: ErasureSubjects(hashes: lacking.flatMap(\.subjects), key: privacy.key),
          path: subjectFile.path)))
  }
}
