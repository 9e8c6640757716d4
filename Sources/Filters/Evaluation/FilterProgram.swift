/// Tests of entities in a flat form: nothing is allocated, hashed or compared as text when they run.
struct FilterProgram: Sendable {
  /// One test; steps side by side are joined by AND.
  struct Step: Sendable {
    enum Kind: Sendable {
      /// Never holds.
      case never
      /// The bit found beforehand, from `words[lower]` on, of `upper` entities; off for others.
      case fixed
      /// The text column has any value.
      case hasText
      /// The text column has one of `codes[lower..<upper]`, which are sorted.
      case text
      /// The number compares with `number`.
      case compare
      /// The number is one of `numbers[lower..<upper]`, which are sorted.
      case number
      /// The entity is in the set whose slots are `members[lower..<upper]`.
      case entity
    }

    var kind: Kind
    var isNegated = false
    /// Whether, negated, it holds only for entities that have a row.
    var needsRow = true
    var column = 0
    var lower = 0
    var upper = 0
    var comparison = Comparison.equal
    var number = 0.0
  }

  let table: FilterTable
  var steps: [Step] = []
  var codes: [Int32] = []
  var numbers: [Double] = []
  /// The slots of all sets of entities, one after the other.
  var members: [Int32] = []
  /// The steps that ask the bits found beforehand.
  private(set) var fixed: [Step] = []
  private(set) var words: [UInt64] = []

  init(table: FilterTable) {
    self.table = table
  }

  /// Keeps bits found beforehand; answers their index in `fixed`.
  mutating func keep(_ bits: EntityBits) -> Int {
    fixed.append(Step(kind: .fixed, lower: words.count, upper: bits.count))
    words += bits.words
    return fixed.count - 1
  }

  /// Whether all steps of a range hold for an entity.
  func holds(_ range: Range<Int>, for entity: Int) -> Bool {
    for index in range where !holds(steps[index], for: entity) { return false }
    return true
  }

  @inline(__always)
  private func holds(_ step: Step, for entity: Int) -> Bool {
    let result: Bool
    switch step.kind {
    case .never: result = false
    case .fixed: result = isFixed(step, entity)
    case .hasText: result = !table.texts.range(step.column, of: entity).isEmpty
    case .text: result = hasText(step, entity)
    case .compare:
      result = step.comparison.holds(table.numbers.value(step.column, of: entity), step.number)
    case .number: result = hasNumber(step, entity)
    case .entity:
      result = EntitySet.contains(entity, in: members, from: step.lower, to: step.upper)
    }
    guard step.isNegated else { return result }
    return !result && (!step.needsRow || table.hasRow(entity))
  }

  @inline(__always)
  private func isFixed(_ step: Step, _ entity: Int) -> Bool {
    guard entity >= 0, entity < step.upper else { return false }
    return words[step.lower + (entity >> 6)] >> UInt64(entity & 63) & 1 == 1
  }

  @inline(__always)
  private func hasText(_ step: Step, _ entity: Int) -> Bool {
    for position in table.texts.range(step.column, of: entity)
    where codes.contains(table.texts.codes[position], sortedIn: step.lower..<step.upper) {
      return true
    }
    return false
  }

  @inline(__always)
  private func hasNumber(_ step: Step, _ entity: Int) -> Bool {
    numbers.contains(
      table.numbers.value(step.column, of: entity), sortedIn: step.lower..<step.upper)
  }
}

extension Array where Element: Comparable {
  /// Whether a sorted stretch of the array has the element; a NaN never is.
  @inline(__always)
  fileprivate func contains(_ element: Element, sortedIn range: Range<Int>) -> Bool {
    var lower = range.lowerBound
    var upper = range.upperBound
    while upper - lower > 8 {
      let middle = (lower + upper) / 2
      if self[middle] > element { upper = middle } else { lower = middle }
    }
    for index in lower..<upper where self[index] == element { return true }
    return false
  }
}
