/// Turns files as written into a model: every name becomes an absolute one that exists.
struct Resolver {
  private let files: [FileSyntax]
  private var declared: [ShapeID: SourceLocation] = [:]

  init(_ files: [FileSyntax]) throws(SmithyError) {
    self.files = files
    for file in files {
      for shape in file.shapes {
        let id = ShapeID(namespace: file.namespace, name: shape.name)
        if let earlier = declared.updateValue(shape.location, forKey: id) {
          throw SmithyError(shape.location, "\(id) is already defined at \(earlier)")
        }
      }
    }
  }

  func model() throws(SmithyError) -> Model {
    var shapes: [Shape] = preludeShapes
    for file in files {
      let scope = try Scope(file: file, declared: declared)
      for syntax in file.shapes { shapes.append(try shape(syntax, in: scope)) }
    }
    return Model(shapes: shapes)
  }

  private var preludeShapes: [Shape] {
    let location = SourceLocation(file: "prelude", line: 1, column: 1)
    return Prelude.shapes.sorted { $0.key < $1.key }.map { name, type in
      Shape(
        id: ShapeID(namespace: Prelude.namespace, name: name), kind: .simple(type),
        traits: Traits(values: [:]), documentation: nil, location: location)
    }
  }

  private func shape(_ syntax: ShapeSyntax, in scope: Scope) throws(SmithyError) -> Shape {
    Shape(
      id: ShapeID(namespace: scope.namespace, name: syntax.name),
      kind: try kind(of: syntax, in: scope),
      traits: try traits(syntax.traits, in: scope),
      documentation: syntax.documentation,
      location: syntax.location)
  }

  private func kind(of syntax: ShapeSyntax, in scope: Scope) throws(SmithyError) -> ShapeKind {
    switch syntax.keyword {
    case "enum":
      return .enumeration(
        syntax.members.map {
          EnumerationMember(
            name: $0.name, value: $0.value ?? $0.name, documentation: $0.documentation)
        })
    case "list":
      return .list(member: try member("member", of: syntax, in: scope))
    case "map":
      return .map(
        key: try member("key", of: syntax, in: scope),
        value: try member("value", of: syntax, in: scope))
    case "structure":
      var members: [Member] = []
      for member in syntax.members { members.append(try resolve(member, in: scope)) }
      return .structure(members)
    case "operation": return .operation(try operation(syntax, in: scope))
    case "service": return .service(try service(syntax, in: scope))
    default:
      guard let type = SimpleType(rawValue: syntax.keyword) else {
        throw SmithyError(syntax.location, "'\(syntax.keyword)' is no kind of shape")
      }
      return .simple(type)
    }
  }

  private func member(
    _ name: String, of syntax: ShapeSyntax, in scope: Scope
  ) throws(SmithyError) -> Member {
    guard let member = syntax.members.first(where: { $0.name == name }) else {
      throw SmithyError(syntax.location, "\(syntax.keyword) \(syntax.name) lacks '\(name)'")
    }
    return try resolve(member, in: scope)
  }

  private func resolve(_ syntax: MemberSyntax, in scope: Scope) throws(SmithyError) -> Member {
    Member(
      name: syntax.name,
      target: try scope.shape(syntax.target ?? "", at: syntax.location),
      traits: try traits(syntax.traits, in: scope),
      documentation: syntax.documentation,
      location: syntax.location)
  }

  private func traits(_ syntax: [TraitSyntax], in scope: Scope) throws(SmithyError) -> Traits {
    var values: [String: Node] = [:]
    for trait in syntax {
      let name = try scope.trait(trait.name, at: trait.location)
      guard values.updateValue(trait.value, forKey: name) == nil else {
        throw SmithyError(trait.location, "trait \(name) is given twice")
      }
    }
    return Traits(values: values)
  }

  private func operation(
    _ syntax: ShapeSyntax, in scope: Scope
  ) throws(SmithyError) -> ShapeKind.Operation {
    try check(syntax, knows: ["input", "output", "errors"])
    return ShapeKind.Operation(
      input: try reference(syntax.properties["input"], of: syntax, in: scope),
      output: try reference(syntax.properties["output"], of: syntax, in: scope),
      errors: try references(syntax.properties["errors"], of: syntax, in: scope))
  }

  private func service(
    _ syntax: ShapeSyntax, in scope: Scope
  ) throws(SmithyError) -> ShapeKind.Service {
    try check(syntax, knows: ["version", "operations"])
    return ShapeKind.Service(
      version: syntax.properties["version"]?.string ?? "",
      operations: try references(syntax.properties["operations"], of: syntax, in: scope))
  }

  private func check(_ syntax: ShapeSyntax, knows names: Set<String>) throws(SmithyError) {
    for name in syntax.properties.keys.sorted() where !names.contains(name) {
      throw SmithyError(syntax.location, "\(syntax.keyword) has no property '\(name)'")
    }
  }

  private func reference(
    _ node: Node?, of syntax: ShapeSyntax, in scope: Scope
  ) throws(SmithyError) -> ShapeID? {
    guard let node else { return nil }
    guard case .identifier(let name, let location) = node else {
      throw SmithyError(syntax.location, "\(syntax.name) must refer to a shape by its name")
    }
    return try scope.shape(name, at: location)
  }

  private func references(
    _ node: Node?, of syntax: ShapeSyntax, in scope: Scope
  ) throws(SmithyError) -> [ShapeID] {
    guard let node else { return [] }
    guard case .array(let elements) = node else {
      throw SmithyError(syntax.location, "\(syntax.name) must list shapes in brackets")
    }
    var ids: [ShapeID] = []
    for element in elements {
      if let id = try reference(element, of: syntax, in: scope) { ids.append(id) }
    }
    return ids
  }
}
