package import PersonalizeAPI
import Platform

/// Between OpenDSR's requests and states, and this service's own.
package enum OpenDSRMapping {
  package static let version = "2.0"
  package static let identityType = "controller_customer_id"
  package static let identityFormat = "raw"
  /// The name under which extensions are looked for when no domain is configured.
  package static let extensionName = "bespoke"

  /// The request to make of what a controller sends.
  ///
  /// - Parameter domain: the processor's, which names its extensions.
  /// - Throws: `invalidInput`, which repeats no identity.
  package static func request(
    _ request: CreateOpenDSRRequestRequest, domain: String?
  ) throws(ServiceError) -> CreatePrivacyRequestRequest {
    for identity in request.subjectIdentities {
      guard identity.identityType == identityType, identity.identityFormat == identityFormat else {
        throw ServiceError(
          .invalidInput,
          "Only identities of the identity_type \(identityType) in the identity_format "
            + "\(identityFormat) can be looked up.")
      }
    }
    guard let submitted = Timestamp(iso8601: request.submittedTime) else {
      throw ServiceError(
        .invalidInput, "The submitted_time is a time in the form of RFC 3339.")
    }
    let search = IdentitySearch(request.subjectIdentities.map(\.identityValue))
    guard !(request.statusCallbackUrls ?? []).contains(where: search.occurs) else {
      throw ServiceError(
        .invalidInput,
        "A status_callback_url contains one of the identities. It is kept when the person is "
          + "forgotten, so it must not tell who that is.")
    }
    let own = request.extensions?[domain ?? extensionName]
    return CreatePrivacyRequestRequest(
      requestId: OpenDSRRecord.requestID(request.subjectRequestId),
      kind: kind(request.subjectRequestType),
      userIds: request.subjectIdentities.map(\.identityValue),
      datasetGroupArns: own?.datasetGroupArns, reason: "OpenDSR, \(request.regulation.rawValue)",
      receivedTime: submitted.epochSeconds, suppress: own?.suppress, includeS3: own?.includeS3)
  }

  private static func kind(_ type: OpenDSRSubjectRequestType) -> PrivacyRequestKind {
    switch type {
    case .access: .access
    case .portability: .portability
    case .erasure: .erasure
    }
  }

  /// What a request's state is called; OpenDSR knows no failed and no denied ones.
  ///
  /// What is held is ready to be fetched as soon as it has been asked for; it counts as handed over
  /// in the ledger when it has been.
  package static func status(of request: PrivacyRequest) -> OpenDSRStatus {
    switch request.state {
    case .received, .verified: .pending
    case .pending: request.kind == .erasure ? .pending : .completed
    case .inProgress, .failed: .inProgress
    case .completed: .completed
    case .cancelled, .denied: .cancelled
    }
  }

  /// Whether there is a package to be fetched.
  package static func hasResults(_ request: PrivacyRequest) -> Bool {
    request.kind != .erasure && request.state == .pending
  }

  /// Whether nothing changes any more.
  package static func isSettled(_ request: PrivacyRequest) -> Bool {
    switch request.state {
    case .completed, .cancelled, .denied: true
    case .received, .verified, .pending, .inProgress, .failed: hasResults(request)
    }
  }
}
