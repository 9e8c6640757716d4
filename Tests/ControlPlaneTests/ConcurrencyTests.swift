import ControlPlane
import Dispatch
import PersonalizeAPI
import Store
import Synchronization
import Testing

@Suite struct ConcurrencyTests {
  @Test func `of two creates of one name one wins, a thousand times`() async throws {
    let world = try World()
    let tenant = world.tenant
    let clock = world.clock
    let identifiers = world.identifiers
    var limits = Limits()
    limits[.datasetGroups] = .max
    let outcomes = Mutex<[String: [ErrorKind?]]>([:])
    let create = { @Sendable [limits] (name: String) in
      let result = Result {
        try tenant.transaction { database in
          let context = ControlContext(
            tenant: tenant.key, database: database, clock: clock, identifiers: identifiers,
            limits: limits)
          return try database.atomically {
            try ControlPlane().createDatasetGroup(CreateDatasetGroupRequest(name: name), context)
          }
        }
      }
      let refusal: ErrorKind? =
        switch result {
        case .success: nil
        case .failure(let error): (error as? ServiceError)?.kind ?? .internalFailure
        }
      outcomes.withLock { $0[name, default: []].append(refusal) }
    }
    // Threads of their own: each waits for the other's transaction.
    await withCheckedContinuation { continuation in
      let group = DispatchGroup()
      for _ in 0..<2 {
        DispatchQueue(label: "creator").async(group: group) {
          for number in 1...1000 { create("g\(number)") }
        }
      }
      group.notify(queue: .global()) { continuation.resume() }
    }
    let all = outcomes.withLock { $0 }
    #expect(all.count == 1000)
    for (name, kinds) in all {
      #expect(kinds.count == 2)
      #expect(kinds.contains(nil) && kinds.contains(.resourceAlreadyExists), "\(name): \(kinds)")
    }
    let stored = try tenant.transaction { try $0.count(.datasetGroup) }
    #expect(stored == 1000)
  }
}
