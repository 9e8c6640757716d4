import Dispatch
import PersonalizeAPI
import Platform
import Store
import Synchronization

/// A name in a tenant: an ARN, a tracking id, a dataset group.
struct TenantScoped: Hashable, Sendable {
  let tenant: TenantKey
  let name: String
}

/// The campaigns that can answer from memory.
///
/// A campaign is loaded when it is first asked for. A change of its resource makes its snapshot
/// doubtful: the next request checks the resource, off the reactor, and if the campaign serves
/// another solution version by now, the old snapshot goes on serving until the new one is loaded.
final class CampaignRegistry: Sendable {
  private let store: Store
  private let liveStates: LiveStates
  private let log: Log
  private let contents = Mutex(Contents())
  private let loader = DispatchQueue(label: "bespoke.campaigns", attributes: .concurrent)

  private struct Contents {
    var entries: [TenantScoped: Entry] = [:]
    /// Rises with each change of any campaign.
    var changes = 0
    /// One a campaign whose snapshot is being loaded.
    var loads: [TenantScoped: Load] = [:]
  }

  private struct Entry {
    var snapshot: CampaignSnapshot
    /// Whether the resource has not changed since it was last looked at.
    var isCurrent: Bool
  }

  /// Makes those who want the same snapshot wait for one loading.
  private final class Load: Sendable {
    let lock = Mutex<Void>(())
  }

  init(store: Store, liveStates: LiveStates, log: Log) {
    self.store = store
    self.liveStates = liveStates
    self.log = log
  }

  /// The snapshot of a campaign, if it is loaded and its resource has not changed.
  func current(_ campaign: TenantScoped) -> CampaignSnapshot? {
    contents.withLock { contents in
      guard let entry = contents.entries[campaign], entry.isCurrent else { return nil }
      return entry.snapshot
    }
  }

  /// The snapshot of a campaign, looked up and loaded as far as needed; reads the disk.
  func resolve(_ campaign: TenantScoped) throws(ServiceError) -> CampaignSnapshot {
    if let snapshot = current(campaign) { return snapshot }
    let changes = contents.withLock { $0.changes }
    let description: CampaignDescription
    do {
      description = try CampaignDescription(reading: campaign, from: store, log: log)
    } catch {
      if error.kind != .internalFailure { discard(campaign) }
      throw error
    }
    let serving = contents.withLock { contents in
      let isUnchanged = contents.changes == changes
      contents.entries[campaign]?.isCurrent = isUnchanged
      return contents.entries[campaign]?.snapshot
    }
    guard let serving else { return try load(campaign, description, changes) }
    if serving.solutionVersionARN != description.solutionVersionARN { refresh(campaign) }
    return serving
  }

  /// Takes note of a change of a campaign's resource, without touching the store.
  func noteChange(_ campaign: TenantScoped) {
    let isLoaded = contents.withLock { contents in
      contents.changes += 1
      contents.entries[campaign]?.isCurrent = false
      return contents.entries[campaign] != nil
    }
    if isLoaded { refresh(campaign) }
  }

  /// Brings a loaded campaign's snapshot up to date, in the background.
  private func refresh(_ campaign: TenantScoped) {
    loader.async { [self] in
      do {
        let changes = contents.withLock { $0.changes }
        let description = try CampaignDescription(reading: campaign, from: store, log: log)
        let serving = contents.withLock { $0.entries[campaign]?.snapshot }
        guard let serving, serving.solutionVersionARN != description.solutionVersionARN else {
          return
        }
        _ = try load(campaign, description, changes)
      } catch let error as ServiceError where error.kind == .internalFailure {
        log.error("cannot load campaign", ["arn": campaign.name, "reason": error.message])
      } catch {
        discard(campaign)
      }
    }
  }

  private func discard(_ campaign: TenantScoped) {
    let entry = contents.withLock { $0.entries.removeValue(forKey: campaign) }
    entry?.snapshot.retire()
  }

  /// Loads what a description asks for; `changes` is how many there had been when it was read.
  private func load(
    _ campaign: TenantScoped, _ description: CampaignDescription, _ changes: Int
  ) throws(ServiceError) -> CampaignSnapshot {
    let load = contents.withLock { contents in
      let load = contents.loads[campaign] ?? Load()
      contents.loads[campaign] = load
      return load
    }
    defer { contents.withLock { $0.loads[campaign] = nil } }
    return try load.lock.withLock { _ throws(ServiceError) in
      let loaded = contents.withLock { $0.entries[campaign]?.snapshot }
      if let loaded, loaded.solutionVersionARN == description.solutionVersionARN { return loaded }
      let snapshot = try description.loadSnapshot(from: store, liveStates, log: log)
      put(snapshot, as: campaign, changes)
      return snapshot
    }
  }

  private func put(_ snapshot: CampaignSnapshot, as campaign: TenantScoped, _ changes: Int) {
    let replaced = contents.withLock { contents in
      let entry = Entry(snapshot: snapshot, isCurrent: contents.changes == changes)
      return contents.entries.updateValue(entry, forKey: campaign)
    }
    replaced?.snapshot.retire()
  }
}
