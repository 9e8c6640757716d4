import Dispatch
import FoundationEssentials
import HTTP
import JSON
import PersonalizeAPI
import Platform
import Privacy
import Store

/// Answers OpenDSR 2.0: what controllers' systems ask of a processor of their data.
final class OpenDSREndpoints: Sendable {
  /// On whose behalf a request comes.
  struct Caller: Sendable {
    /// `nil` without credentials, which open mode accepts.
    let tenant: TenantKey?
    /// The access key.
    let name: String
    /// Where the caller reached this server, as `http://HOST:PORT`.
    let baseURL: String
  }

  private let domain: String?
  private let hosts: CallbackHosts
  private let signer: OpenDSRSigner?
  private let records: OpenDSRRecords
  private let privacy: PrivacyEndpoints
  private let callbacks: OpenDSRCallbacks?
  private let clock: Clock
  private let log: Log
  private let queue = DispatchQueue(label: "bespoke.opendsr", attributes: .concurrent)

  init(
    options: OpenDSROptions, dataDirectory: String, privacy: PrivacyEndpoints, clock: Clock,
    log: Log
  ) throws {
    domain = options.domain
    hosts = CallbackHosts(options.callbackHosts)
    signer = try options.certificate.map { certificate in
      guard options.domain != nil, let key = options.key else {
        throw OpenDSRConfigurationError(
          "--opendsr-certificate needs --opendsr-key and --opendsr-domain beside it.")
      }
      return try OpenDSRSigner(certificate: certificate, key: key)
    }
    records = try OpenDSRRecords(dataDirectory: dataDirectory)
    self.privacy = privacy
    self.clock = clock
    self.log = log
    callbacks =
      hosts.isEmpty
      ? nil
      : OpenDSRCallbacks(
        records: records, hosts: hosts, sender: try CallbackSender(hosts: hosts), log: log)
  }

  /// Reports what has changed since the last end, and changes from then on.
  func start() {
    callbacks?.start { [self] record in
      guard let tenant = record.tenant else { return nil }
      let request = try privacy.requests.describe(record.requestID, tenant: tenant)
      return (
        status(of: request, record, baseURL: record.baseURL), OpenDSRMapping.isSettled(request)
      )
    } headers: { [self] body in
      try signature(of: body)
    }
  }

  func stop() {
    callbacks?.stop()
  }

  /// Answers off the reactors; `body` is JSON.
  func respond(
    to operation: Operation, body: [UInt8], caller: Caller,
    _ completion: @escaping @Sendable (HTTPResponse) -> Void
  ) {
    queue.async { [self] in
      do throws(ServiceError) {
        let (status, answer) = try answer(to: operation, body, caller)
        completion(signed(status, operation.contentType, answer))
      } catch {
        completion(refusal(error))
      }
    }
  }

  /// An error in OpenDSR's form.
  func refusal(_ error: ServiceError) -> HTTPResponse {
    let code: UInt16 =
      switch error.kind {
      case .resourceNotFound, .unknownOperation: 404
      case .accessDenied, .invalidSignature, .unrecognizedClient, .missingAuthenticationToken: 403
      case .internalFailure: 500
      case .serviceUnavailable: 503
      default: 400
      }
    let status = HTTPStatus(code)
    let domain = status.code == 400 ? "Validation" : "Service"
    let body = OpenDSRErrorResponse(
      error: OpenDSRError(
        code: Int(status.code), message: error.message,
        errors: [
          OpenDSRErrorDetail(domain: domain, reason: error.kind.name, message: error.message)
        ]))
    return signed(status, "application/json", body.encoded())
  }

  private func signed(_ status: HTTPStatus, _ type: String, _ body: [UInt8]) -> HTTPResponse {
    do {
      return HTTPResponse(
        status, contentType: type,
        headers: [("Cache-Control", "no-store")] + (try signature(of: body)), body: body)
    } catch {
      log.error("an OpenDSR answer cannot be signed", ["reason": "\(error)"])
      return HTTPResponse(.internalServerError)
    }
  }

