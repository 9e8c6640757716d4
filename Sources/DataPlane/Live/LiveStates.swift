import Platform
import Store
import Synchronization

/// The live state of each dataset group that has been asked for.
final class LiveStates: Sendable {
  private let states = Mutex<[TenantScoped: LiveState]>([:])

  /// The state of a group named by its tenant and name; opens the group's store.
  func state(of group: TenantScoped, in store: Store) throws -> LiveState {
    let groupStore = try store.tenant(group.tenant).group(named: group.name)
    return states.withLock { states in
      // A group that was deleted and made again under the same name has another store.
      if let state = states[group], state.store === groupStore { return state }
      let state = LiveState(store: groupStore)
      states[group] = state
      return state
    }
  }

  /// The state of a group, if it has been asked for.
  func existing(_ group: TenantScoped) -> LiveState? { states.withLock { $0[group] } }

  /// Takes note that datasets of a tenant may have other rows.
  func noteChange(_ tenant: TenantKey) {
    let concerned = states.withLock { states in
      states.filter { $0.key.tenant == tenant }.map(\.value)
    }
    for state in concerned { state.noteChange() }
  }
}
