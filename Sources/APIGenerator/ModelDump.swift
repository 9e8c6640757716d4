import JSON
package import Smithy

/// Tells a model as JSON, for tools that compare it with other descriptions.
package enum ModelDump {
  /// One object: shapes by their absolute name.
  package static func text(of model: Model) -> String {
    var shapes: [String: JSONValue] = [:]
    for shape in model.shapes { shapes[shape.id.description] = value(of: shape) }
    return JSONValue.object(["shapes": .object(shapes)]).text
  }

  private static func value(of shape: Shape) -> JSONValue {
    var result: [String: JSONValue] = ["traits": value(of: shape.traits)]
    if let text = shape.documentation { result["documentation"] = .string(text) }
    switch shape.kind {
    case .simple(let type): result["type"] = .string(type.rawValue)
    case .enumeration(let members):
      result["type"] = .string("enum")
      result["values"] = .array(members.map { .string($0.value) })
    case .list(let member):
      result["type"] = .string("list")
      result["member"] = value(of: member)
    case .map(let key, let value):
      result["type"] = .string("map")
      result["key"] = Self.value(of: key)
      result["value"] = Self.value(of: value)
    case .structure(let members):
      result["type"] = .string("structure")
      let pairs = members.map { ($0.name, value(of: $0)) }
      result["members"] = .object(Dictionary(pairs) { first, _ in first })
    case .operation(let operation):
      result["type"] = .string("operation")
      if let input = operation.input { result["input"] = .string(input.description) }
      if let output = operation.output { result["output"] = .string(output.description) }
      result["errors"] = .array(operation.errors.map { .string($0.description) })
    case .service(let service):
      result["type"] = .string("service")
      result["version"] = .string(service.version)
      result["operations"] = .array(service.operations.map { .string($0.description) })
    }
    return .object(result)
  }

  private static func value(of member: Member) -> JSONValue {
    .object(["target": .string(member.target.description), "traits": value(of: member.traits)])
  }

  private static func value(of traits: Traits) -> JSONValue {
    .object(traits.values.mapValues { value(of: $0) })
  }

  private static func value(of node: Node) -> JSONValue {
    switch node {
    case .null: .null
    case .boolean(let value): .boolean(value)
    case .number(let value): .number(value)
    case .string(let text): .string(text)
    case .identifier(let name, _): .string(name)
    case .array(let elements): .array(elements.map { value(of: $0) })
    case .object(let members): .object(members.mapValues { value(of: $0) })
    }
  }
}
