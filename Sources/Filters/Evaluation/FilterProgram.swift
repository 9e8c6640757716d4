/// Tests of entities in a flat form: nothing is allocated, hashed or compared as text when they run.
struct FilterProgram: Sendable {
  /// One test; steps side by side are joined by AND.
  struct Step: Sendable {
    enum Kind: Sendable {
      /// Never holds; negated, always.
      case never
      /// Bits found beforehand; `column` is their index.
      case fixed
      /// The text column has any value.
      case hasText
      /// The text column has one of `codes[lower..<upper]`, which are sorted.
      case text
      /// The number compares with `number`.
      case compare
      /// The number is one of `numbers[lower..<upper]`, which are sorted.
      case number
      /// The entity is in the set whose index is `column`.
      case entity
    }

    var kind: Kind
    var isNegated = false
    var column = 0
    var lower = 0
    var upper = 0
    var comparison = Comparison.equal
    var number = 0.0
  }

  /// What entities passed, and what one without any fields does.
  struct FixedBits: Sendable {
    let bits: EntityBits
    let isAbsentAdmitted: Bool
  }

  let table: FilterTable
  var bits: [FixedBits] = []
  var steps: [Step] = []
  var codes: [Int32] = []
  var numbers: [Double] = []
  var sets: [EntitySet] = []

  init(table: FilterTable) {
    self.table = table
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
    case .fixed: result = isFixed(step.column, entity)
    case .hasText: result = !table.texts[step.column].range(of: entity).isEmpty
    case .text: result = hasText(step, entity)
    case .compare:
      result = step.comparison.holds(table.numbers[step.column].value(of: entity), step.number)
    case .number: result = hasNumber(step, entity)
    case .entity: result = sets[step.column].contains(entity)
    }
    return result != step.isNegated
  }

  private func isFixed(_ index: Int, _ entity: Int) -> Bool {
    entity < bits[index].bits.count ? bits[index].bits[entity] : bits[index].isAbsentAdmitted
  }

  private func hasText(_ step: Step, _ entity: Int) -> Bool {
    for position in table.texts[step.column].range(of: entity) {
      let code = table.texts[step.column][position]
      if codes.contains(code, sortedIn: step.lower..<step.upper) { return true }
    }
    return false
  }

  private func hasNumber(_ step: Step, _ entity: Int) -> Bool {
    numbers.contains(
      table.numbers[step.column].value(of: entity), sortedIn: step.lower..<step.upper)
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
