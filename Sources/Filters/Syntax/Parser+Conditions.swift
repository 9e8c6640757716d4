extension Parser {
  /// `dataset.field operator values`; after IF, the dataset is the current user.
  mutating func condition(isGuard: Bool) throws(FilterError) -> Filter.Condition {
    let field = isGuard ? try currentUserField() : try datasetField()
    if case .comparison(let comparison) = token.kind {
      try advance()
      return Filter.Condition(field: field, test: .compared(comparison, try operand()))
    }
    var isNegated = false
    if token.isKeyword("NOT") {
      isNegated = true
      try advance()
      guard token.isKeyword("IN") else { throw unexpected("IN after NOT") }
    }
    guard token.isKeyword("IN") else {
      throw unexpected("IN, NOT IN or a comparison (=, !=, <, <=, >, >=)")
    }
    try advance()
    let choice = try choice()
    if isNegated, case .parameter(let name, let offset) = choice {
      throw FilterError(
        .placeholder,
        "Invalid input symbol: $\(name). Placeholders are not allowed with NOT_IN operator.",
        at: offset, in: text)
    }
    return Filter.Condition(field: field, test: .among(choice, isNegated: isNegated))
  }

  private mutating func currentUserField() throws(FilterError) -> Filter.Field {
    let offset = token.offset
    guard token.isKeyword("CURRENTUSER") else { throw unexpected("CurrentUser after IF") }
    try advance()
    return Filter.Field(dataset: .users, name: try fieldName(), offset: offset)
  }

  private mutating func datasetField() throws(FilterError) -> Filter.Field {
    let offset = token.offset
    guard case .word(let name) = token.kind else {
      throw unexpected("a dataset, as in Items.GENRE")
    }
    if token.isKeyword("CURRENTUSER") {
      throw failure("CurrentUser may only be used after IF.")
    }
    if token.isKeyword("CURRENTITEM") {
      throw failure("CurrentItem may only stand to the right of an operator.")
    }
    guard let dataset = Filter.Dataset(spelled: name) else {
      let known = Filter.Dataset.allCases.map(\.rawValue).joined(separator: ", ")
      throw failure("\(name) is not a dataset; there are \(known).")
    }
    try advance()
    return Filter.Field(dataset: dataset, name: try fieldName(), offset: offset)
  }

  private mutating func fieldName() throws(FilterError) -> String {
    guard token.kind == .dot else { throw unexpected(". and the name of a field") }
    try advance()
    guard case .word(let name) = token.kind else { throw unexpected("the name of a field") }
    try advance()
    return name
  }

  /// `CurrentItem.field`, if it stands here.
  private mutating func currentItem() throws(FilterError) -> Filter.Field? {
    let offset = token.offset
    guard token.isKeyword("CURRENTITEM") else { return nil }
    try advance()
    return Filter.Field(dataset: .items, name: try fieldName(), offset: offset)
  }

  /// The right side of IN: `( values )`, `( * )`, `( $NAME )` or `CurrentItem.field`.
  private mutating func choice() throws(FilterError) -> Filter.Choice {
    if let field = try currentItem() { return .currentItem(field) }
    let open = token.offset
    guard token.kind == .open else {
      if case .parameter(let name) = token.kind {
        throw failure("write ($\(name)), in parentheses.")
      }
      throw unexpected("( and the values")
    }
    try advance()
    if token.kind == .close { throw failure("the list of values is empty.", at: open) }
    if let name = placeholder() {
      let offset = token.offset
      try advance()
      if token.kind == .comma {
        throw failure(
          "a placeholder stands alone in its parentheses; it may be given several values.",
          kind: .placeholder)
      }
      try closeParenthesis(openedAt: open)
      return .parameter(name, offset: offset)
    }
    if token.kind == .star {
      let offset = token.offset
      try advance()
      try closeParenthesis(openedAt: open)
      return .anything(offset: offset)
    }
    return .values(try values(openedAt: open))
  }

  private mutating func values(openedAt open: Int) throws(FilterError) -> [Filter.Value] {
    var values = [try value()]
    while token.kind == .comma {
      try advance()
      if let name = placeholder() {
        throw failure(
          "$\(name) must stand alone in its parentheses; it may be given several values.",
          kind: .placeholder)
      }
      values.append(try value())
    }
    try closeParenthesis(openedAt: open)
    return values
  }

  private mutating func value() throws(FilterError) -> Filter.Value {
    let offset = token.offset
    let literal: Filter.Literal
    switch token.kind {
    case .string(let text): literal = .string(text)
    case .number(let number): literal = .number(number)
    case .word(let word): throw failure("the value \(word) must be quoted: \"\(word)\".")
    default: throw unexpected("a quoted value or a number")
    }
    try advance()
    return Filter.Value(literal: literal, offset: offset)
  }

  /// The right side of a comparison; a placeholder may stand in parentheses, a value too.
  private mutating func operand() throws(FilterError) -> Filter.Operand {
    if let field = try currentItem() { return .currentItem(field) }
    let open = token.offset
    let isParenthesised = token.kind == .open
    if isParenthesised { try advance() }
    let operand: Filter.Operand
    if let name = placeholder() {
      operand = .parameter(name, offset: token.offset)
      try advance()
    } else {
      operand = .value(try value())
    }
    if isParenthesised { try closeParenthesis(openedAt: open) }
    return operand
  }

  /// The name of the placeholder that stands here, if one does.
  ///
  /// `"$GENRE"` in quotes means the placeholder too, as the service's guide writes it that way in
  /// places; a quoted amount like `"$10"` is a value.
  private func placeholder() -> String? {
    switch token.kind {
    case .parameter(let name): return name
    case .string(let text):
      let name = text.dropFirst()
      guard text.hasPrefix("$"), ParameterName.isValid(name),
        name.first?.isNumber == false
      else { return nil }
      return String(name)
    default: return nil
    }
  }

  private mutating func closeParenthesis(openedAt open: Int) throws(FilterError) {
    guard token.kind == .close else {
      if token.kind == .end { throw failure("this ( is never closed.", at: open) }
      throw unexpected(", or )")
    }
    try advance()
  }
}
