import Dispatch
import Store
import Synchronization

/// A request in a tenant's lane.
struct LaneRequest: Sendable {
  let request: ControlRequest
  /// Unlike that of any other request of the lane.
  let number: Int
  /// Once it was held: until when it may be, by the uptime in nanoseconds.
  var deadline: UInt64?
}

/// The requests of one tenant, in order of arrival, and those put aside until a resource changes.
final class ControlLane: Sendable {
  let tenant: TenantKey
  let queue: DispatchQueue
  private let state = Mutex(State())

  private struct State {
    var waiting: [LaneRequest] = []
    var isWorking = false
    /// By the ARN they wait for.
    var held: [String: [LaneRequest]] = [:]
    var count = 0
    var isReleased = false

    /// Puts requests into the line; returns whether the caller must start the work.
    mutating func add(_ requests: [LaneRequest]) -> Bool {
      guard !requests.isEmpty else { return false }
      waiting += requests
      defer { isWorking = true }
      return !isWorking
    }
  }

  init(tenant: TenantKey) {
    self.tenant = tenant
    queue = DispatchQueue(label: "bespoke.control.\(tenant)")
  }

  /// - Returns: whether the caller must start the work.
  func add(_ request: ControlRequest) -> Bool {
    state.withLock { state in
      state.count += 1
      return state.add([LaneRequest(request: request, number: state.count)])
    }
  }

  /// The next requests, at most `count`; `nil` ends the work.
  func take(_ count: Int) -> [LaneRequest]? {
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

  /// Puts a request aside until `arn` changes, or until `nanoseconds` after it was first held.
  ///
  /// - Returns: the request with its deadline; `nil` when its time is up.
  func hold(_ request: LaneRequest, for arn: String, nanoseconds: UInt64) -> LaneRequest? {
    state.withLock { state in
      let now = DispatchTime.now().uptimeNanoseconds
      let deadline = request.deadline ?? now &+ nanoseconds
      guard now < deadline, !state.isReleased else { return nil }
      var request = request
      request.deadline = deadline
      state.held[arn, default: []].append(request)
      return request
    }
  }

  /// Takes requests off the held ones: they are answered otherwise.
  func forget(_ requests: [LaneRequest]) {
    let numbers = Set(requests.map(\.number))
    state.withLock { state in
      state.held = state.held.compactMapValues { held in
        let kept = held.filter { !numbers.contains($0.number) }
        return kept.isEmpty ? nil : kept
      }
    }
  }

  /// Lets those run again who wait for a resource; returns whether to start the work.
  func wake(_ arn: String) -> Bool {
    state.withLock { state in state.add(state.held.removeValue(forKey: arn) ?? []) }
  }

  /// Lets a request run a last time whose time is up; returns whether to start the work.
  func expire(_ number: Int) -> Bool {
    state.withLock { state in
      for (arn, held) in state.held {
        guard let place = held.firstIndex(where: { $0.number == number }) else { continue }
        let kept = held.filter { $0.number != number }
        state.held[arn] = kept.isEmpty ? nil : kept
        return state.add([held[place]])
      }
      return false
    }
  }

  /// Lets all run a last time; returns whether to start the work.
  func releaseAll() -> Bool {
    state.withLock { state in
      state.isReleased = true
      defer { state.held = [:] }
      return state.add(state.held.values.flatMap(\.self))
    }
  }
}
