/// The values a request gives to a filter's placeholders.
package struct FilterValues: Sendable, Equatable {
  private let lists: [String: [Filter.Literal]]

  /// Reads the `filterValues` of a request: `{"GENRE": "\"comedy\",\"drama\"", "PRICE": "10"}`.
  ///
  /// Texts are quoted, numbers plain, several separated by commas; a comma inside quotes belongs to
  /// the text.
  package init(parsing values: [String: String]) throws(FilterRequestError) {
    var lists: [String: [Filter.Literal]] = [:]
    for (name, text) in values.sorted(by: { $0.key < $1.key }) {
      lists[name] = try Self.list(text, of: name)
    }
    self.lists = lists
  }

  /// No values.
  package init() { lists = [:] }

  /// The values given to the placeholder, if any were.
  package subscript(name: String) -> [Filter.Literal]? { lists[name] }

  /// Checks that all placeholders that must have a value have one, and that there are no others.
  package func check(for parameters: [FilterRequirements.Parameter]) throws(FilterRequestError) {
    for parameter in parameters where parameter.isRequired && lists[parameter.name] == nil {
      throw .missingParameter(parameter.name)
    }
    for name in lists.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      throw .unknownParameter(name)
    }
  }

  private static func list(
    _ text: String, of name: String
  ) throws(FilterRequestError) -> [Filter.Literal] {
    var lexer = Lexer(text)
    var literals: [Filter.Literal] = []
    while true {
      let token = try next(&lexer, text, name)
      switch token.kind {
      case .string(let text): literals.append(.string(text))
      case .number(let number): literals.append(.number(number))
      default: throw malformed(expectation(of: token), at: token.offset, text, name)
      }
      let separator = try next(&lexer, text, name)
      switch separator.kind {
      case .end: return literals
      case .comma: continue
      default:
        throw malformed("expected a comma or the end.", at: separator.offset, text, name)
      }
    }
  }

  private static func expectation(of token: Token) -> String {
    switch token.kind {
    case .end: "expected a value."
    case .word(let word): "text must be in double quotes: \\\"\(word)\\\"."
    default: "expected text in double quotes or a number."
    }
  }

  private static func next(
    _ lexer: inout Lexer, _ text: String, _ name: String
  ) throws(FilterRequestError) -> Token {
    do {
      return try lexer.next()
    } catch {
      let prefix = "Invalid Expression: "
      let reason =
        error.message.hasPrefix(prefix)
        ? String(error.message.dropFirst(prefix.count)) : error.message
      throw malformed(reason, at: error.offset, text, name)
    }
  }

  private static func malformed(
    _ reason: String, at offset: Int, _ text: String, _ name: String
  ) -> FilterRequestError {
    .malformed(parameter: name, reason: reason, excerpt: Excerpt.of(text, at: offset))
  }
}
