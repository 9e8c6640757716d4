import Smithy

/// Makes the tables that lead from a target header, or a method and path, to an operation.
struct RoutingEmitter {
  let api: API

  func emit(to writer: inout SwiftWriter) {
    writer.block("extension Operation {") { writer in
      writer.documentation(
        "The operation that an X-Amz-Target header such as\n"
          + "`AmazonPersonalize.CreateCampaign` asks for.")
      let targets = api.services.filter { !$0.isREST }.flatMap { service in
        service.operations.map { (route: "\(service.name).\($0.name)", operation: $0) }
      }
      writer.block("package init?(target: String) {") { writer in
        table(targets, of: "target", to: &writer)
      }
      writer.line()
      writer.documentation("The operation at `path`, which is without its query.")
      let routes = api.services.filter(\.isREST).flatMap(\.operations)
      let methods = Set(routes.compactMap(\.method)).sorted()
      writer.block("package init?(method: String, path: String) {") { writer in
        writer.line("switch method {")
        for method in methods {
          writer.block("case \(SwiftNaming.literal(method)):", closing: "") { writer in
            let paths = routes.filter { $0.method == method }
            table(paths.map { (route: $0.path ?? "", operation: $0) }, of: "path", to: &writer)
          }
        }
        writer.line("default: return nil")
        writer.line("}")
      }
    }
  }

  /// A switch over the length first: then few texts are left to compare.
  private func table(
    _ routes: [(route: String, operation: API.Operation)], of variable: String,
    to writer: inout SwiftWriter
  ) {
    let byLength = Dictionary(grouping: routes) { $0.route.utf8.count }
    writer.line("switch \(variable).utf8.count {")
    for length in byLength.keys.sorted() {
      writer.block("case \(length):", closing: "  }") { writer in
        writer.line("switch \(variable) {")
        for (route, operation) in byLength[length] ?? [] {
          writer.line("case \(SwiftNaming.literal(route)): self = .\(operation.caseName)")
        }
        writer.line("default: return nil")
      }
    }
    writer.line("default: return nil")
    writer.line("}")
  }
}
