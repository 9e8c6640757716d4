import APIGenerator
import Foundation
import Smithy

/// Makes Swift from api-spec (`generate`), or prints the model as JSON (`model`).
let usage = """
  usage: apigen generate --output FOLDER FILE...
         apigen model FILE...

  """

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data((message + "\n").utf8))
  exit(1)
}

/// Leaves a file alone whose text is the same: what depends on it need not be built again.
func write(_ file: GeneratedFile, to folder: URL) throws {
  let url = folder.appendingPathComponent(file.name)
  if let old = try? String(contentsOf: url, encoding: .utf8), old == file.text { return }
  try file.text.write(to: url, atomically: true, encoding: .utf8)
}

do {
  var arguments = Array(CommandLine.arguments.dropFirst())
  let command = arguments.isEmpty ? "" : arguments.removeFirst()
  var output: URL?
  if command == "generate", arguments.count >= 2, arguments[0] == "--output" {
    output = URL(fileURLWithPath: arguments[1])
    arguments.removeFirst(2)
  }
  guard !arguments.isEmpty, (command == "generate" && output != nil) || command == "model" else {
    fail(usage)
  }
  let files = try arguments.sorted().map { path in
    ModelFile(name: path, text: try String(contentsOfFile: path, encoding: .utf8))
  }
  let model = try Model(files: files)
  if let output {
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    for file in try Generator.files(from: model) { try write(file, to: output) }
  } else {
    print(ModelDump.text(of: model))
  }
} catch let error as SmithyError {
  fail(error.description)
} catch let error as GeneratorError {
  fail(error.description)
} catch {
  fail("apigen: \(error)")
}
