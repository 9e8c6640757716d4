import HTTP
import PersonalizeAPI
import Platform
import Store
import Synchronization
import Transport

/// The instance's own endpoints, below `/_bespoke/`; they need no credentials.
final class AdminEndpoints: Sendable {
  private let store: Store
  private let version: String
  private let startedAt = Clock.monotonicNanoseconds()
  private let isDraining = Atomic(false)
  private let sources = Mutex<[@Sendable () -> String]>([])

  init(store: Store, version: String) {
    self.store = store
    self.version = version
  }

  /// Adds something to be shown among the metrics, as Prometheus' text form has it.
  func addMetrics(_ source: @escaping @Sendable () -> String) {
    sources.withLock { $0.append(source) }
  }

  /// Lets health checks know that the server is about to end.
  func noteDraining() {
    isDraining.store(true, ordering: .relaxed)
  }

  func respond(to operation: Operation, _ call: Call, _ exchange: inout Exchange) {
    switch operation {
    case .getMetrics:
      let text = sources.withLock { $0 }.map { $0() }.joined()
      exchange.respond(
        HTTPResponse(
          .ok, contentType: "text/plain; version=0.0.4; charset=utf-8", headers: call.headers,
          body: Array(text.utf8)))
    default:
      let seconds = Double(Clock.monotonicNanoseconds() - startedAt) / 1e9
      let health = GetHealthResponse(
        status: isDraining.load(ordering: .relaxed) ? "draining" : "running", version: version,
        uptimeSeconds: (seconds * 1000).rounded() / 1000, tenants: store.tenantKeys().count)
      exchange.respond(
        HTTPResponse(
          .ok, contentType: "application/json", headers: call.headers, body: health.encoded()))
    }
  }
}
