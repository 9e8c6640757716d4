import Dispatch
import HTTP
import PersonalizeAPI
import Platform
import Store
import Synchronization
import Transport

/// The instance's own endpoints, below `/_bespoke/`; they need no credentials.
final class AdminEndpoints: Sendable {
  let store: Store
  let clock: Clock
  let log: Log
  private let version: String
  /// Moves of the clock, one after the other: they write to the disk.
  private let moves = DispatchQueue(label: "bespoke.clock")
  private let startedAt = Clock.monotonicNanoseconds()
  private let isDraining = Atomic(false)
  private let requests = Mutex<[RequestMetrics]>([])
  private let connections = Mutex<@Sendable () -> Int>({ 0 })

  /// What the planes and the deletion service count, in Prometheus' text form.
  private let planeMetrics: @Sendable () -> String

  init(
    store: Store, clock: Clock, version: String, log: Log,
    planeMetrics: @escaping @Sendable () -> String
  ) {
    self.planeMetrics = planeMetrics
    self.store = store
    self.clock = clock
    self.version = version
    self.log = log
  }

  /// Adds a reactor's counts to the metrics.
  func add(_ metrics: RequestMetrics) {
    requests.withLock { $0.append(metrics) }
  }

  /// Says where the number of open connections comes from.
  func countConnections(_ count: @escaping @Sendable () -> Int) {
    connections.withLock { $0 = count }
  }

  /// Lets health checks know that the server is about to end.
  func noteDraining() {
    isDraining.store(true, ordering: .relaxed)
  }

  func respond(
    to operation: Operation, _ request: HTTPRequest, _ call: Call, _ exchange: inout Exchange
  ) {
    switch operation {
    case .getClock:
      exchange.respond(clockState(call))
    case .advanceClock:
      let responder = exchange.detach()
      let body = Array(request.body)
      moves.async { [self] in responder.respond(advanceClock(body, call)) }
    case .getMetrics:
      exchange.respond(
        HTTPResponse(
          .ok, contentType: "text/plain; version=0.0.4; charset=utf-8", headers: call.headers,
          body: Array(exposition.utf8)))
    default:
      exchange.respond(
        HTTPResponse(
          .ok, contentType: "application/json", headers: call.headers, body: health.encoded()))
    }
  }

  private var uptimeSeconds: Double {
    Double((Clock.monotonicNanoseconds() - startedAt) / 1_000_000) / 1000
  }

  private var health: GetHealthResponse {
    GetHealthResponse(
      status: isDraining.load(ordering: .relaxed) ? "draining" : "running", version: version,
      uptimeSeconds: uptimeSeconds, tenants: store.tenantKeys().count)
  }

  /// The metrics in Prometheus' text form.
  private var exposition: String {
    let open = connections.withLock { $0 }()
    return """
      # HELP bespoke_uptime_seconds Seconds since the start.
      # TYPE bespoke_uptime_seconds gauge
      bespoke_uptime_seconds \(uptimeSeconds)
      # HELP bespoke_connections Connections open now.
      # TYPE bespoke_connections gauge
      bespoke_connections \(open)

      """ + RequestMetrics.exposition(requests.withLock { $0 }) + planeMetrics()
  }
}