  /// The headers that say who speaks, under the names of now and then.
  private func signature(of body: [UInt8]) throws -> [(name: String, value: String)] {
    var headers: [(name: String, value: String)] = []
    let signature = try signer?.signature(of: body)
    for family in ["OpenDSR", "OpenGDPR"] {
      if let domain { headers.append(("X-\(family)-Processor-Domain", domain)) }
      if let signature { headers.append(("X-\(family)-Signature", signature)) }
    }
    return headers
  }
}

// MARK: - Operations

extension OpenDSREndpoints {
  private func answer(
    to operation: Operation, _ body: [UInt8], _ caller: Caller
  ) throws(ServiceError) -> (HTTPStatus, [UInt8]) {
    switch operation {
    case .discoverOpenDSR: return (.ok, discovery.encoded())
    case .getOpenDSRCertificate:
      guard let signer else {
        throw ServiceError(.resourceNotFound, "Answers of this service are not signed.")
      }
      return (.ok, Array(signer.certificate.utf8))
    case .createOpenDSRRequest:
      return (HTTPStatus(201), try create(body, caller).encoded())
    case .describeOpenDSRRequest:
      let (record, tenant) = try find(body, caller)
      let request = try privacy.requests.describe(record.requestID, tenant: tenant)
      return (.ok, status(of: request, record, baseURL: caller.baseURL).encoded())
    case .cancelOpenDSRRequest:
      let (record, tenant) = try find(body, caller)
      _ = try privacy.requests.cancel(record.requestID, tenant: tenant)
      callbacks?.wake()
      return (
        HTTPStatus(202),
        OpenDSRCancellation(
          controllerId: tenant.account, receivedTime: clock.now().iso8601,
          subjectRequestId: record.subjectRequestID, apiVersion: OpenDSRMapping.version
        ).encoded()
      )
    case .getOpenDSRResults: return (.ok, try results(body, caller).encoded())
    default: throw ServiceError(.unknownOperation, "\(operation.name) is none of OpenDSR's.")
    }
  }

  private var discovery: OpenDSRDiscovery {
    OpenDSRDiscovery(
      apiVersion: OpenDSRMapping.version,
      supportedIdentities: [
        OpenDSRSupportedIdentity(
          identityType: OpenDSRMapping.identityType,
          identityFormat: OpenDSRMapping.identityFormat)
      ],
      supportedSubjectRequestTypes: OpenDSRSubjectRequestType.allCases,
      processorCertificate: signer.flatMap { _ in
        domain.map { "https://\($0)/opendsr/v2/certificate" }
      })
  }

  private func create(
    _ body: [UInt8], _ caller: Caller
  ) throws(ServiceError) -> OpenDSRReceipt {
    let request = try CreateOpenDSRRequestRequest.request(in: body)
    for url in request.statusCallbackUrls ?? [] { _ = try hosts.target(url) }
    let wanted = try OpenDSRMapping.request(request, domain: domain)
    let tenant = try tenant(of: wanted, caller)
    let made = try privacy.requests.create(wanted, tenant: tenant, requestedBy: caller.name)
    let record =
      records.record(request.subjectRequestId, tenant: tenant)
      ?? OpenDSRRecord(
        subjectRequestID: request.subjectRequestId, tenant: tenant,
        callbackURLs: request.statusCallbackUrls ?? [], baseURL: baseURL(caller),
        received: clock.now())
    do {
      try records.put(record)
    } catch {
      throw ServiceError(.internalFailure, "The request's callbacks cannot be stored: \(error)")
    }
    callbacks?.wake()
    return OpenDSRReceipt(
      controllerId: tenant.account,
      expectedCompletionTime: Self.time(made.dueTime), receivedTime: record.received.iso8601,
      encodedRequest: Data(body).base64EncodedString(),
      subjectRequestId: request.subjectRequestId)
  }

