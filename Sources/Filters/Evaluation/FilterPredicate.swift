import Synchronization

/// Which entities pass a filter in one request; asking allocates nothing.
package struct FilterPredicate: Sendable {
  private let program: FilterProgram
  private let layout: Layout
  private let decision = Decision()
  /// Whether other requests will ask the same.
  package var isKept = false

  /// What was found out about all entities, for all copies of a predicate.
  private final class Decision: Sendable {
    let bits = Mutex<EntityBits?>(nil)
  }

  /// Where the expressions that count have their steps.
  struct Layout: Sendable {
    struct Link: Sendable {
      let isInclude: Bool
      let expression: Int
      var alternatives: Range<Int>
    }

    private(set) var links: [Link] = []
    /// The steps of every alternative.
    private(set) var ranges: [Range<Int>] = []
    private(set) var hasIncludes = false

    mutating func begin(_ effect: Filter.Effect, expression: Int) {
      links.append(
        Link(
          isInclude: effect == .include, expression: expression,
          alternatives: ranges.count..<ranges.count))
      if effect == .include { hasIncludes = true }
    }

    mutating func add(_ steps: Range<Int>) {
      ranges.append(steps)
      guard let link = links.indices.last else { return }
      links[link].alternatives = links[link].alternatives.lowerBound..<ranges.count
    }
  }

  init(program: FilterProgram, layout: Layout) {
    self.program = program
    self.layout = layout
  }

  /// Whether no expression counts, so that every entity passes.
  package var admitsAll: Bool { layout.links.isEmpty }

  /// Whether the entity passes; one outside the table has no fields.
  package func admits(_ entity: Int) -> Bool {
    var isIncluded = !layout.hasIncludes
    for index in layout.links.indices {
      let isInclude = layout.links[index].isInclude
      if isInclude, isIncluded { continue }
      guard matches(index, entity) else { continue }
      if !isInclude { return false }
      isIncluded = true
    }
    return isIncluded
  }

  /// All that pass of the first `count` entities, found out once for all copies.
  ///
  /// Many conditions take hardly longer than few: see `FilterScan`.
  package func admitted(count: Int) -> EntityBits {
    if let bits = decision.bits.withLock({ $0 }), bits.count == count { return bits }
    let bits = admittedNow(count: count)
    decision.bits.withLock { $0 = bits }
    return bits
  }

  private func admittedNow(count: Int) -> EntityBits {
    var bits = EntityBits(count: max(count, 0))
    if let scan = FilterScan(program, layout) {
      scan.admit(into: &bits)
    } else {
      for entity in 0..<bits.count where admits(entity) { bits.insert(entity) }
    }
    return bits
  }

  /// Whether asking one by one takes long enough, in all, that asking about all at once pays.
  package var isLong: Bool { isKept || program.steps.count >= 4 }

  /// What each expression of the filter makes of an entity, in the filter's order.
  package func explain(_ entity: Int, in filter: Filter) -> [Outcome] {
    var outcomes = filter.expressions.map { _ in Outcome.noEffect }
    for index in layout.links.indices {
      let expression = layout.links[index].expression
      guard outcomes.indices.contains(expression) else { continue }
      outcomes[expression] = matches(index, entity) ? .matched : .notMatched
    }
    return outcomes
  }

  /// What an expression makes of an entity.
  package enum Outcome: Sendable, Equatable {
    case matched
    case notMatched
    /// The expression does not count: what stands after IF is false, or a placeholder is empty.
    case noEffect
  }

  @inline(__always)
  private func matches(_ link: Int, _ entity: Int) -> Bool {
    for index in layout.links[link].alternatives
    where program.holds(layout.ranges[index], for: entity) {
      return true
    }
    return false
  }
}
