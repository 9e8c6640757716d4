import Foundation
import PackagePlugin

/// Runs `apigen` on the model files that the target holds.
@main
struct GenerateAPI: BuildToolPlugin {
  /// What is made of the model as a whole, beside a file of shapes for each model file.
  private static let wholeModelFiles = [
    "Dispatchers.swift", "ErrorKind.swift", "Operation.swift", "OperationRouting.swift",
    "Services.swift", "ShapeNamespaces.swift",
  ]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let target = target as? SwiftSourceModuleTarget else { return [] }
    let models = target.sourceFiles(withSuffix: "smithy").map(\.url)
      .sorted { $0.path < $1.path }
    let folder = context.pluginWorkDirectoryURL.appending(path: "API")
    let shapeFiles = models.map { model in
      let words = model.deletingPathExtension().lastPathComponent.split(separator: "-")
      return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Shapes.swift"
    }
    return [
      .buildCommand(
        displayName: "Making Swift from api-spec",
        executable: try context.tool(named: "apigen").url,
        arguments: ["generate", "--output", folder.path] + models.map(\.path),
        inputFiles: models,
        outputFiles: (shapeFiles + Self.wholeModelFiles).map { folder.appending(path: $0) })
    ]
  }
}
