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
///
/// A Describe of something that is about to change may be held: it leaves the lane, and runs again
/// when its resource changes or its time is up, so that it holds neither a thread nor the others.
final class ControlLanes: Sendable {
  private let store: Store
  private let plane = ControlPlane()
  private let clock: Clock
  private let identifiers: Identifiers
  private let limits: LimitSettings
  private let holdNanoseconds: UInt64
  private let log: Log
  private let lanes = Mutex<[TenantKey: ControlLane]>([:])

  /// The most requests that share a transaction.
  private static let batchSize = 64

  /// - Parameter holdMilliseconds: how long a Describe may be held at most; 0 holds none.
  init(
    store: Store, clock: Clock, identifiers: Identifiers, limits: LimitSettings,
    holdMilliseconds: Int = 0, log: Log
  ) {
    self.store = store
    self.clock = clock
    self.identifiers = identifiers
    self.limits = limits
    holdNanoseconds = UInt64(max(holdMilliseconds, 0)) * 1_000_000
    self.log = log
    guard holdMilliseconds > 0 else { return }
    store.changes.subscribe { [weak self] changes in self?.note(changes) }
  }

  func submit(_ request: ControlRequest, for tenant: TenantKey) {
    let lane = lanes.withLock { lanes in
      if let lane = lanes[tenant] { return lane }
      let lane = ControlLane(tenant: tenant)
      lanes[tenant] = lane
      return lane
    }
    if lane.add(request) { start(lane) }
  }

  /// Has all held requests answered now, and holds no more.
  func releaseHeld() {
    for lane in lanes.withLock({ Array($0.values) }) where lane.releaseAll() { start(lane) }
  }

  private func start(_ lane: ControlLane) {
    lane.queue.async { self.work(lane) }
  }

  private func work(_ lane: ControlLane) {
    while let requests = lane.take(Self.batchSize) {
      var held: [LaneRequest] = []
      var outcomes: [(request: LaneRequest, result: Result<[UInt8], ServiceError>)]
      do {
        let tenant = try store.tenant(lane.tenant)
        (outcomes, held) = try tenant.transaction { database in
          let context = ControlContext(
            tenant: lane.tenant, database: database, clock: clock, identifiers: identifiers,
            limits: limits.limits(of: lane.tenant))
          return hold(requests.map { ($0, perform($0.request, context)) }, in: lane)
        }
      } catch {
        log.error("control plane failed", ["tenant": "\(lane.tenant)", "error": "\(error)"])
        let failure = ServiceError(.internalFailure, "The request could not be stored: \(error)")
        lane.forget(requests)
        (outcomes, held) = (requests.map { ($0, .failure(failure)) }, [])
      }
      for (request, result) in outcomes { request.request.answer(result) }
      let known = Set(requests.filter { $0.deadline != nil }.map(\.number))
      for request in held where !known.contains(request.number) { setTimer(request, lane) }
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

// MARK: - Held requests

extension ControlLanes {
  /// Puts aside those of the requests that are to wait for a change.
  ///
  /// Inside the transaction, so that no change can be committed between the answer and the wait.
  private func hold(
    _ outcomes: [(request: LaneRequest, result: Result<[UInt8], ServiceError>)],
    in lane: ControlLane
  ) -> (
    answered: [(request: LaneRequest, result: Result<[UInt8], ServiceError>)], held: [LaneRequest]
  ) {
    guard holdNanoseconds > 0 else { return (outcomes, []) }
    var held: [LaneRequest] = []
    let answered = outcomes.filter { outcome in
      guard case .success(let answer) = outcome.result,
        let arn = PendingDescribe.arn(outcome.request.request, answer: answer),
        let request = lane.hold(outcome.request, for: arn, nanoseconds: holdNanoseconds)
      else { return true }
      held.append(request)
      return false
    }
    return (answered, held)
  }

  private func setTimer(_ request: LaneRequest, _ lane: ControlLane) {
    guard let deadline = request.deadline else { return }
    lane.queue.asyncAfter(deadline: DispatchTime(uptimeNanoseconds: deadline)) { [weak self] in
      if lane.expire(request.number) { self?.work(lane) }
    }
  }

  /// Called on the thread that committed the changes.
  private func note(_ changes: [Change]) {
    for change in changes {
      guard case .resource(_, let arn) = change.subject,
        let lane = lanes.withLock({ $0[change.tenant] }), lane.wake(arn)
      else { continue }
      start(lane)
    }
  }
}
