/// Turns conditions into steps of a program, with all that a request gives.
struct FilterCompiler {
  private(set) var program: FilterProgram
  private let values: FilterValues
  private let events: FilterEvents?
  private let currentItem: Int?
  /// What the values of placeholders come to, which many conditions may share.
  private var codesByParameter: [String: [Int32]] = [:]
  private var numbersByParameter: [String: [Double]] = [:]

  init(
    extending program: FilterProgram, values: FilterValues = FilterValues(),
    events: FilterEvents? = nil, currentItem: Int? = nil
  ) {
    self.program = program
    self.values = values
    self.events = events
    self.currentItem = currentItem
  }

  /// Adds steps that hold together where the condition does.
  mutating func add(_ condition: Filter.Condition) throws(FilterRequestError) {
    if case .compared(_, .parameter(let name, _)) = condition.test,
      let list = values[name], list.count > 1
    {
      throw .severalValues(parameter: name)
    }
    if condition.field.dataset.isInteractions {
      try addEvents(condition)
      return
    }
    switch program.table.slot(named: condition.field.name) {
    case .text(let column): try addText(condition, column)
    case .number(let column): try addNumber(condition, column)
    case nil: addAbsent(condition)
    }
  }

  /// Adds a step that holds where a fixed part of the filter does.
  mutating func add(fixed index: Int) {
    program.steps.append(program.fixed[index])
  }

  /// A column that no row has: null everywhere.
  private mutating func addAbsent(_ condition: Filter.Condition) {
    guard case .among(_, let isNegated) = condition.test else {
      program.steps.append(.init(kind: .never))
      return
    }
    program.steps.append(.init(kind: .never, isNegated: isNegated))
  }

  // MARK: Text

  private mutating func addText(
    _ condition: Filter.Condition, _ column: Int
  ) throws(FilterRequestError) {
    let lower = program.codes.count
    let isKnown = try addCodes(of: condition, column)
    var step = FilterProgram.Step(
      kind: .text, column: column, lower: lower, upper: program.codes.count)
    switch condition.test {
    case .among(_, let isNegated): step.isNegated = isNegated
    case .compared(.equal, _): break
    case .compared(.notEqual, _):
      program.steps.append(.init(kind: isKnown ? .hasText : .never, column: column))
      step.isNegated = true
    case .compared: step.kind = .never
    }
    program.steps.append(step)
  }

  /// Adds the codes of the values on the right side, sorted; answers whether that side is not null.
  private mutating func addCodes(
    of condition: Filter.Condition, _ column: Int
  ) throws(FilterRequestError) -> Bool {
    if let field = condition.currentItem {
      let texts = currentTexts(field)
      program.codes += sortedCodes(of: texts)
      return !texts.isEmpty
    }
    let name = condition.parameter
    if let name, let codes = codesByParameter[name] {
      program.codes += codes
      return true
    }
    var texts: [String] = []
    for literal in try literals(of: condition) {
      switch literal {
      case .string(let text): texts.append(text)
      case .number:
        if let name { throw .notQuoted(parameter: name, field: condition.field.spelling) }
      }
    }
    let codes = sortedCodes(of: texts)
    if let name { codesByParameter[name] = codes }
    program.codes += codes
    return true
  }

  private func sortedCodes(of texts: [String]) -> [Int32] {
    texts.compactMap { program.table.texts.code(of: $0) }.sorted()
  }

  private func currentTexts(_ field: Filter.Field) -> [String] {
    guard let currentItem, case .text(let column) = program.table.slot(named: field.name) else {
      return []
    }
    return program.table.texts.values(column, of: currentItem)
  }

  // MARK: Numbers

  private mutating func addNumber(
    _ condition: Filter.Condition, _ column: Int
  ) throws(FilterRequestError) {
    let lower = program.numbers.count
    if let field = condition.currentItem {
      let number = currentNumber(field)
      if !number.isNaN { program.numbers.append(number) }
    } else {
      program.numbers += try sortedNumbers(of: condition)
    }
    let upper = program.numbers.count
    switch condition.test {
    case .among(_, let isNegated):
      program.steps.append(
        .init(kind: .number, isNegated: isNegated, column: column, lower: lower, upper: upper))
    case .compared(let comparison, _):
      guard upper > lower else {
        program.steps.append(.init(kind: .never))
        return
      }
      program.steps.append(
        .init(
          kind: .compare, column: column, comparison: comparison, number: program.numbers[lower]))
    }
  }

  private mutating func sortedNumbers(
    of condition: Filter.Condition
  ) throws(FilterRequestError) -> [Double] {
    let name = condition.parameter
    if let name, let numbers = numbersByParameter[name] { return numbers }
    var numbers: [Double] = []
    for literal in try literals(of: condition) {
      if let number = literal.number {
        numbers.append(number)
      } else if let name {
        throw .notANumber(parameter: name, field: condition.field.spelling)
      }
    }
    numbers.sort()
    if let name { numbersByParameter[name] = numbers }
    return numbers
  }

  private func currentNumber(_ field: Filter.Field) -> Double {
    guard let currentItem, case .number(let column) = program.table.slot(named: field.name) else {
      return .nan
    }
    return program.table.numbers.value(column, of: currentItem)
  }

  // MARK: Events

  private mutating func addEvents(_ condition: Filter.Condition) throws(FilterRequestError) {
    let (names, isAny) = condition.wantedEventTypes(values: values)
    if let name = condition.parameter, names.count < (values[name]?.count ?? 0) {
      throw .notQuoted(parameter: name, field: condition.field.spelling)
    }
    var step = addSet(of: names, isAny: isAny)
    switch condition.test {
    case .among(_, let isNegated): step.isNegated = isNegated
    case .compared(.equal, _): break
    case .compared(.notEqual, _):
      program.steps.append(addSet(of: [], isAny: true))
      step.isNegated = true
    case .compared: step.kind = .never
    }
    program.steps.append(step)
  }

  /// Adds the set of entities that have events of these types; answers the step that asks it.
  private mutating func addSet(of names: [String], isAny: Bool) -> FilterProgram.Step {
    let nothing = FilterProgram.Step(kind: .never, needsRow: false)
    guard let events else { return nothing }
    let wanted = names.compactMap { events.types.code(of: $0) }
    guard isAny || !wanted.isEmpty else { return nothing }
    var set = EntitySet(capacity: events.events.count)
    for event in events.events where isAny || wanted.contains(event.type) {
      set.insert(event.entity)
    }
    let lower = program.members.count
    program.members += set.slots
    return .init(
      kind: .entity, needsRow: false, lower: lower, upper: program.members.count)
  }

  private func literals(
    of condition: Filter.Condition
  ) throws(FilterRequestError) -> [Filter.Literal] {
    switch condition.test {
    case .among(.values(let values), _): return values.map(\.literal)
    case .compared(_, .value(let value)): return [value.literal]
    case .among(.parameter(let name, _), _), .compared(_, .parameter(let name, _)):
      guard let list = values[name] else { throw .missingParameter(name) }
      return list
    case .among(.anything, _), .among(.currentItem, _), .compared(_, .currentItem): return []
    }
  }
}
