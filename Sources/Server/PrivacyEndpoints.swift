import Dispatch
import HTTP
import PersonalizeAPI
import Platform
import Privacy
import Store

/// The endpoints below `/_bespoke/privacy/`; they work on the tenant of the caller's credentials.
final class PrivacyEndpoints: Sendable {
  let requests: PrivacyRequests
  private let inquiries: PrivacyInquiries
  private let queue = DispatchQueue(label: "bespoke.privacy-endpoints", attributes: .concurrent)

  /// On whose behalf a request comes.
  struct Caller: Sendable {
    let tenant: TenantKey
    /// The access key.
    let name: String
  }

  init(requests: PrivacyRequests, inquiries: PrivacyInquiries) {
    self.requests = requests
    self.inquiries = inquiries
  }

  /// Whether an operation is one of these.
  static func serves(_ operation: Operation) -> Bool {
    switch operation {
    case .createPrivacyRequest, .listPrivacyRequests, .describePrivacyRequest,
      .cancelPrivacyRequest, .decidePrivacyRequest, .discoverUsers, .exportUser,
      .getErasureCertificate, .getErasureCertificatePage, .verifyErasureCertificate,
      .auditPrivacyLedger, .listSuppressions, .putSuppressions, .deleteSuppressions:
      true
    default: false
    }
  }

  /// Answers off the reactors; `body` is JSON.
  func respond(
    to operation: Operation, body: [UInt8], caller: Caller,
    _ completion: @escaping @Sendable (Result<[UInt8], ServiceError>) -> Void
  ) {
    queue.async { [self] in
      completion(
        Result { () throws(ServiceError) in try answer(to: operation, body, caller) })
    }
  }

  func answer(
    to operation: Operation, _ body: [UInt8], _ caller: Caller
  ) throws(ServiceError) -> [UInt8] {
    let tenant = caller.tenant
    return switch operation {
    case .createPrivacyRequest:
      try requests.create(
        try .request(in: body), tenant: tenant, requestedBy: caller.name
      ).encoded()
    case .listPrivacyRequests: try requests.list(try .request(in: body), tenant: tenant).encoded()
    case .describePrivacyRequest:
      try requests.describe(try id(in: body), tenant: tenant).encoded()
    case .cancelPrivacyRequest: try requests.cancel(try id(in: body), tenant: tenant).encoded()
    case .decidePrivacyRequest:
      try requests.decide(try .request(in: body), tenant: tenant).encoded()
    case .discoverUsers:
      try inquiries.discover(try .request(in: body), tenant: tenant).encoded()
    case .exportUser: try inquiries.export(try .request(in: body), tenant: tenant).encoded()
    case .getErasureCertificate:
      try requests.privacy.certificate(try id(in: body), tenant: tenant).encoded()
    case .getErasureCertificatePage:
      Array(try requests.privacy.certificatePage(try id(in: body), tenant: tenant).utf8)
    case .verifyErasureCertificate:
      try requests.privacy.verify(certificate: body, tenant: tenant).encoded()
    case .auditPrivacyLedger: try requests.privacy.audit(tenant: tenant).encoded()
    case .listSuppressions: try requests.privacy.suppressions(tenant: tenant).encoded()
    case .putSuppressions:
      try requests.suppress(try .request(in: body), tenant: tenant).encoded()
    case .deleteSuppressions:
      try requests.unsuppress(try .request(in: body), tenant: tenant).encoded()
    default:
      throw ServiceError(
        .unknownOperation, "\(operation.name) is not available in this version.")
    }
  }

  private func id(in body: [UInt8]) throws(ServiceError) -> String {
    try PrivacyRequestReference.request(in: body).requestId
  }
}
