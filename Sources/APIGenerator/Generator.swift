package import Smithy

/// A file of Swift made from the model.
package struct GeneratedFile: Sendable, Equatable {
  package let name: String
  package let text: String
}

/// Makes the Swift of module PersonalizeAPI from a model.
///
/// One file of shapes for each model file, so that they compile side by side, and a few for
/// what concerns all operations.
package enum Generator {
  package static func files(from model: Model) throws(GeneratorError) -> [GeneratedFile] {
    let api = try API(model)
    let types = TypeMapper(api: api)
    var files = try ShapeFiles(types: types).files()
    files.append(try file("Operation.swift") { OperationEmitter(api: api).emit(to: &$0) })
    files.append(
      try file("OperationRouting.swift") { RoutingEmitter(api: api).emit(to: &$0) })
    files.append(
      try file("ErrorKind.swift") { writer throws(GeneratorError) in
        try ErrorKindEmitter(api: api).emit(to: &writer)
      })
    files.append(
      try file("Services.swift") { writer throws(GeneratorError) in
        for service in api.services {
          try ServiceEmitter(types: types).emit(service, to: &writer)
          writer.line()
        }
      })
    files.append(
      try file("Dispatchers.swift", imports: ["package import JSON"]) {
        writer throws(GeneratorError) in
        for service in api.services {
          try DispatcherEmitter(types: types).emit(service, to: &writer)
          writer.line()
        }
      })
    return files
  }

  static func file(
    _ name: String, imports: [String] = [],
    _ body: (inout SwiftWriter) throws(GeneratorError) -> Void
  ) throws(GeneratorError) -> GeneratedFile {
    var writer = SwiftWriter()
    writer.line("// Made from api-spec; never edited.")
    writer.line()
    for line in imports { writer.line(line) }
    if !imports.isEmpty { writer.line() }
    try body(&writer)
    return GeneratedFile(name: name, text: writer.text)
  }
}
