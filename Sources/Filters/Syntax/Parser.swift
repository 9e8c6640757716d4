/// Reads the tokens of a filter, one ahead; there is nothing to nest, so nothing recurs.
struct Parser {
  let text: String
  private var lexer: Lexer
  private(set) var token: Token

  init(_ text: String) throws(FilterError) {
    self.text = text
    lexer = Lexer(text)
    token = try lexer.next()
  }

  mutating func advance() throws(FilterError) {
    token = try lexer.next()
  }

  /// `expression ( "|" expression )*`, to the end of the text.
  mutating func chain() throws(FilterError) -> [Filter.Expression] {
    var expressions = [try expression()]
    while token.kind == .bar {
      try advance()
      expressions.append(try expression())
    }
    guard token.kind == .end else {
      if case .close = token.kind { throw failure("this ) closes nothing.") }
      let hasGuards = expressions.last?.guards.isEmpty == false
      throw unexpected(hasGuards ? "AND, | or the end" : "AND, OR, IF, | or the end")
    }
    return expressions
  }

  private mutating func expression() throws(FilterError) -> Filter.Expression {
    let offset = token.offset
    let effect: Filter.Effect
    if token.isKeyword("INCLUDE") {
      effect = .include
    } else if token.isKeyword("EXCLUDE") {
      effect = .exclude
    } else {
      throw unexpected("INCLUDE or EXCLUDE")
    }
    try advance()
    let subject = try subject()
    guard token.isKeyword("WHERE") else { throw unexpected("WHERE") }
    try advance()
    var alternatives: [[Filter.Condition]] = []
    var conjunction = [try condition(isGuard: false)]
    while true {
      if token.isKeyword("AND") {
        try advance()
        conjunction.append(try condition(isGuard: false))
      } else if token.isKeyword("OR") {
        try advance()
        alternatives.append(conjunction)
        conjunction = [try condition(isGuard: false)]
      } else {
        break
      }
    }
    alternatives.append(conjunction)
    return Filter.Expression(
      effect: effect, subject: subject, alternatives: alternatives, guards: try guards(),
      offset: offset)
  }

  private mutating func subject() throws(FilterError) -> Filter.Subject {
    for subject in Filter.Subject.allCases where token.isKeyword(subject.rawValue.uppercased()) {
      try advance()
      return subject
    }
    throw unexpected("ItemID, UserID or ActionID")
  }

  /// `[ IF condition ( AND condition )* ]`, all about the current user.
  private mutating func guards() throws(FilterError) -> [Filter.Condition] {
    guard token.isKeyword("IF") else { return [] }
    try advance()
    var guards = [try condition(isGuard: true)]
    while token.isKeyword("AND") {
      try advance()
      guards.append(try condition(isGuard: true))
    }
    if token.isKeyword("OR") {
      throw failure("conditions after IF may only be joined with AND.")
    }
    if token.isKeyword("IF") {
      throw failure("IF may be used once, at the end of an expression.")
    }
    return guards
  }

  func failure(
    _ message: String, kind: FilterError.Kind = .syntax, at offset: Int? = nil
  ) -> FilterError {
    FilterError(kind, "Invalid Expression: \(message)", at: offset ?? token.offset, in: text)
  }

  func unexpected(_ expected: String) -> FilterError {
    let found =
      switch token.kind {
      case .end: "the expression ends here"
      case .word(let word): "\(word) stands here"
      case .string: "a quoted value stands here"
      case .number: "a number stands here"
      case .parameter(let name): "$\(name) stands here"
      case .comparison(let comparison): "\(comparison.rawValue) stands here"
      case .open: "( stands here"
      case .close: ") stands here"
      case .comma: ", stands here"
      case .dot: ". stands here"
      case .star: "* stands here"
      case .bar: "| stands here"
      }
    return failure("expected \(expected), but \(found).")
  }
}
