import Store
import Testing

@Suite struct LifecycleTableTests {
  @Test(arguments: ResourceKind.allCases)
  func `every kind's entry is about that kind and agrees with itself`(_ kind: ResourceKind) {
    let lifecycle = Lifecycle.of(kind)
    #expect(lifecycle.kind == kind)
    #expect(Set(lifecycle.states).count == lifecycle.states.count)
    #expect(lifecycle.initialStatus.isTransitional == (lifecycle.creationJob != nil))
    let updatable = Set(lifecycle.update?.from ?? [])
    #expect(updatable.isSubset(of: lifecycle.states))
    if let deletion = lifecycle.deletion {
      #expect(!deletion.from.isEmpty)
      #expect(Set(deletion.from).isSubset(of: lifecycle.states))
      #expect(deletion.from.allSatisfy { !$0.isTransitional })
      #expect((deletion.job == .delete) == lifecycle.states.contains(.deletePending))
    } else {
      #expect(!lifecycle.states.contains(.deletePending))
    }
    for requirement in lifecycle.requirements {
      #expect(Set(requirement.states).isSubset(of: Lifecycle.of(requirement.kind).states))
    }
  }

  @Test func `what cannot be deleted vanishes with something else`() {
    let cascading = Set(ResourceKind.allCases.flatMap { Lifecycle.of($0).cascades })
    for kind in ResourceKind.allCases where Lifecycle.of(kind).deletion == nil {
      #expect(cascading.contains(kind), "\(kind) could never be removed")
    }
  }

  @Test func `each quota belongs to one kind`() {
    let names = ResourceKind.allCases.flatMap { Lifecycle.of($0).quotas.map(\.name) }
    #expect(names.count == Set(names).count)
    #expect(Set(names) == Set(QuotaName.allCases))
  }
}
