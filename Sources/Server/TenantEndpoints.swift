import DataPlane
import Dispatch
import HTTP
import JSON
import PersonalizeAPI
import Platform
import Store

/// The endpoints below `/_bespoke/` that concern one tenant's data; they need its credentials.
final class TenantEndpoints: Sendable {
  private let dataPlane: DataPlane
  private let store: Store
  private let log: Log
  private let queue = DispatchQueue(label: "bespoke.tenant-endpoints", attributes: .concurrent)

  init(dataPlane: DataPlane, store: Store, log: Log) {
    self.dataPlane = dataPlane
    self.store = store
    self.log = log
  }

  /// Whether an operation is one of these.
  static func serves(_ operation: Operation) -> Bool {
    switch operation {
    case .explainRecommendations, .getEventCounts, .listJobs, .putPin, .listPins, .deletePin,
      .deletePins:
      true
    default: false
    }
  }

  /// Answers off the reactors; `body` is JSON.
  func respond(
    to operation: Operation, body: [UInt8], tenant: TenantKey,
    _ completion: @escaping @Sendable (Result<[UInt8], ServiceError>) -> Void
  ) {
    queue.async { [self] in
      completion(
        Result { () throws(ServiceError) in
          try answer(to: operation, body, DataContext(tenant: tenant))
        })
    }
  }

  private func answer(
    to operation: Operation, _ body: [UInt8], _ context: DataContext
  ) throws(ServiceError) -> [UInt8] {
    switch operation {
    case .explainRecommendations:
      try dataPlane.explain(try .request(in: body), context).encoded()
    case .getEventCounts: try dataPlane.eventCounts(try .request(in: body), context).encoded()
    case .listJobs: try jobs(try .request(in: body), context.tenant).encoded()
    case .putPin: try dataPlane.putPin(try .request(in: body), context).encoded()
    case .listPins: try dataPlane.listPins(try .request(in: body), context).encoded()
    case .deletePin: try dataPlane.deletePin(try .request(in: body), context).encoded()
    case .deletePins: try dataPlane.deletePins(try .request(in: body), context).encoded()
    default: throw ServiceError(.unknownOperation, "\(operation.name) is none of a tenant's.")
    }
  }

  private func jobs(
    _ request: ListJobsRequest, _ tenant: TenantKey
  ) throws(ServiceError) -> ListJobsResponse {
    do {
      return try store.tenant(tenant).transaction { try JobEndpoint.list(request, in: $0) }
    } catch let error as ServiceError {
      throw error
    } catch {
      log.error("jobs cannot be listed", ["reason": "\(error)"])
      throw ServiceError(.internalFailure, "The jobs cannot be read.")
    }
  }
}

extension HTTPRequest {
  /// The query as the JSON object that a request without a body stands for; all values are texts.
  var queryObject: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for item in queryItems where !item.value.isEmpty {
      writer.key(item.name)
      writer.string(item.value)
    }
    writer.endObject()
    return writer.bytes
  }
}
