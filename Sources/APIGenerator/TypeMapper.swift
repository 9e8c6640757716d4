import Smithy

/// Which Swift type a shape is, and how it is read, written and stood in for.
struct TypeMapper {
  let api: API

  /// The type of a value of the shape.
  func type(_ id: ShapeID) throws(GeneratorError) -> String {
    switch try api.shape(id).kind {
    case .simple(.string): "String"
    case .simple(.boolean): "Bool"
    case .simple(.integer): "Int"
    case .simple(.long): "Int64"
    case .simple(.float): "Float"
    case .simple(.double): "Double"
    case .simple(.timestamp): "Timestamp"
    case .enumeration, .structure: api.typeName(id)
    case .list(let member): "[\(try type(member.target))]"
    case .map(_, let value): "[String: \(try type(value.target))]"
    case .operation, .service: throw try noValue(id)
    }
  }

  /// An expression that reads a value of the shape from `reader`.
  func reading(_ id: ShapeID) throws(GeneratorError) -> String {
    let shape = try api.shape(id)
    switch shape.kind {
    case .structure: return "try \(api.typeName(id))(from: &reader)"
    case .operation, .service: throw try noValue(id)
    case .simple(let type) where !Self.isChecked(shape):
      return "try reader.\(Self.accessor(type, shape))()"
    default: return "try \(Self.function("read", id))(from: &reader)"
    }
  }

  /// A statement that writes `value`, of that shape, to `writer`.
  func writing(_ id: ShapeID, _ value: String) throws(GeneratorError) -> String {
    switch try api.shape(id).kind {
    case .simple(let type): "writer.\(type.rawValue)(\(value))"
    case .enumeration: "writer.string(\(value).rawValue)"
    case .structure: "\(value).encode(to: &writer)"
    case .list, .map: "\(Self.function("write", id))(\(value), to: &writer)"
    case .operation, .service: throw try noValue(id)
    }
  }

  /// An expression for a value that stands in where a required one is missing.
  func placeholder(_ id: ShapeID) throws(GeneratorError) -> String {
    switch try api.shape(id).kind {
    case .simple(.string): return "\"\""
    case .simple(.boolean): return "false"
    case .simple(.timestamp): return "Timestamp(milliseconds: 0)"
    case .simple: return "0"
    case .list: return "[]"
    case .map: return "[:]"
    case .operation, .service: throw try noValue(id)
    case .enumeration(let members):
      return "." + SwiftNaming.enumerationCase(members.first?.name ?? "")
    case .structure(let members):
      var arguments: [String] = []
      for member in members where member.traits.has("required") {
        let name = SwiftNaming.property(member.name)
        arguments.append("\(name): \(try placeholder(member.target))")
      }
      return "\(api.typeName(id))(\(arguments.joined(separator: ", ")))"
    }
  }

  /// Whether values of a simple shape need a function of their own to be read.
  static func isChecked(_ shape: Shape) -> Bool {
    ["length", "range", "pattern"].contains { shape.traits.has($0) }
  }

  /// The method of the reader that yields a simple value.
  static func accessor(_ type: SimpleType, _ shape: Shape) -> String {
    let isJSON = shape.traits["mediaType"]?.string == "application/json"
    return isJSON ? "jsonText" : type.rawValue
  }

  /// The name of a generated function of a shape, such as `CommonShapes.readName`.
  static func function(_ verb: String, _ id: ShapeID) -> String {
    "\(SwiftNaming.prefix(ofNamespace: id.namespace))Shapes.\(verb)\(id.name)"
  }

  private func noValue(_ id: ShapeID) throws(GeneratorError) -> GeneratorError {
    GeneratorError(try api.shape(id).location, "\(id) has no values")
  }
}
