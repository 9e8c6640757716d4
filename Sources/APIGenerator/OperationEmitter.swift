import Smithy

/// Makes the enumeration of all operations and what is known of each.
struct OperationEmitter {
  let api: API

  func emit(to writer: inout SwiftWriter) {
    services(to: &writer)
    writer.line()
    writer.documentation("Every operation of every service.")
    writer.block("package enum Operation: UInt8, Sendable, CaseIterable {") { writer in
      for operation in operations {
        writer.line("case \(operation.caseName)")
      }
      writer.line()
      serviceProperty(to: &writer)
      writer.line()
      property("The operation's name in the model.", "name", "String", to: &writer) {
        SwiftNaming.literal($0.name)
      }
      writer.line()
      let errors = "The errors the model lets the operation answer with, beside framework errors."
      property(errors, "declaredErrors", "[ErrorKind]", to: &writer) { operation in
        "[\(operation.errors.map { "." + SwiftNaming.errorKind($0.name) }.joined(separator: ", "))]"
      }
      writer.line()
      flag(
        "Whether its handler is given a completion instead of returning.", "isDeferred", to: &writer
      ) { $0.isDeferred }
      writer.line()
      flag(
        "Whether repeating it changes nothing further, as clients assume.", "isIdempotent",
        to: &writer
      ) { $0.shape.traits.has("idempotent") || $0.shape.traits.has("readonly") }
      writer.line()
      contentType(to: &writer)
    }
  }

  private var operations: [API.Operation] { api.services.flatMap(\.operations) }

  private func services(to writer: inout SwiftWriter) {
    writer.documentation("The services that share the port.")
    writer.block("package enum APIService: Sendable, CaseIterable {") { writer in
      for service in api.services { writer.line("case \(service.caseName)") }
      writer.line()
      writer.documentation("Whether the path selects the operation; if not, X-Amz-Target does.")
      writer.block("package var isREST: Bool {") { writer in
        writer.block("switch self {") { writer in
          for service in api.services {
            writer.line("case .\(service.caseName): \(service.isREST)")
          }
        }
      }
    }
  }

  private func serviceProperty(to writer: inout SwiftWriter) {
    writer.documentation("The service it belongs to.")
    writer.block("package var service: APIService {") { writer in
      writer.block("switch self {") { writer in
        for service in api.services {
          Self.caseList(service.operations, ": .\(service.caseName)", to: &writer)
        }
      }
    }
  }

  private func property(
    _ documentation: String, _ name: String, _ type: String, to writer: inout SwiftWriter,
    value: (API.Operation) -> String
  ) {
    writer.documentation(documentation)
    writer.block("package var \(name): \(type) {") { writer in
      writer.block("switch self {") { writer in
        for operation in operations {
          writer.line("case .\(operation.caseName): \(value(operation))")
        }
      }
    }
  }

  private func flag(
    _ documentation: String, _ name: String, to writer: inout SwiftWriter,
    condition: (API.Operation) -> Bool
  ) {
    writer.documentation(documentation)
    writer.block("package var \(name): Bool {") { writer in
      writer.block("switch self {") { writer in
        Self.caseList(operations.filter(condition), ": true", to: &writer)
        writer.line("default: false")
      }
    }
  }

  private func contentType(to writer: inout SwiftWriter) {
    writer.documentation("The media type of its answers, errors included unless they are JSON.")
    writer.block("package var contentType: String {") { writer in
      writer.block("switch self {") { writer in
        for operation in operations {
          guard let type = payloadType(of: operation) else { continue }
          writer.line("case .\(operation.caseName): \(SwiftNaming.literal(type))")
        }
        writer.line(
          "default: service.isREST ? \"application/json\" : \"application/x-amz-json-1.1\"")
      }
    }
  }

  /// The media type of an output that is not JSON.
  private func payloadType(of operation: API.Operation) -> String? {
    guard let output = operation.output, let shape = api.model[output],
      case .structure(let members) = shape.kind,
      let payload = members.first(where: { $0.traits.has("httpPayload") })
    else { return nil }
    return api.model[payload.target]?.traits["mediaType"]?.string
  }

  /// One case label of many operations, a line each.
  static func caseList(
    _ operations: [API.Operation], _ tail: String, to writer: inout SwiftWriter
  ) {
    for (index, operation) in operations.enumerated() {
      let start = index == 0 ? "case " : "  "
      let end = index == operations.count - 1 ? tail : ","
      writer.line("\(start).\(operation.caseName)\(end)")
    }
  }
}
