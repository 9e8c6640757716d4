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
      let all = api.services.filter(\.isREST).flatMap(\.operations)
      let routes = all.filter { !$0.hasLabels }
      let labelled = all.filter(\.hasLabels)
      if !labelled.isEmpty {
        labels(labelled, to: &writer)
        writer.line()
      }
      writer.documentation("The operation at `path`, which is without its query.")
      let methods = Set(routes.compactMap(\.method)).sorted()
      let name = labelled.isEmpty ? "path" : "exact path"
      writer.block(
        "\(labelled.isEmpty ? "package" : "private") init?(method: String, \(name): String) {"
      ) { writer in
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

  /// Paths some segments of which may be anything; looked at when no other path fits.
  private func labels(_ routes: [API.Operation], to writer: inout SwiftWriter) {
    writer.documentation("The operation at `path`, which is without its query.")
    writer.block("package init?(method: String, path: String) {") { writer in
      writer.line("if let exact = Operation(method: method, exact: path) {")
      writer.line("  self = exact")
      writer.line("  return")
      writer.line("}")
      writer.line("let parts = path.split(separator: \"/\", omittingEmptySubsequences: false)")
      for route in routes {
        writer.block("if \(Self.conditions(of: route)) {") { writer in
          writer.line("self = .\(route.caseName)")
          writer.line("return")
        }
      }
      writer.line("return nil")
    }
    writer.line()
    writer.documentation(
      "The members of the input that stand in `path`, as they stand there; none for most.")
    writer.block("package func labels(in path: String) -> [(name: String, value: Substring)] {") {
      writer in
      writer.line("let parts = path.split(separator: \"/\", omittingEmptySubsequences: false)")
      writer.line("switch self {")
      for route in routes {
        let values = route.segments.enumerated().compactMap { index, segment in
          if case .label(let name) = segment {
            "(\(SwiftNaming.literal(name)), parts[\(index)])"
          } else {
            nil
          }
        }
        writer.line("case .\(route.caseName) where parts.count == \(route.segments.count):")
        writer.line("  return [\(values.joined(separator: ", "))]")
      }
      writer.line("default: return []")
      writer.line("}")
    }
  }

  private static func conditions(of route: API.Operation) -> String {
    let texts = route.segments.enumerated().map { index, segment in
      switch segment {
      case .text(let text): "parts[\(index)] == \(SwiftNaming.literal(text))"
      case .label: "!parts[\(index)].isEmpty"
      }
    }
    let method = "method == \(SwiftNaming.literal(route.method ?? ""))"
    return ([method, "parts.count == \(route.segments.count)"] + texts).joined(separator: ", ")
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
