import ControlPlane
import Dispatch
import JSON
import PersonalizeAPI
import Platform
import Store
import Synchronization

/// A control-plane request that waits for its turn.
struct ControlRequest: Sendable {
  let operation: Operation
  let body: [UInt8]
  let range: Range<Int>
  /// Takes the encoded answer, or the error, once what was done is on disk.
  let answer: @Sendable (Result<[UInt8], ServiceError>) -> Void
}

/// Runs control-plane requests off the reactors: in order for a tenant, tenants side by side.
///
/// Requests of a tenant that arrive while others are worked on share the next transaction, so
/// that they pay for one sync of the disk together; each still happens wholly or not at all.
final class ControlLanes: Sendable {
  private let store: Store
  private let plane = ControlPlane()
  private let clock: Clock
  private let identifiers: Identifiers
  private let limits: Limits
  private let log: Log
  private let lanes = Mutex<[TenantKey: Lane]>([:])

  /// The most requests that share a transaction.
  private static let batchSize = 64

  init(store: Store, clock: Clock, identifiers: Identifiers, limits: Limits, log: Log) {
    self.store = store
    self.clock = clock
    self.identifiers = identifiers
    self.limits = limits
    self.log = log
  }

  func submit(_ request: ControlRequest, for tenant: TenantKey) {
    let lane = lanes.withLock { lanes in
      if let lane = lanes[tenant] { return lane }
      let lane = Lane(tenant: tenant)
      lanes[tenant] = lane
      return lane
    }
    if lane.add(request) { lane.queue.async { self.work(lane) } }
  }

  private func work(_ lane: Lane) {
    while let requests = lane.take(Self.batchSize) {
      let outcomes: [Result<[UInt8], ServiceError>]
      do {
        let tenant = try store.tenant(lane.tenant)
        outcomes = try tenant.transaction { database in
          let context = ControlContext(
            tenant: lane.tenant, database: database, clock: clock, identifiers: identifiers,
            limits: limits)
          return requests.map { perform($0, context) }
        }
      } catch {
        log.error("control plane failed", ["tenant": "\(lane.tenant)", "error": "\(error)"])
        let failure = ServiceError(.internalFailure, "The request could not be stored: \(error)")
        outcomes = requests.map { _ in .failure(failure) }
      }
      for (request, outcome) in zip(requests, outcomes) { request.answer(outcome) }
    }
  }

  private func perform(
    _ request: ControlRequest, _ context: ControlContext
  ) -> Result<[UInt8], ServiceError> {
    do {
      return .success(
        try context.database.atomically {
          var writer = JSONWriter()
          try PersonalizeDispatcher.dispatch(
            request.operation, body: request.body, range: request.range, service: plane,
            context: context, into: &writer)
          return writer.bytes
        })
    } catch let error as ServiceError {
      return .failure(error)
    } catch {
      log.error(
        "control plane failed", ["operation": request.operation.name, "error": "\(error)"])
      return .failure(ServiceError(.internalFailure, "\(error)"))
    }
  }
}

/// The requests of one tenant, in order of arrival.
private final class Lane: Sendable {
  let tenant: TenantKey
  let queue: DispatchQueue
  private let state = Mutex((waiting: [ControlRequest](), isWorking: false))

  init(tenant: TenantKey) {
    self.tenant = tenant
    queue = DispatchQueue(label: "bespoke.control.\(tenant)")
  }

  /// - Returns: whether the caller must start the work.
  func add(_ request: ControlRequest) -> Bool {
    state.withLock { state in
      state.waiting.append(request)
      defer { state.isWorking = true }
      return !state.isWorking
    }
  }

  /// The next requests, at most `count`; `nil` ends the work.
  func take(_ count: Int) -> [ControlRequest]? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isWorking = false
        return nil
      }
      let taken = Array(state.waiting.prefix(count))
      state.waiting.removeFirst(taken.count)
      return taken
    }
  }
}
