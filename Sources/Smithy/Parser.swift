/// Parses the part of Smithy 2.0 IDL that our models need.
///
/// That is simple shapes, enumerations, lists, maps, structures, operations, services, traits and
/// `use`; not mixins, resources, unions or `apply`.
struct Parser {
  private static let simpleKeywords: Set<String> = [
    "string", "boolean", "integer", "long", "float", "double", "timestamp",
  ]
  private static let aggregateKeywords: Set<String> = ["structure", "list", "map", "enum"]
  private static let serviceKeywords: Set<String> = ["operation", "service"]

  private var tokens: [Token]
  private var index = 0

  init(_ text: String, file: String) throws(SmithyError) {
    var lexer = Lexer(text, file: file)
    tokens = try lexer.tokens()
  }

  mutating func file() throws(SmithyError) -> FileSyntax {
    var file = FileSyntax()
    try version()
    try expect(keyword: "namespace")
    file.namespace = try identifier("a namespace").name
    while keyword() == "use" {
      index += 1
      let (name, location) = try identifier("a shape to use")
      file.uses.append((name, location))
    }
    while current.kind != .end { file.shapes.append(try shape()) }
    return file
  }

  private mutating func version() throws(SmithyError) {
    let location = current.location
    guard keyword() == "$version" else {
      throw SmithyError(location, "the file must start with $version: \"2\"")
    }
    index += 1
    try expect(":")
    guard case .string(let version) = current.kind, version == "2" || version == "2.0" else {
      throw SmithyError(current.location, "only version 2 of the language is understood")
    }
    index += 1
  }

  private mutating func shape() throws(SmithyError) -> ShapeSyntax {
    let documentation = documentation()
    let traits = try traits()
    let (keyword, location) = try identifier("a shape")
    let (name, nameLocation) = try identifier("the shape's name")
    var shape = ShapeSyntax(
      keyword: keyword, name: name, location: nameLocation, documentation: documentation,
      traits: traits)
    if Self.aggregateKeywords.contains(keyword) {
      shape.members = try members(ofEnumeration: keyword == "enum")
    } else if Self.serviceKeywords.contains(keyword) {
      guard case .object(let properties) = try node() else {
        throw SmithyError(nameLocation, "\(keyword) \(name) needs its properties in braces")
      }
      shape.properties = properties
    } else if !Self.simpleKeywords.contains(keyword) {
      throw SmithyError(location, "'\(keyword)' is no kind of shape this parser knows")
    }
    return shape
  }

  private mutating func members(ofEnumeration: Bool) throws(SmithyError) -> [MemberSyntax] {
    try expect("{")
    var members: [MemberSyntax] = []
    while current.kind != .punctuation("}") {
      let documentation = documentation()
      let traits = try traits()
      let (name, location) = try identifier("a member or }")
      if let earlier = members.first(where: { $0.name == name }) {
        throw SmithyError(location, "member \(name) is already declared at \(earlier.location)")
      }
      var member = MemberSyntax(
        name: name, location: location, documentation: documentation, traits: traits)
      if ofEnumeration {
        member.value = try enumerationValue(of: name)
      } else {
        try expect(":")
        member.target = try identifier("the member's shape").name
      }
      members.append(member)
    }
    index += 1
    return members
  }

  private mutating func enumerationValue(of name: String) throws(SmithyError) -> String {
    guard current.kind == .punctuation("=") else { return name }
    index += 1
    guard case .string(let value) = current.kind else {
      throw SmithyError(current.location, "the value of \(name) must be a string")
    }
    index += 1
    return value
  }

  private mutating func traits() throws(SmithyError) -> [TraitSyntax] {
    var traits: [TraitSyntax] = []
    while current.kind == .punctuation("@") {
      index += 1
      let (name, location) = try identifier("a trait")
      var value = Node.object([:])
      if current.kind == .punctuation("(") {
        index += 1
        value = try traitValue()
        try expect(")")
      }
      traits.append(TraitSyntax(name: name, value: value, location: location))
    }
    return traits
  }

  /// Either one value, or the members of an object without their braces.
  private mutating func traitValue() throws(SmithyError) -> Node {
    let next = tokens[min(index + 1, tokens.count - 1)].kind
    if next == .punctuation(":") { return .object(try properties(until: ")")) }
    return try node()
  }

  private mutating func node() throws(SmithyError) -> Node {
    let token = current
    index += 1
    switch token.kind {
    case .string(let text): return .string(text)
    case .number(let text):
      guard let value = Double(text) else {
        throw SmithyError(token.location, "no number: \(text)")
      }
      return .number(value)
    case .identifier("true"): return .boolean(true)
    case .identifier("false"): return .boolean(false)
    case .identifier("null"): return .null
    case .identifier(let name): return .identifier(name, token.location)
    case .punctuation("["):
      var elements: [Node] = []
      while current.kind != .punctuation("]") { elements.append(try node()) }
      index += 1
      return .array(elements)
    case .punctuation("{"):
      let properties = try properties(until: "}")
      index += 1
      return .object(properties)
    default:
      index -= 1
      throw SmithyError(token.location, "a value is expected")
    }
  }

  /// Pairs of key and value up to, but without, the closing character.
  private mutating func properties(
    until closing: Character
  ) throws(SmithyError) -> [String: Node] {
    var properties: [String: Node] = [:]
    while current.kind != .punctuation(closing) {
      let token = current
      let key: String
      switch token.kind {
      case .identifier(let name), .string(let name): key = name
      default: throw SmithyError(token.location, "a key or \(closing) is expected")
      }
      index += 1
      try expect(":")
      guard properties.updateValue(try node(), forKey: key) == nil else {
        throw SmithyError(token.location, "\(key) is given twice")
      }
    }
    return properties
  }

  private mutating func documentation() -> String? {
    var lines: [String] = []
    while case .documentation(let line) = current.kind {
      lines.append(line)
      index += 1
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private var current: Token { tokens[min(index, tokens.count - 1)] }

  private func keyword() -> String? {
    guard case .identifier(let name) = current.kind else { return nil }
    return name
  }

  private mutating func identifier(
    _ expected: String
  ) throws(SmithyError) -> (name: String, location: SourceLocation) {
    let token = current
    guard case .identifier(let name) = token.kind else {
      throw SmithyError(token.location, "\(expected) is expected")
    }
    index += 1
    return (name, token.location)
  }

  private mutating func expect(keyword expected: String) throws(SmithyError) {
    guard keyword() == expected else {
      throw SmithyError(current.location, "\(expected) is expected")
    }
    index += 1
  }

  private mutating func expect(_ character: Character) throws(SmithyError) {
    guard current.kind == .punctuation(character) else {
      throw SmithyError(current.location, "'\(character)' is expected")
    }
    index += 1
  }
}
