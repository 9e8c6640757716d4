import Smithy

/// Makes the enumeration of errors, with the name and the status that each has on the wire.
struct ErrorKindEmitter {
  let api: API

  private struct Status: Hashable {
    var service: String
    var code: Int
  }

  func emit(to writer: inout SwiftWriter) throws(GeneratorError) {
    let errors = api.model.shapes.filter { $0.traits.has("error") }
    let names = Set(errors.map(\.id.name)).sorted()
    writer.documentation("The errors that a service answers with.")
    try writer.block("package enum ErrorKind: Sendable, CaseIterable {") {
      writer throws(GeneratorError) in
      for name in names {
        let documentation = errors.first { $0.id.name == name && $0.documentation != nil }
        writer.documentation(documentation?.documentation)
        writer.line("case \(SwiftNaming.errorKind(name))")
      }
      writer.line()
      writer.documentation("The name on the wire.")
      writer.block("package var name: String {") { writer in
        writer.block("switch self {") { writer in
          for name in names {
            writer.line("case .\(SwiftNaming.errorKind(name)): \(SwiftNaming.literal(name))")
          }
        }
      }
      writer.line()
      try statuses(names, errors, to: &writer)
    }
  }

  private func statuses(
    _ names: [String], _ errors: [Shape], to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    writer.documentation("The HTTP status with which `service` answers.")
    let opening = "package func status(in service: APIService) -> Int {"
    try writer.block(opening) { writer throws(GeneratorError) in
      try writer.block("switch (self, service) {") { writer throws(GeneratorError) in
        for name in names {
          var codes: [(service: String, code: Int)] = []
          for service in api.services {
            codes.append((service.caseName, try status(of: name, in: service, errors)))
          }
          let usual = Self.commonest(codes.map(\.code))
          let kind = SwiftNaming.errorKind(name)
          for (service, code) in codes where code != usual {
            writer.line("case (.\(kind), .\(service)): \(code)")
          }
          writer.line("case (.\(kind), _): \(usual)")
        }
      }
    }
  }

  /// By the service's own definition of the error, else by one made for all services.
  private func status(
    of name: String, in service: API.Service, _ errors: [Shape]
  ) throws(GeneratorError) -> Int {
    let own = errors.first { $0.id.name == name && $0.id.namespace == service.namespace }
    guard let shape = own ?? errors.first(where: { $0.id.name == name }) else { return 500 }
    if service.isREST, let status = shape.traits["bespoke#restHttpError"]?.number {
      return Int(status)
    }
    guard let status = shape.traits["httpError"]?.number else {
      throw GeneratorError(shape.location, "error \(name) needs @httpError")
    }
    return Int(status)
  }

  private static func commonest(_ codes: [Int]) -> Int {
    let counts = Dictionary(codes.map { ($0, 1) }, uniquingKeysWith: +)
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 400
  }
}
