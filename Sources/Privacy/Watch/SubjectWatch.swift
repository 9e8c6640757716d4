package import Platform
package import Store
import Synchronization

/// Who must not be known, served or taken in: asked with each event, request and row.
///
/// It holds keyed hashes only. While a tenant has no entry, asking costs next to nothing.
package final class SubjectWatch: Sendable {
  private struct State {
    var counts: [SubjectMark.Kind: Int] = [:]
    var tenants: [TenantKey: [SubjectHash: [SubjectMark]]] = [:]
    /// How many marks of each tenant hold somebody.
    var holding: [TenantKey: Int] = [:]
    /// Since they were last taken for the disk.
    var dropped: [DroppedKey: Int64] = [:]
  }

  struct DroppedKey: Hashable, Sendable {
    let tenant: TenantKey
    let subject: SubjectHash
  }

  package let hasher: SubjectHasher
  private let state = Mutex(State())
  /// How many people the table holds.
  private let size = Atomic<Int>(0)
  /// How many marks hold somebody.
  private let holding = Atomic<Int>(0)
  private let droppedCount = Atomic<Int64>(0)
  private let changes = Atomic<Int>(0)

  init(hasher: SubjectHasher) {
    self.hasher = hasher
  }

  /// Whether nobody of a tenant stands otherwise than free.
  package func isEmpty(_ tenant: TenantKey) -> Bool {
    size.load(ordering: .acquiring) == 0 || state.withLock { $0.tenants[tenant] == nil }
  }

  /// Whether nobody of a tenant is held: whoever has been erased and may come back is not.
  package func holdsNobody(_ tenant: TenantKey) -> Bool {
    holding.load(ordering: .acquiring) == 0 || state.withLock { $0.holding[tenant] == nil }
  }

  /// Rises whenever somebody stands otherwise than before.
  package var version: Int { changes.load(ordering: .acquiring) }

  /// - Parameter groupARN: only made for those of whom there is something to tell.
  package func standing(
    of userID: String, tenant: TenantKey, groupARN: @autoclosure () -> String
  ) -> SubjectStanding {
    rules(of: userID, tenant: tenant, groupARN: groupARN()).standing
  }

  /// All that holds for a person in a dataset group.
  ///
  /// - Parameter groupARN: only made for those of whom there is something to tell.
  package func rules(
    of userID: String, tenant: TenantKey, groupARN: @autoclosure () -> String
  ) -> SubjectRules {
    guard !isEmpty(tenant) else { return .none }
    let subject = hasher.hash(of: userID)
    let marks = state.withLock { $0.tenants[tenant]?[subject] }
    return marks.map { SubjectRules($0, in: groupARN()) } ?? .none
  }

  /// Whether an event of a person is dropped that was sent, by its own account, at `moment`.
  package func drops(
    eventSentAt moment: Timestamp, of userID: String, tenant: TenantKey, groupARN: String
  ) -> Bool {
    rules(of: userID, tenant: tenant, groupARN: groupARN).drops(eventSentAt: moment)
  }

  /// Counts events or rows of a person that were dropped.
  package func noteDropped(_ count: Int64 = 1, of userID: String, tenant: TenantKey) {
    noteDropped(count, of: hasher.hash(of: userID), tenant: tenant)
  }

  /// Counts events or rows of a person that were dropped, as a worker reports them.
  package func noteDropped(_ count: Int64, of subject: SubjectHash, tenant: TenantKey) {
    droppedCount.add(count, ordering: .relaxed)
    state.withLock {
      $0.dropped[DroppedKey(tenant: tenant, subject: subject), default: 0] += count
    }
  }

  /// How many events and rows were dropped since the start.
  package var droppedSinceStart: Int64 { droppedCount.load(ordering: .relaxed) }

  /// What a worker needs to leave people out of a dataset group; `nil` when there is nobody.
  package func exclusions(tenant: TenantKey, groupARN: String) -> SubjectExclusions? {
    guard !isEmpty(tenant) else { return nil }
    let people = state.withLock { $0.tenants[tenant] } ?? [:]
    let rules = people.mapValues { SubjectRules($0, in: groupARN) }
      .filter { $0.value.standing != .free }
    return rules.isEmpty ? nil : SubjectExclusions(hasher: hasher, rules: rules)
  }
}

// MARK: - What the store does

extension SubjectWatch {
  func add(_ mark: SubjectMark, to subjects: [SubjectHash], tenant: TenantKey) {
    defer { changes.add(1, ordering: .releasing) }
    state.withLock { state in
      for subject in subjects {
        var marks = state.tenants[tenant]?[subject] ?? []
        if marks.isEmpty { size.add(1, ordering: .releasing) }
        let before = marks.count
        marks.removeAll {
          $0.kind == mark.kind && $0.request == mark.request
            && $0.groupARN.isExactly(mark.groupARN)
        }
        let added = 1 - (before - marks.count)
        state.counts[mark.kind, default: 0] += added
        if mark.kind.isHolding { hold(added, tenant, &state) }
        state.tenants[tenant, default: [:]][subject] = marks + [mark]
      }
    }
  }

  /// Removes the marks of `subjects` that `matches` picks.
  func remove(
    from subjects: [SubjectHash], tenant: TenantKey, where matches: (SubjectMark) -> Bool
  ) {
    defer { changes.add(1, ordering: .releasing) }
    state.withLock { state in
      guard var people = state.tenants.removeValue(forKey: tenant) else { return }
      for subject in subjects {
        guard let marks = people[subject] else { continue }
        let kept = marks.filter { !matches($0) }
        for mark in marks where matches(mark) {
          state.counts[mark.kind, default: 0] -= 1
          if mark.kind.isHolding { hold(-1, tenant, &state) }
        }
        people[subject] = kept.isEmpty ? nil : kept
        if kept.isEmpty { size.subtract(1, ordering: .releasing) }
      }
      if !people.isEmpty { state.tenants[tenant] = people }
    }
  }

  private func hold(_ count: Int, _ tenant: TenantKey, _ state: inout State) {
    let sum = (state.holding[tenant] ?? 0) + count
    state.holding[tenant] = sum == 0 ? nil : sum
    holding.add(count, ordering: .acquiringAndReleasing)
  }

  /// How many rules of a kind there are.
  func count(of kind: SubjectMark.Kind) -> Int { state.withLock { $0.counts[kind] ?? 0 } }

  /// The counts of dropped events and rows since the last call.
  func takeDropped() -> [DroppedKey: Int64] {
    state.withLock { state in
      defer { state.dropped = [:] }
      return state.dropped
    }
  }
}
