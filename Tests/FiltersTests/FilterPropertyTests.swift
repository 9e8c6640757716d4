import Testing

@testable import Filters

@Suite struct FilterPropertyTests {
  @Test func `the compiled predicate and the interpreter agree on random filters and data`()
    throws
  {
    var admitted = 0
    var asked = 0
    for seed in UInt64(1)...300 {
      var world = RandomWorld(seed: seed)
      for _ in 0..<10 {
        let text = world.filter()
        let filter = try Filter(parsing: text)
        let values = try FilterValues(parsing: world.values)
        var events = FilterEvents(types: world.types)
        for event in world.history {
          events.insert(
            type: event.type.flatMap { world.types.code(of: $0) }, entity: event.entity)
        }
        let predicate = try PreparedFilter(filter, table: world.table).bind(
          values: values, events: events, currentUser: world.user,
          currentItem: world.currentItem)
        let plain = FilterInterpreter(
          filter, values: values, currentUser: world.user,
          currentItem: world.rows[world.currentItem])
        let bits = predicate.admitted(count: world.rows.count)
        for (entity, row) in world.rows.enumerated() {
          let eventTypes = world.history.filter { $0.entity == entity }.map(\.type)
          let isAdmitted = plain.admits(row, eventTypes: eventTypes)
          asked += 1
          if isAdmitted { admitted += 1 }
          if predicate.admits(entity) != isAdmitted || bits[entity] != isAdmitted {
            Issue.record("seed \(seed), entity \(entity), \(world.values): \(text)")
            return
          }
        }
      }
    }
    // Neither answer may be rare, or the comparison would say little.
    #expect(admitted > asked / 10 && admitted < asked * 9 / 10, "\(admitted) of \(asked)")
  }

  @Test func `a set of entities has what was put in and nothing else`() {
    var random = SeededRandom(seed: 7)
    for size in [0, 1, 3, 4, 100, 300] {
      var set = EntitySet(capacity: size)
      var expected: Set<Int> = []
      for _ in 0..<size {
        let entity = random.below(1000)
        set.insert(Int32(entity))
        expected.insert(entity)
      }
      #expect(
        (-1...1001).filter {
          EntitySet.contains($0, in: set.slots, from: 0, to: set.slots.count)
        } == expected.sorted())
    }
  }
}
