import Smithy

/// Makes a Swift enumeration from a Smithy one, and the function that reads it.
struct EnumerationEmitter {
  let api: API

  func emitType(
    _ shape: Shape, _ members: [EnumerationMember], to writer: inout SwiftWriter
  ) {
    writer.documentation(shape.documentation)
    let opening =
      "package enum \(api.typeName(shape.id)): String, Sendable, Equatable, CaseIterable {"
    writer.block(opening) { writer in
      for member in members {
        writer.documentation(member.documentation)
        let name = SwiftNaming.enumerationCase(member.name)
        writer.line("case \(name) = \(SwiftNaming.literal(member.value))")
      }
    }
  }

  func emitReader(
    _ shape: Shape, _ members: [EnumerationMember], to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    guard let first = members.first else {
      throw GeneratorError(shape.location, "\(shape.id.name) has no values")
    }
    let type = api.typeName(shape.id)
    let opening =
      "static func read\(shape.id.name)(from reader: inout JSONReader) throws(JSONError) -> \(type) {"
    writer.block(opening) { writer in
      let isSensitive = shape.traits.has("sensitive")
      let standIn = SwiftNaming.enumerationCase(first.name)
      writer.line(
        "try reader.enumeration(\(type).self, isSensitive: \(isSensitive), else: .\(standIn))")
    }
  }
}