  /// The caller's; without credentials, that of the dataset groups named, or the usual one.
  private func tenant(
    of request: CreatePrivacyRequestRequest, _ caller: Caller
  ) throws(ServiceError) -> TenantKey {
    if let tenant = caller.tenant { return tenant }
    let parts = (request.datasetGroupArns?.first ?? "").split(
      separator: ":", omittingEmptySubsequences: false)
    let named =
      parts.count > 4 ? TenantKey(account: String(parts[4]), region: String(parts[3])) : nil
    guard let tenant = named ?? TenantKey(account: TenantKey.defaultAccount, region: "us-east-1")
    else { throw ServiceError(.internalFailure, "There is no usual account.") }
    return tenant
  }

  private func find(
    _ body: [UInt8], _ caller: Caller
  ) throws(ServiceError) -> (OpenDSRRecord, TenantKey) {
    let id = try OpenDSRReference.request(in: body).subjectRequestId
    guard let record = records.record(id, tenant: caller.tenant), let tenant = record.tenant else {
      throw ServiceError(.resourceNotFound, "There is no request of that subject_request_id.")
    }
    return (record, tenant)
  }

  /// What is held about the people; their ids are removed when it has been put together.
  private func results(_ body: [UInt8], _ caller: Caller) throws(ServiceError) -> OpenDSRResults {
    let (record, tenant) = try find(body, caller)
    let request = try privacy.requests.describe(record.requestID, tenant: tenant)
    guard OpenDSRMapping.hasResults(request) else {
      throw ServiceError(
        .resourceNotFound,
        "There are no results to be fetched: they are given once, and only for access and "
          + "portability.")
    }
    let people = try privacy.requests.privacy.pendingSubjects(record.requestID, tenant: tenant)
    var files: [PackageFile] = []
    for (number, person) in people.enumerated() {
      let wanted = ExportUserRequest(userId: person, datasetGroupArns: request.datasetGroupArns)
      let answer = try privacy.answer(
        to: .exportUser, wanted.encoded(),
        PrivacyEndpoints.Caller(tenant: tenant, name: caller.name))
      guard let package = try? UserPackage.decode(answer) else {
        throw ServiceError(.internalFailure, "What is held could not be put together.")
      }
      let folder = people.count == 1 ? "" : "\(number + 1)/"
      files += package.files.map {
        PackageFile(name: folder + $0.name, contentType: $0.contentType, content: $0.content)
      }
    }
    _ = try privacy.requests.privacy.fulfil(record.requestID, tenant: tenant)
    return OpenDSRResults(subjectRequestId: record.subjectRequestID, files: files)
  }

  private func status(
    of request: PrivacyRequest, _ record: OpenDSRRecord, baseURL: String
  ) -> OpenDSRRequestStatus {
    let isPlain = request.state != .failed && request.state != .denied
    return OpenDSRRequestStatus(
      controllerId: record.account, expectedCompletionTime: Self.time(request.dueTime),
      subjectRequestId: record.subjectRequestID,
      requestStatus: OpenDSRMapping.status(of: request), apiVersion: OpenDSRMapping.version,
      resultsUrl: OpenDSRMapping.hasResults(request)
        ? "\(baseURL)/opendsr/v2/requests/\(record.subjectRequestID)/results" : nil,
      extensions: isPlain
        ? nil
        : [
          domain ?? OpenDSRMapping.extensionName: OpenDSRStateExtension(
            state: request.state.rawValue, failureReason: request.failureReason)
        ])
  }

  private func baseURL(_ caller: Caller) -> String {
    domain.map { "https://\($0)" } ?? caller.baseURL
  }

  private static func time(_ epochSeconds: Double) -> String {
    Timestamp(epochSeconds: epochSeconds)?.iso8601 ?? ""
  }
}
