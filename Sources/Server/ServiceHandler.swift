import DataPlane
import Dispatch
import HTTP
import JSON
import PersonalizeAPI
import Platform
import Store
import Transport

/// Answers the requests of one reactor: authenticates, routes, and hands them to the planes.
final class ServiceHandler {
  private let services: Services
  private let authenticator: Authenticator
  private let metrics: RequestMetrics

  init(services: Services, authenticator: Authenticator, metrics: RequestMetrics) {
    self.services = services
    self.authenticator = authenticator
    self.metrics = metrics
  }

  func handle(_ request: HTTPRequest, _ exchange: inout Exchange) {
    if let preflight = CORS.preflight(request), Self.isForPages(request.path) {
      exchange.respond(preflight)
      return
    }
    let requestID = services.identifiers.uuid()
    guard let operation = Self.route(request) else {
      if let page = ConsolePages.response(to: request, services.pageGuard) {
        exchange.respond(page)
        return
      }
      refuseUnknown(request, Call(requestID: requestID, isCrossOrigin: false), &exchange)
      return
    }
    let isPage = request.range(of: .origin) != nil
    let call = Call(
      requestID: requestID, isCrossOrigin: isPage && Self.isForPages(operation.service))
    if operation.service == .bespoke {
      administer(request, operation, call, &exchange)
      return
    }
    if operation.service == .openDSR {
      answerOpenDSR(request, operation, &exchange)
      return
    }
    do throws(ServiceError) {
      let tenant = try authenticator.tenant(of: request)
      switch operation.service {
      case .personalize:
        if isPage, !services.pageGuard.isTrusted(request) { throw PageGuard.strangersName }
        submit(request, operation, tenant, call, &exchange)
      case .personalizeEvents: ingest(request, operation, tenant, call, &exchange)
      case .personalizeRuntime: try recommend(request, operation, tenant, call, &exchange)
      case .bespoke, .openDSR: break
      }
    } catch {
      exchange.respond(finish(.failure(error), operation, call))
    }
  }

  /// Pages of other origins may call the events and the runtime service, as on AWS, and no more.
  private static func isForPages(_ service: APIService) -> Bool {
    service == .personalizeEvents || service == .personalizeRuntime
  }

  private static func isForPages(_ path: String) -> Bool {
    Operation(method: "POST", path: path).map { isForPages($0.service) } ?? false
  }

  private static func route(_ request: HTTPRequest) -> Operation? {
    if request.method == .post, request.pathEquals("/") {
      return request.value(of: .amzTarget).flatMap(Operation.init(target:))
    }
    let method = request.method == .head ? HTTPMethod.get : request.method
    return Operation(method: method.rawValue, path: request.path)
      ?? OpenDSRPaths.operation(method: method.rawValue, path: request.path)
  }
}

// MARK: - The instance's own endpoints

extension ServiceHandler {
  private func administer(
    _ request: HTTPRequest, _ operation: Operation, _ call: Call, _ exchange: inout Exchange
  ) {
    if let refusal = services.pageGuard.refusal(of: request) {
      exchange.respond(HTTPResponse(call: call, refusal, in: .bespoke))
      return
    }
    let isPrivacy = PrivacyEndpoints.serves(operation)
    guard isPrivacy || TenantEndpoints.serves(operation) else {
      services.admin.respond(to: operation, request, call, &exchange)
      return
    }
    do throws(ServiceError) {
      let tenant = try authenticator.tenant(of: request)
      let body = request.method == .post ? Array(request.body) : request.queryObject
      let responder = exchange.detach()
      let respond: @Sendable (Result<[UInt8], ServiceError>) -> Void = {
        [metrics, log = services.log] outcome in
        responder.respond(Self.finish(outcome, operation, call, metrics, log))
      }
      if isPrivacy {
        let caller = PrivacyEndpoints.Caller(
          tenant: tenant, name: authenticator.accessKey(of: request))
        services.privacyEndpoints.respond(to: operation, body: body, caller: caller, respond)
      } else {
        services.tenantEndpoints.respond(to: operation, body: body, tenant: tenant, respond)
      }
    } catch {
      exchange.respond(finish(.failure(error), operation, call))
    }
  }
}

// MARK: - OpenDSR

extension ServiceHandler {
  private func answerOpenDSR(
    _ request: HTTPRequest, _ operation: Operation, _ exchange: inout Exchange
  ) {
    let openDSR = services.openDSR
    let metrics = metrics
    let caller: OpenDSREndpoints.Caller
    do throws(ServiceError) {
      if let refusal = services.pageGuard.refusal(of: request) { throw refusal }
      caller = OpenDSREndpoints.Caller(
        tenant: try openDSRTenant(of: request, operation),
        name: authenticator.accessKey(of: request),
        baseURL: "http://\(request.value(of: .host) ?? services.options.host)")
    } catch {
      let refusal = openDSR.refusal(error)
      metrics.count(operation, status: refusal.status.code)
      exchange.respond(refusal)
      return
    }
    let body = request.method == .post ? Array(request.body) : request.labelObject(of: operation)
    let responder = exchange.detach()
    openDSR.respond(to: operation, body: body, caller: caller) { response in
      metrics.count(operation, status: response.status.code)
      responder.respond(response)
    }
  }

  /// What can be asked is open to all; without credentials, open mode takes the account from what
  /// is asked.
  private func openDSRTenant(
    of request: HTTPRequest, _ operation: Operation
  ) throws(ServiceError) -> TenantKey? {
    if operation == .discoverOpenDSR || operation == .getOpenDSRCertificate { return nil }
    let isOpen = services.options.authentication == .open
    if isOpen, request.range(of: .authorization) == nil { return nil }
    return try authenticator.tenant(of: request)
  }
}

