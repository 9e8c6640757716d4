import FoundationEssentials
import PersonalizeAPI
import Platform
import Privacy
import Store

/// The bytes, the search for what is left, and the certificate.
extension Erasure {
  /// How often all places are searched before what is found counts.
  private static let mostSearches = 4

  mutating func purge() throws -> Next {
    if !state.isVacuumed {
      try group.rewrite()
      try tenant.rewrite()
      state.isVacuumed = true
      try note()
    }
    // A training that reads the rows as they were holds the log for as long as it reads.
    guard try group.emptyLog(), try tenant.emptyLog() else {
      return try wait(
        500, atMost: 3600, orFail: "The database's log cannot be emptied: somebody reads it.")
    }
    try privacy.purge()
    ErasureMoment.purged.reached()
    return try goOn()
  }

  mutating func verify() throws -> Next {
    let ids = try subjects()
    // Models were published anew since it was emptied; requests under way let go in a moment.
    try supervisor.processPlaces.erase(tenant.key, groupARN, ids)
    let left = try supervisor.processPlaces.count(tenant.key, groupARN, ids)
      .filter { $0.count > 0 }
    guard left.isEmpty else {
      return try wait(
        100, atMost: 100,
        orFail: "The users are still in the server's memory: "
          + left.map(\.place).joined(separator: ", ") + ".")
    }
    let request = try requestID().map { try privacy.request($0, tenant: tenant.key) }
    let objects = try supervisor.options.customerObjects(ofGroup: groupARN, in: tenant)
    let rewritesObjects = request?.includeS3 ?? false
    guard objects != nil || !rewritesObjects else {
      throw ErasureFailure(reason: PrivacyRequests.remoteObjectsReason)
    }
    return .work(
      .verify(
        ErasureVerificationTask(
          scene: scene, subjects: ids, objects: objects, rewritesObjects: rewritesObjects)))
  }

  mutating func take(_ report: VerificationReport) throws -> Next {
    if let problem = report.problem {
      // What a training or import has made of rows from before is there for a moment, until it is
      // refused and removed.
      let searches = state.searches ?? 1
      guard searches < Self.mostSearches else { throw ErasureFailure(reason: problem) }
      state.searches = searches + 1
      try note()
      return .later(milliseconds: 1000)
    }
    state.findings = report
    ErasureMoment.verified.reached()
    return try goOn()
  }

  mutating func certify() throws -> Next {
    if isReapplication { return try endReapplication() }
    guard let id = try requestID() else {
      throw ErasureFailure(reason: "There is no privacy request that this job belongs to.")
    }
    let number = try privacy.finish(
      id, tenant: tenant.key, group: groupARN, result: certifiedGroup())
    ErasureMoment.certified.reached()
    try group.setAppliedErasure(number)
    ErasureMoment.applied.reached()
    return .done
  }

  private func endReapplication() throws -> Next {
    if let number = state.reapplied {
      let done = try privacy.erasures(
        in: groupARN, tenant: tenant.key, after: try group.appliedErasure()
      ).filter { $0.number <= number }
      try group.setAppliedErasure(number)
      privacy.endReapplication(of: done, in: groupARN, tenant: tenant.key)
    }
    try subjectFile.remove()
    return .done
  }

  private func certifiedGroup() -> CertifiedGroup {
    let (before, after) = (state.before ?? PlaceCounts(), state.findings?.places ?? PlaceCounts())
    let objects = state.findings?.objects?.map(\.location)
    return CertifiedGroup(
      datasetGroupArn: groupARN, dataDeletionJobArn: job.arn,
      places: Place.allCases.map { place in
        CertifiedPlace(
          place: place.rawValue, description: place.sentence,
          // What is the customer's own is looked at once, and stays.
          before: place.kind == .customer ? after[place] : before[place], after: after[place],
          locations: place == .objects ? objects : nil)
      },
      models: (state.models ?? []).map { model in
        CertifiedModel(
          arn: model.arn, action: (model.action ?? .unchanged).rawValue,
          oldChecksum: model.oldChecksum, newChecksum: model.newChecksum)
      },
      filesSearched: state.findings?.filesSearched ?? 0,
      bytesSearched: state.findings?.bytesSearched ?? 0,
      encodings: state.findings?.encodings ?? [],
      idsTooShortToSearch: state.findings?.idsTooShortToSearch ?? 0)
  }
}
