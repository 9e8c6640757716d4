import Smithy

/// Makes the functions that read and write lists and maps.
struct CollectionEmitter {
  let types: TypeMapper

  func emitList(
    _ shape: Shape, _ member: Member, to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    let type = try types.type(shape.id)
    let element = try types.reading(member.target)
    let isSited = shape.traits.has("length")
    reader(of: shape, type: type, isSited: isSited, to: &writer) { writer in
      writer.line("var elements: \(type) = []")
      writer.line("try reader.beginArray()")
      writer.line("while try reader.nextElement() { elements.append(\(element)) }")
      Self.checkCount(of: shape, "elements", to: &writer)
      writer.line("return elements")
    }
    writer.line()
    let statement = try types.writing(member.target, "element")
    self.writer(of: shape, type: type, to: &writer) { writer in
      writer.line("writer.beginArray()")
      writer.block("for element in value {") { writer in
        writer.line("writer.element()")
        writer.line(statement)
      }
      writer.line("writer.endArray()")
    }
  }

  func emitMap(
    _ shape: Shape, key: Member, value: Member, to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    let type = try types.type(shape.id)
    let element = try types.reading(value.target)
    let keyCheck = try check(key: key)
    let isSited = shape.traits.has("length") || keyCheck != nil
    reader(of: shape, type: type, isSited: isSited, to: &writer) { writer in
      writer.line("var entries: \(type) = [:]")
      writer.line("try reader.beginObject()")
      writer.block("while let key = try reader.nextKey() {") { writer in
        if let keyCheck { writer.line(keyCheck) }
        writer.line("entries[key] = \(element)")
      }
      Self.checkCount(of: shape, "entries", to: &writer)
      writer.line("return entries")
    }
    writer.line()
    let statement = try types.writing(value.target, "entry.value")
    self.writer(of: shape, type: type, to: &writer) { writer in
      writer.line("writer.beginObject()")
      writer.block("for entry in value.sorted(by: { $0.key < $1.key }) {") { writer in
        writer.line("writer.key(entry.key)")
        writer.line(statement)
      }
      writer.line("writer.endObject()")
    }
  }

  private func check(key: Member) throws(GeneratorError) -> String? {
    let shape = try types.api.shape(key.target)
    let arguments = "(key, .key, at: offset, in: &reader)"
    switch shape.kind {
    case .simple(.string):
      guard TypeMapper.isChecked(shape) else { return nil }
      return "if reader.validates { \(TypeMapper.function("check", shape.id))\(arguments) }"
    case .enumeration:
      let type = types.api.typeName(shape.id)
      return "if reader.validates { reader.checkKey(key, \(type).self, at: offset) }"
    default:
      throw GeneratorError(key.location, "the keys of a map must be strings")
    }
  }

  private static func checkCount(
    of shape: Shape, _ variable: String, to writer: inout SwiftWriter
  ) {
    guard let length = shape.traits["length"] else { return }
    let bounds = ConstraintEmitter.bounds(length)
    writer.block("if reader.validates {") { writer in
      writer.line("let site = ConstrainedSite(value: nil, role: .member, offset: offset)")
      writer.line("reader.checkLength(\(variable).count\(bounds), site)")
    }
  }

  private func reader(
    of shape: Shape, type: String, isSited: Bool, to writer: inout SwiftWriter,
    _ body: (inout SwiftWriter) -> Void
  ) {
    let name = shape.id.name
    let opening =
      "static func read\(name)(from reader: inout JSONReader) throws(JSONError) -> \(type) {"
    writer.block(opening) { writer in
      if isSited { writer.line("let offset = reader.offset") }
      StructureEmitter.withholding(shape, in: &writer)
      body(&writer)
    }
  }

  private func writer(
    of shape: Shape, type: String, to writer: inout SwiftWriter,
    _ body: (inout SwiftWriter) -> Void
  ) {
    let name = shape.id.name
    let opening = "static func write\(name)(_ value: \(type), to writer: inout JSONWriter) {"
    writer.block(opening, body)
  }
}
