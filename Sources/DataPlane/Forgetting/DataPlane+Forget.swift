import Dispatch
package import PersonalizeAPI
import Platform
import Privacy
package import Store

/// What the process' memory holds of people, found, counted and erased.
///
/// Not among the places, as they name nobody: items and event types that were met, numbers of
/// events, trends and how often items were shown and chosen, which are counted anew from what is
/// left.
extension DataPlane {
  /// Drops all that memory holds of people in a dataset group; reads the disk.
  ///
  /// To be called when they are blocked and their rows have gone from the disk, and again when
  /// models were published without them. Complete when it returns: what requests under way have
  /// read before is not kept.
  package func forget(
    _ users: [String], in group: String, tenant: TenantKey
  ) throws {
    let people = ForgottenPeople(users)
    let group = TenantScoped(tenant: tenant, name: ResourceName.last(of: group))
    let store = try store.tenant(tenant).group(named: group.name)
    finishCommits(of: store)
    let live = liveStates.existing(group)
    var sessions: [ExactText]? = []
    if let live { sessions = live.forget(people) }
    liveActions.existing(store)?.forget(people)
    userRecords.existing(group)?.forget(people)
    trackers.forgetRefusals(in: group)
    targets.forget(people, sessions: sessions, in: group)
    try live?.recount()
  }

  /// How much memory holds of people in a dataset group, by the places that hold anything; reads
  /// the disk.
  package func count(
    of users: [String], in group: String, tenant: TenantKey
  ) throws -> [PlaceCount] {
    let people = ForgottenPeople(users)
    let group = TenantScoped(tenant: tenant, name: ResourceName.last(of: group))
    let store = try store.tenant(tenant).group(named: group.name)
    let live = liveStates.existing(group)?.count(of: people)
    let serving = targets.serving(group)
    let kept = serving.map { $0.snapshot.count(of: people) }
    var counts = PlaceCounts()
    func note(_ count: Int?, _ place: Place) { counts[place] = Int64(count ?? 0) }
    note(live?.histories, .memoryHistories)
    note(live?.seen, .memorySeenItems)
    note(live?.answers, .memoryAnswers)
    note(liveActions.existing(store)?.count(of: people), .memoryActions)
    note(userRecords.existing(group)?.count(of: people), .memoryRecords)
    note(kept.reduce(0) { $0 + $1.lists }, .memoryLists)
    note(kept.reduce(0) { $0 + $1.rows }, .memoryModels)
    note(serving.reduce(0) { $0 + ($1.pins?.count(of: people) ?? 0) }, .memoryPins)
    return counts.list
  }

  /// Waits until all that is committed has been taken into memory.
  private func finishCommits(of store: GroupStore) {
    let isDone = DispatchSemaphore(value: 0)
    store.append([]) { _ in isDone.signal() }
    isDone.wait()
  }
}
