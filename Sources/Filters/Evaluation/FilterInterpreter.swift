import Platform

/// Applies a filter to one entity at a time, straight from its text: slow, and plain to read.
///
/// It says what filters mean; `FilterPredicate` must say the same.
package struct FilterInterpreter: Sendable {
  let filter: Filter
  let values: FilterValues
  let currentUser: FilterRecord
  let currentItem: FilterRecord

  /// A filter with all that a request gives it; who is not given is one of whom nothing is known.
  package init(
    _ filter: Filter, values: FilterValues = FilterValues(),
    currentUser: FilterRecord = FilterRecord(), currentItem: FilterRecord = FilterRecord()
  ) {
    self.filter = filter
    self.values = values
    self.currentUser = currentUser
    self.currentItem = currentItem
  }

  /// Whether the entity passes: some INCLUDE expression keeps it, or there are none that count, and
  /// no EXCLUDE expression matches.
  ///
  /// - Parameter eventTypes: of the interactions of user and entity; nil for one without type.
  package func admits(_ entity: FilterRecord, eventTypes: [String?] = []) -> Bool {
    let counting = filter.expressions.filter(counts)
    let includes = counting.filter { $0.effect == .include }
    let excludes = counting.filter { $0.effect == .exclude }
    func matches(_ expression: Filter.Expression) -> Bool {
      expression.alternatives.contains { conditions in
        conditions.allSatisfy { holds($0, for: entity, eventTypes: eventTypes) }
      }
    }
    return (includes.isEmpty || includes.contains(where: matches))
      && !excludes.contains(where: matches)
  }

  /// Whether an expression has any effect: what stands after IF holds, and no placeholder is empty.
  func counts(_ expression: Filter.Expression) -> Bool {
    expression.parameters.allSatisfy { values[$0] != nil }
      && expression.guards.allSatisfy { holds($0, for: currentUser, eventTypes: []) }
  }

  func holds(
    _ condition: Filter.Condition, for entity: FilterRecord, eventTypes: [String?]
  ) -> Bool {
    if condition.field.dataset.isInteractions {
      return holds(condition, eventTypes: eventTypes)
    }
    guard entity.exists else { return false }
    let found = entity[condition.field.name]
    switch condition.test {
    case .among(let choice, let isNegated):
      return isMember(found, of: choice) != isNegated
    case .compared(let comparison, let operand):
      guard let found else { return false }
      return compares(found, comparison, operand)
    }
  }

  private func isMember(_ found: FilterRecord.Values?, of choice: Filter.Choice) -> Bool {
    guard let found else { return false }
    switch choice {
    case .anything: return true
    case .values(let values): return values.contains { matches(found, $0.literal) }
    case .parameter(let name, _):
      return (values[name] ?? []).contains { matches(found, $0) }
    case .currentItem(let field):
      guard let other = currentItem[field.name] else { return false }
      return overlap(found, other)
    }
  }

  private func compares(
    _ found: FilterRecord.Values, _ comparison: Comparison, _ operand: Filter.Operand
  ) -> Bool {
    let literal: Filter.Literal
    switch operand {
    case .currentItem(let field):
      guard let other = currentItem[field.name] else { return false }
      if case .number(let left) = found, case .number(let right) = other {
        return comparison.holds(left, right)
      }
      return !comparison.isOrdering && overlap(found, other) == (comparison == .equal)
    case .value(let value): literal = value.literal
    case .parameter(let name, _):
      guard let first = values[name]?.first else { return false }
      literal = first
    }
    if case .number(let left) = found {
      guard let right = literal.number else { return false }
      return comparison.holds(left, right)
    }
    return !comparison.isOrdering && matches(found, literal) == (comparison == .equal)
  }

  private func matches(_ found: FilterRecord.Values, _ literal: Filter.Literal) -> Bool {
    switch found {
    case .number(let number): return literal.number == number
    case .texts(let texts):
      guard case .string(let wanted) = literal else { return false }
      return texts.contains { $0.isExactly(wanted) }
    }
  }

  private func overlap(_ left: FilterRecord.Values, _ right: FilterRecord.Values) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)): left == right
    case (.texts(let left), .texts(let right)):
      left.contains { text in right.contains { $0.isExactly(text) } }
    default: false
    }
  }
}

extension FilterInterpreter {
  /// Event types: several an entity, as a field with several values; none is as null.
  private func holds(_ condition: Filter.Condition, eventTypes: [String?]) -> Bool {
    let isActions = condition.field.dataset == .actionInteractions
    func fold(_ name: String) -> ExactText {
      ExactText(FilterEventTypes.folded(name, isActions: isActions))
    }
    let (wanted, isAny) = condition.wantedEventTypes(values: values)
    let keys = wanted.map(fold)
    let isMember =
      isAny
      ? !eventTypes.isEmpty
      : eventTypes.contains { $0.map { keys.contains(fold($0)) } ?? false }
    switch condition.test {
    case .among(_, let isNegated): return isMember != isNegated
    case .compared(.equal, _): return isMember
    case .compared(.notEqual, _): return !isMember && !eventTypes.isEmpty
    case .compared: return false
    }
  }
}

extension Filter.Condition {
  /// The event types it names, and whether it means any: `*`, quoted or not, or given as a value.
  func wantedEventTypes(values: FilterValues) -> (names: [String], isAny: Bool) {
    let literals: [Filter.Literal]
    switch test {
    case .among(.anything, _): return ([], true)
    case .among(.values(let values), _): literals = values.map(\.literal)
    case .among(.parameter(let name, _), _), .compared(_, .parameter(let name, _)):
      literals = values[name] ?? []
    case .compared(_, .value(let value)): literals = [value.literal]
    case .among(.currentItem, _), .compared(_, .currentItem): literals = []
    }
    let names = literals.compactMap { literal -> String? in
      guard case .string(let name) = literal else { return nil }
      return name
    }
    return (names, names.contains("*"))
  }
}
