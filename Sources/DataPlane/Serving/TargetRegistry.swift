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

/// A campaign or recommender as it serves now.
struct ServingTarget: Sendable {
  var snapshot: TargetSnapshot
  var settings: TargetSettings
  /// Of this target, in the ids of its answers.
  let mark: UInt32

  /// What is explored now; `nil` for relevance alone.
  var exploration: ExplorationSettings? { snapshot.recipe.exploration(settings.exploration) }
  /// `nil` when nothing is pinned.
  var pins: PinnedResults?
}

/// The campaigns and recommenders that can answer from memory.
///
/// A target is loaded when it is first asked for. A change of its resource makes its snapshot
/// doubtful: the next request checks the resource, off the reactor, and if the target has another
/// model by now, the old snapshot goes on serving until the new one is loaded.
final class TargetRegistry: Sendable {
  private let store: Store
  private let liveStates: LiveStates
  private let log: Log
  private let contents = Mutex(Contents())
  private let loader = DispatchQueue(label: "bespoke.targets", attributes: .concurrent)

  private struct Contents {
    var entries: [TenantScoped: Entry] = [:]
    /// Rises with each change of any target.
    var changes = 0
    /// One a target whose snapshot is being loaded.
    var loads: [TenantScoped: Load] = [:]
  }

  private struct Entry {
    var serving: ServingTarget
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

  /// What serves for a target, if it is loaded and its resource has not changed.
  func current(_ target: TenantScoped) -> ServingTarget? {
    contents.withLock { contents in
      guard let entry = contents.entries[target], entry.isCurrent else { return nil }
      return entry.serving
    }
  }

  /// What serves for a target, looked up and loaded as far as needed; reads the disk.
  func resolve(_ target: TenantScoped) throws(ServiceError) -> ServingTarget {
    if let serving = current(target) { return serving }
    let changes = contents.withLock { $0.changes }
    let description: TargetDescription
    do {
      description = try TargetDescription(reading: target, from: store, log: log)
    } catch {
      if error.kind != .internalFailure { discard(target) }
      throw error
    }
    let serving = contents.withLock { contents -> ServingTarget? in
      guard var entry = contents.entries[target] else { return nil }
      entry.isCurrent = contents.changes == changes
      entry.serving.settings = description.settings
      entry.serving.pins = description.pins
      let serving = entry.serving
      // Pins that may be gone by now are used once and not kept.
      if !entry.isCurrent { entry.serving.pins = nil }
      contents.entries[target] = entry
      return serving
    }
    guard let serving else { return try load(target, description, changes) }
    if let identity = try? description.modelIdentity(in: store, log: log),
      serving.snapshot.identity != identity
    {
      refresh(target)
    }
    return serving
  }

  /// Takes note of a change of a target's resource, without touching the store.
  func noteChange(_ target: TenantScoped) {
    let isLoaded = contents.withLock { contents in
      contents.changes += 1
      contents.entries[target]?.isCurrent = false
      return contents.entries[target] != nil
    }
    if isLoaded { refresh(target) }
  }

  /// Takes note that the model published under an ARN may be another by now.
  func noteChange(ofModel arn: String, _ tenant: TenantKey) {
    let targets = contents.withLock { contents in
      contents.changes += 1
      let targets = contents.entries.filter { target, entry in
        target.tenant == tenant && entry.serving.snapshot.identity.arn == arn
      }.keys
      for target in targets { contents.entries[target]?.isCurrent = false }
      return targets
    }
    for target in targets { refresh(target) }
  }

  /// Brings a loaded target's snapshot up to date, in the background.
  private func refresh(_ target: TenantScoped) {
    loader.async { [self] in update(target) }
  }

  private func update(_ target: TenantScoped) {
    do throws(ServiceError) {
      let changes = contents.withLock { $0.changes }
      let description = try TargetDescription(reading: target, from: store, log: log)
      let identity = try description.modelIdentity(in: store, log: log)
      let serving = contents.withLock { $0.entries[target]?.serving.snapshot }
      guard let serving, serving.identity != identity else { return }
      _ = try load(target, description, changes)
    } catch {
      guard error.kind == .internalFailure else { return discard(target) }
      log.error("cannot load", ["arn": target.name, "reason": error.message])
    }
  }

  private func discard(_ target: TenantScoped) {
    let entry = contents.withLock { $0.entries.removeValue(forKey: target) }
    entry?.serving.snapshot.retire()
  }

  /// Loads what a description asks for; `changes` is how many there had been when it was read.
  private func load(
    _ target: TenantScoped, _ description: TargetDescription, _ changes: Int
  ) throws(ServiceError) -> ServingTarget {
    let load = contents.withLock { contents in
      let load = contents.loads[target] ?? Load()
      contents.loads[target] = load
      return load
    }
    defer { contents.withLock { $0.loads[target] = nil } }
    return try load.lock.withLock { _ throws(ServiceError) in
      let loaded = contents.withLock { $0.entries[target]?.serving }
      let identity = try description.modelIdentity(in: store, log: log)
      if let loaded, loaded.snapshot.identity == identity { return loaded }
      let snapshot = try description.loadSnapshot(from: store, liveStates, log: log)
      let serving = ServingTarget(
        snapshot: snapshot, settings: description.settings,
        mark: RecommendationSource.mark(ofTarget: target.name), pins: description.pins)
      put(serving, as: target, changes)
      return serving
    }
  }

  private func put(_ serving: ServingTarget, as target: TenantScoped, _ changes: Int) {
    let replaced = contents.withLock { contents in
      var entry = Entry(serving: serving, isCurrent: contents.changes == changes)
      if !entry.isCurrent { entry.serving.pins = nil }
      return contents.entries.updateValue(entry, forKey: target)
    }
    replaced?.serving.snapshot.retire()
  }
}

// MARK: - Forgetting

extension TargetRegistry {
  /// What serves now for the targets of a group; reads the disk, as models may be others by now.
  func serving(_ group: TenantScoped) -> [ServingTarget] {
    for (target, _) in loaded(group) { update(target) }
    return loaded(group).map(\.serving)
  }

  /// Drops these people's pins and lists from memory, and the models that are others by now.
  ///
  /// - Parameter sessions: those of theirs; `nil` when it is not known which.
  func forget(_ people: ForgottenPeople, sessions: [ExactText]?, in group: TenantScoped) {
    contents.withLock { contents in
      contents.changes += 1
      for (target, entry) in contents.entries where entry.serving.snapshot.group == group {
        contents.entries[target]?.isCurrent = false
        contents.entries[target]?.serving.pins = entry.serving.pins?.without(people)
      }
    }
    for serving in serving(group) { serving.snapshot.forget(people, sessions: sessions) }
  }

  private func loaded(
    _ group: TenantScoped
  ) -> [(target: TenantScoped, serving: ServingTarget)] {
    contents.withLock { contents in
      contents.entries.filter { $0.value.serving.snapshot.group == group }
        .map { ($0.key, $0.value.serving) }
    }
  }
}
