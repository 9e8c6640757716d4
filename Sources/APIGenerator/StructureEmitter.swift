import Smithy

/// Makes a Swift structure from a Smithy structure: properties, initialiser, codec.
struct StructureEmitter {
  let types: TypeMapper

  private struct Property {
    var wireName: String
    var name: String
    var type: String
    var isRequired: Bool
    var target: ShapeID
    var documentation: String?
  }

  func emit(
    _ shape: Shape, _ members: [Member], to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    let name = types.api.typeName(shape.id)
    let properties = try properties(of: members)
    writer.documentation(shape.documentation)
    writer.block("package struct \(name): Sendable, Equatable {") { writer in
      for property in properties {
        writer.documentation(property.documentation)
        writer.line(
          "package var \(property.name): \(property.type)\(property.isRequired ? "" : "?")")
      }
      if !properties.isEmpty { writer.line() }
      initialiser(properties, to: &writer)
    }
    writer.line()
    let isRequest = types.api.requests.contains(shape.id)
    let role = isRequest ? "APIRequest" : "APIStructure"
    try writer.block("extension \(name): \(role) {") { writer throws(GeneratorError) in
      try decoder(shape, properties, to: &writer)
      writer.line()
      try encoder(members, properties, to: &writer)
    }
  }

  private func properties(of members: [Member]) throws(GeneratorError) -> [Property] {
    var properties: [Property] = []
    for member in members {
      properties.append(
        Property(
          wireName: member.name, name: SwiftNaming.property(member.name),
          type: try types.type(member.target), isRequired: member.traits.has("required"),
          target: member.target, documentation: member.documentation))
    }
    return properties
  }

  private func initialiser(_ properties: [Property], to writer: inout SwiftWriter) {
    guard !properties.isEmpty else { return writer.line("package init() {}") }
    writer.block("package init(", closing: ") {") { writer in
      for (index, property) in properties.enumerated() {
        let comma = index == properties.count - 1 ? "" : ","
        let type = property.isRequired ? property.type : "\(property.type)? = nil"
        writer.line("\(property.name): \(type)\(comma)")
      }
    }
    for property in properties {
      writer.line("  self.\(property.name) = \(property.name)")
    }
    writer.line("}")
  }

  private func decoder(
    _ shape: Shape, _ properties: [Property], to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    let names = properties.map { SwiftNaming.literal($0.wireName) }.joined(separator: ", ")
    writer.line("private static let members = JSONMembers(\(names))")
    writer.line()
    let signature = "package init(from reader: inout JSONReader) throws(JSONError) {"
    try writer.block(signature) { writer throws(GeneratorError) in
      if properties.contains(where: \.isRequired) { writer.line("let object = reader.offset") }
      for property in properties { writer.line("var \(property.name): \(property.type)?") }
      Self.withholding(shape, in: &writer)
      writer.line("try reader.beginObject()")
      if properties.isEmpty {
        writer.line(
          "while try reader.nextMember(of: Self.members) != nil { try reader.skipValue() }")
        return
      }
      try members(properties, to: &writer)
      for property in properties {
        writer.line("self.\(property.name) = \(try result(of: property))")
      }
    }
  }

  private func members(
    _ properties: [Property], to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    let loop = "while let member = try reader.nextMember(of: Self.members) {"
    try writer.block(loop) { writer throws(GeneratorError) in
      writer.line("switch member {")
      for (index, property) in properties.enumerated() {
        writer.line("case \(index): \(property.name) = \(try types.reading(property.target))")
      }
      writer.line("default: try reader.skipValue()")
      writer.line("}")
    }
  }

  private func result(of property: Property) throws(GeneratorError) -> String {
    guard property.isRequired else { return property.name }
    let name = SwiftNaming.literal(property.wireName)
    let placeholder = try types.placeholder(property.target)
    return "reader.required(\(property.name), \(name), of: object, else: \(placeholder))"
  }

  /// While a sensitive value is read, the reader is told not to repeat what it reads.
  static func withholding(_ shape: Shape, in writer: inout SwiftWriter) {
    guard shape.traits.has("sensitive") else { return }
    writer.line("let withheld = reader.withholdsValues")
    writer.line("reader.withholdsValues = true")
    writer.line("defer { reader.withholdsValues = withheld }")
  }

  private func encoder(
    _ members: [Member], _ properties: [Property], to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    let signature = "package func encode(to writer: inout JSONWriter) {"
    try writer.block(signature) { writer throws(GeneratorError) in
      if let payload = members.first(where: { $0.traits.has("httpPayload") }) {
        writer.line("writer.raw(\(SwiftNaming.property(payload.name)))")
        return
      }
      writer.line("writer.beginObject()")
      for property in properties {
        let key = "writer.key(\(SwiftNaming.literal(property.wireName)))"
        let statement = try types.writing(property.target, property.name)
        if property.isRequired {
          writer.line(key)
          writer.line(statement)
        } else {
          writer.block("if let \(property.name) {") { writer in
            writer.line(key)
            writer.line(statement)
          }
        }
      }
      writer.line("writer.endObject()")
    }
  }
}
