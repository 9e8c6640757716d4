import Smithy

/// Makes one protocol a service, with a method an operation.
struct ServiceEmitter {
  let types: TypeMapper

  func emit(_ service: API.Service, to writer: inout SwiftWriter) throws(GeneratorError) {
    writer.documentation("What answers the operations of \(service.swiftName).")
    let opening = "package protocol \(service.swiftName)Service: Sendable {"
    try writer.block(opening) { writer throws(GeneratorError) in
      writer.documentation("What the server tells of the caller and the request.")
      writer.line("associatedtype Context")
      for operation in service.operations {
        writer.line()
        writer.documentation(operation.shape.documentation)
        try method(operation, to: &writer)
      }
    }
  }

  private func method(
    _ operation: API.Operation, to writer: inout SwiftWriter
  ) throws(GeneratorError) {
    var parameters: [String] = []
    if let input = operation.input { parameters.append("_ request: \(try types.type(input))") }
    parameters.append("_ context: Context")
    if operation.isDeferred {
      parameters.append("_ completion: @escaping DeferredCompletion")
    }
    let output = try operation.output.map { id throws(GeneratorError) in try types.type(id) }
    let tail =
      operation.isDeferred ? "" : " throws(ServiceError)\(output.map { " -> \($0)" } ?? "")"
    writer.line("func \(operation.caseName)(")
    writer.line("  \(parameters.joined(separator: ", "))")
    writer.line(")\(tail)")
  }
}
