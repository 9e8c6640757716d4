import Smithy

/// Makes the functions that read a constrained scalar and check it.
struct ConstraintEmitter {
  let types: TypeMapper

  func emit(
    _ shape: Shape, _ type: SimpleType, to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    guard TypeMapper.isChecked(shape) else { return }
    let name = shape.id.name
    let swiftType = try types.type(shape.id)
    let opening =
      "static func read\(name)(from reader: inout JSONReader) throws(JSONError) -> \(swiftType) {"
    writer.block(opening) { writer in
      writer.line("let offset = reader.offset")
      writer.line("let value = try reader.\(TypeMapper.accessor(type, shape))()")
      writer.line("if reader.validates { check\(name)(value, .member, at: offset, in: &reader) }")
      writer.line("return value")
    }
    writer.line()
    let checks = try checks(of: shape, type)
    writer.line("static func check\(name)(")
    writer.line("  _ value: \(swiftType), _ role: ConstrainedRole, at offset: Int,")
    writer.line("  in reader: inout JSONReader")
    writer.block(") {") { writer in
      let sensitive = shape.traits.has("sensitive")
      writer.line("let shown: String? = \(sensitive ? "nil" : Self.description(type))")
      writer.line("let site = ConstrainedSite(value: shown, role: role, offset: offset)")
      for check in checks { writer.line(check) }
    }
  }

  private static func description(_ type: SimpleType) -> String {
    type == .string ? "value" : "value.description"
  }

  private func checks(of shape: Shape, _ type: SimpleType) throws(GeneratorError) -> [String] {
    var checks: [String] = []
    if let length = shape.traits["length"] {
      let bounds = Self.bounds(length)
      checks.append("reader.checkLength(value.unicodeScalars.count\(bounds), site)")
    }
    if let range = shape.traits["range"] {
      let value = type == .double ? "value" : "Double(value)"
      checks.append("reader.checkRange(\(value)\(Self.bounds(range)), site)")
    }
    if let pattern = shape.traits["pattern"] {
      guard let text = pattern.string, let matcher = PatternMatchers.matcher(of: text) else {
        throw GeneratorError(
          shape.location, "no matcher is written for pattern \(pattern.string ?? "")")
      }
      let literal = SwiftNaming.literal(text)
      checks.append("reader.checkPattern(Patterns.\(matcher)(value), \(literal), site)")
    }
    return checks
  }

  /// `, min: 1, max: 63`, as far as the trait gives them.
  static func bounds(_ trait: Node) -> String {
    ["min", "max"].compactMap { name in
      trait[name]?.number.map { ", \(name): \(number($0))" }
    }
    .joined()
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}
