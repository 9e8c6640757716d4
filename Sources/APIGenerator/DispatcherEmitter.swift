import Smithy

/// Makes what carries a request to its handler: decode, call, encode.
struct DispatcherEmitter {
  let types: TypeMapper

  func emit(_ service: API.Service, to writer: inout SwiftWriter) throws(GeneratorError) {
    writer.documentation("Carries requests to a \(service.swiftName) service.")
    try writer.block("package enum \(service.swiftName)Dispatcher {") {
      writer throws(GeneratorError) in
      if service.isDeferred {
        try deferred(service, to: &writer)
      } else {
        try immediate(service, to: &writer)
      }
    }
  }

  private func immediate(
    _ service: API.Service, to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    writer.documentation(
      "Decodes the body, calls the operation's method and encodes what it returns.\n\n"
        + "Operations without an output write nothing.")
    writer.line("package static func dispatch<Handler: \(service.swiftName)Service>(")
    writer.line(
      "  _ operation: Operation, body: [UInt8], range: Range<Int>? = nil, service: Handler,")
    writer.line("  context: Handler.Context, into writer: inout JSONWriter")
    try writer.block(") throws(ServiceError) {") { writer throws(GeneratorError) in
      writer.line("switch operation {")
      for operation in service.operations {
        try writer.block("case .\(operation.caseName):", closing: "") {
          writer throws(GeneratorError) in
          try decoding(operation, to: &writer)
          let request = operation.input == nil ? "" : "request, "
          let call = "try service.\(operation.caseName)(\(request)context)"
          writer.line(operation.output == nil ? call : "let response = \(call)")
          if operation.output != nil { writer.line("response.encode(to: &writer)") }
        }
      }
      writer.line("default: throw ServiceError(unknown: operation)")
      writer.line("}")
    }
  }

  private func deferred(
    _ service: API.Service, to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    writer.documentation(
      "Decodes the body and calls the operation's method, which calls `completion` once.\n\n"
        + "What is wrong with the body is reported through `completion` before this returns.")
    writer.line("package static func dispatch<Handler: \(service.swiftName)Service>(")
    writer.line(
      "  _ operation: Operation, body: [UInt8], range: Range<Int>? = nil, service: Handler,")
    writer.line("  context: Handler.Context, completion: @escaping DeferredCompletion")
    try writer.block(") {") { writer throws(GeneratorError) in
      try writer.block("do throws(ServiceError) {", closing: "} catch {") {
        writer throws(GeneratorError) in
        writer.line("switch operation {")
        for operation in service.operations {
          try writer.block("case .\(operation.caseName):", closing: "") {
            writer throws(GeneratorError) in
            try decoding(operation, to: &writer)
            let request = operation.input == nil ? "" : "request, "
            writer.line("service.\(operation.caseName)(\(request)context, completion)")
          }
        }
        writer.line("default: throw ServiceError(unknown: operation)")
        writer.line("}")
      }
      writer.line("  completion(.failure(error))")
      writer.line("}")
    }
  }

  private func decoding(
    _ operation: API.Operation, to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    guard let input = operation.input else { return }
    writer.line("let request = try \(try types.type(input)).request(in: body, range)")
  }
}
