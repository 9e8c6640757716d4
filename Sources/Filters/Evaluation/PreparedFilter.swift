/// A filter made ready for one table: what no request can change is already evaluated.
///
/// Preparing takes time in proportion to the table; binding it to a request does not. Prepare again
/// when the table changes.
package struct PreparedFilter: Sendable {
  package let filter: Filter
  /// The placeholders, in the order of their first use.
  package let parameters: [FilterRequirements.Parameter]
  /// Whether requests must name a user.
  package let needsUser: Bool
  /// Whether requests must be about an item.
  package let needsCurrentItem: Bool
  /// Whether events must be given with each request.
  package let usesInteractions: Bool
  private let base: FilterProgram
  private let expressions: [Expression]

  private struct Expression {
    let index: Int
    let effect: Filter.Effect
    let guards: [Filter.Condition]
    let parameters: [String]
    let alternatives: [Alternative]
  }

  /// Conditions joined by AND: those that are found already, and those that depend on the request.
  private struct Alternative {
    let fixed: Int?
    let open: [Filter.Condition]
  }

  /// Prepares a filter that `check(against:)` let pass.
  ///
  /// - Parameter table: of the dataset the filter's subject is in: items, users or actions.
  package init(_ filter: Filter, table: FilterTable) {
    self.filter = filter
    parameters = filter.parameters
    needsUser = filter.needsUser
    needsCurrentItem = filter.needsCurrentItem
    usesInteractions = filter.usesInteractions
    var base = FilterProgram(table: table)
    expressions = filter.expressions.enumerated().map { index, expression in
      Expression(
        index: index, effect: expression.effect, guards: expression.guards,
        parameters: expression.parameters,
        alternatives: Self.alternatives(of: expression, base: &base))
    }
    self.base = base
  }

  /// Splits each alternative in its fixed and its open part; alternatives that are altogether fixed
  /// become one.
  private static func alternatives(
    of expression: Filter.Expression, base: inout FilterProgram
  ) -> [Alternative] {
    var fixed: [[Filter.Condition]] = []
    var mixed: [Alternative] = []
    for conditions in expression.alternatives {
      let open = conditions.filter { !$0.isFixed }
      let closed = conditions.filter(\.isFixed)
      if open.isEmpty {
        fixed.append(closed)
      } else {
        let index = closed.isEmpty ? nil : evaluate([closed], base: &base)
        mixed.append(Alternative(fixed: index, open: open))
      }
    }
    guard !fixed.isEmpty else { return mixed }
    return [Alternative(fixed: evaluate(fixed, base: &base), open: [])] + mixed
  }

  /// Finds for every entity whether one of the alternatives holds; answers the bits' index.
  private static func evaluate(
    _ alternatives: [[Filter.Condition]], base: inout FilterProgram
  ) -> Int {
    var compiler = FilterCompiler(extending: FilterProgram(table: base.table))
    var ranges: [Range<Int>] = []
    for conditions in alternatives {
      let lower = compiler.program.steps.count
      for condition in conditions {
        do {
          try compiler.add(condition)
        } catch {
          // Only values that come with a request can be refused, and a fixed condition has none.
          continue
        }
      }
      ranges.append(lower..<compiler.program.steps.count)
    }
    let program = compiler.program
    func holds(_ entity: Int) -> Bool { ranges.contains { program.holds($0, for: entity) } }
    var bits = EntityBits(count: base.table.count)
    for entity in 0..<base.table.count where holds(entity) { bits.insert(entity) }
    return base.keep(bits)
  }

  /// The filter as it is for one request.
  ///
  /// - Parameters:
  ///   - values: what the request gives the placeholders.
  ///   - events: of the request's user (of all users, in a filter of users), newest first.
  ///   - currentUser: the user's fields, without any if nothing is known; nil if none is named.
  ///   - currentItem: the index of the item the request is about, one without a row if its fields
  ///     aren't known; nil if there is none.
  package func bind(
    values: FilterValues = FilterValues(), events: FilterEvents? = nil,
    currentUser: FilterRecord? = nil, currentItem: Int? = nil
  ) throws(FilterRequestError) -> FilterPredicate {
    try values.check(for: parameters)
    if needsUser, currentUser == nil { throw .userRequired }
    if needsCurrentItem, currentItem == nil { throw .currentItemRequired }
    let user = currentUser ?? FilterRecord()
    let interpreter = FilterInterpreter(filter, values: values, currentUser: user)
    var compiler = FilterCompiler(
      extending: base, values: values, events: events, currentItem: currentItem)
    var layout = FilterPredicate.Layout()
    for expression in expressions {
      guard expression.parameters.allSatisfy({ values[$0] != nil }) else { continue }
      for condition in expression.guards { try values.check(condition, in: user) }
      guard
        expression.guards.allSatisfy({ interpreter.holds($0, for: user, eventTypes: []) })
      else { continue }
      layout.begin(expression.effect, expression: expression.index)
      for alternative in expression.alternatives {
        let lower = compiler.program.steps.count
        if let fixed = alternative.fixed { compiler.add(fixed: fixed) }
        for condition in alternative.open { try compiler.add(condition) }
        layout.add(lower..<compiler.program.steps.count)
      }
    }
    return FilterPredicate(program: compiler.program, layout: layout)
  }
}

extension Filter.Condition {
  /// Whether it holds for the same entities whatever the request.
  fileprivate var isFixed: Bool {
    !field.dataset.isInteractions && parameter == nil && currentItem == nil
  }
}

extension FilterValues {
  /// Checks the value given to a condition after IF by what the user's field has.
  fileprivate func check(
    _ condition: Filter.Condition, in record: FilterRecord
  ) throws(FilterRequestError) {
    guard let name = condition.parameter, let list = self[name] else { return }
    if case .compared = condition.test, list.count > 1 { throw .severalValues(parameter: name) }
    let field = "CurrentUser.\(condition.field.name)"
    for literal in list {
      switch (record[condition.field.name], literal) {
      case (.number, _) where literal.number == nil:
        throw .notANumber(parameter: name, field: field)
      case (.texts, .number): throw .notQuoted(parameter: name, field: field)
      default: break
      }
    }
  }
}