extension HTTPRequest {
  /// The parts of the path that are members of an OpenDSR operation's input, as a JSON object.
  fileprivate func labelObject(of operation: Operation) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, value) in operation.labels(in: OpenDSRPaths.canonical(path)) {
      writer.key(name)
      writer.string(String(value))
    }
    writer.endObject()
    return writer.bytes
  }
}

// MARK: - The planes

extension ServiceHandler {
  private func submit(
    _ request: HTTPRequest, _ operation: Operation, _ tenant: TenantKey, _ call: Call,
    _ exchange: inout Exchange
  ) {
    let responder = exchange.detach()
    let control = ControlRequest(
      operation: operation, body: Array(request.body), range: 0..<request.body.count
    ) { [metrics, log = services.log] outcome in
      responder.respond(Self.finish(outcome, operation, call, metrics, log))
    }
    services.lanes.submit(control, for: tenant)
  }

  private func ingest(
    _ request: HTTPRequest, _ operation: Operation, _ tenant: TenantKey, _ call: Call,
    _ exchange: inout Exchange
  ) {
    let responder = exchange.detach()
    let body = Array(request.body)
    services.ingestion.async { [dataPlane = services.dataPlane, metrics, log = services.log] in
      PersonalizeEventsDispatcher.dispatch(
        operation, body: body, range: 0..<body.count, service: dataPlane,
        context: DataContext(tenant: tenant)
      ) { outcome in
        responder.respond(Self.finish(outcome.map { [] }, operation, call, metrics, log))
      }
    }
  }

  /// Answers from memory on the reactor; leaves it when the disk must be read first.
  private func recommend(
    _ request: HTTPRequest, _ operation: Operation, _ tenant: TenantKey, _ call: Call,
    _ exchange: inout Exchange
  ) throws(ServiceError) {
    let dataPlane = services.dataPlane
    do throws(Interruption) {
      try exchange.respond(
        .ok, contentType: operation.contentType,
        headers: { headers in
          headers.add("x-amzn-RequestId", call.requestID)
          CORS.writeHeaders(for: request, to: &headers)
        }
      ) { buffer throws(Interruption) in
        let answered: Bool
        do throws(ServiceError) {
          answered = try dataPlane.respond(
            to: operation, body: request.bytes, range: request.bodyRange, tenant: tenant,
            mayBlock: false, into: &buffer)
        } catch {
          throw .refused(error)
        }
        guard answered else { throw .mustReadDisk }
      }
      metrics.count(operation, status: 200)
    } catch {
      switch error {
      case .refused(let error): throw error
      case .mustReadDisk: break
      }
      let responder = exchange.detach()
      let body = Array(request.body)
      dataPlane.respondLater(to: operation, body: body, tenant: tenant) {
        [metrics, log = services.log] outcome in
        responder.respond(Self.finish(outcome, operation, call, metrics, log))
      }
    }
  }

  /// Why an answer on the reactor came to nothing.
  private enum Interruption: Error {
    case mustReadDisk
    case refused(ServiceError)
  }
}

// MARK: - Answers

extension ServiceHandler {
  private func refuseUnknown(
    _ request: HTTPRequest, _ call: Call, _ exchange: inout Exchange
  ) {
    let asked = request.value(of: .amzTarget) ?? "\(request.method.rawValue) \(request.path)"
    let error = ServiceError(
      .unknownOperation, "Bespoke does not know the operation \(asked.prefix(200)).")
    // What does not name a control-plane operation by its header is taken for a path.
    let isPath = request.range(of: .amzTarget) == nil
    var response = HTTPResponse(call: call, error, in: isPath ? .personalizeRuntime : .personalize)
    if isPath { response.status = .notFound }
    exchange.respond(response)
  }

  private func finish(
    _ outcome: Result<[UInt8], ServiceError>, _ operation: Operation, _ call: Call
  ) -> HTTPResponse {
    Self.finish(outcome, operation, call, metrics, services.log)
  }

  private static func finish(
    _ outcome: Result<[UInt8], ServiceError>, _ operation: Operation, _ call: Call,
    _ metrics: RequestMetrics, _ log: Log
  ) -> HTTPResponse {
    let response: HTTPResponse
    switch outcome {
    case .success(let body):
      response = HTTPResponse(
        .ok, contentType: operation.contentType, headers: call.headers, body: body)
    case .failure(let error):
      response = HTTPResponse(call: call, error, in: operation.service)
      log.debug(
        "refused",
        ["operation": operation.name, "error": error.kind.name, "request": call.requestID])
    }
    metrics.count(operation, status: response.status.code)
    return response
  }
}

/// What is known of a request besides its content.
struct Call: Sendable {
  let requestID: String
  /// Whether a page of another origin asks, which must be allowed to read the answer.
  let isCrossOrigin: Bool

  var headers: [(name: String, value: String)] {
    let own = [(name: "x-amzn-RequestId", value: requestID)]
    return isCrossOrigin ? own + CORS.headers : own
  }
}

extension HTTPResponse {
  init(call: Call, _ error: ServiceError, in service: APIService) {
    let rendered = ErrorResponse(error, in: service)
    self.init(
      HTTPStatus(UInt16(clamping: rendered.status)),
      contentType: service.isREST ? "application/json" : "application/x-amz-json-1.1",
      headers: call.headers + [(name: ErrorResponse.headerName, value: rendered.errorType)],
      body: rendered.body)
  }
}
