/// The text of one model file.
package struct ModelFile: Sendable {
  /// How the file is called in messages.
  package let name: String
  package let text: String

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

extension Model {
  /// Parses and resolves a set of files that together make a model.
  package init(files: [ModelFile]) throws(SmithyError) {
    var syntax: [FileSyntax] = []
    for file in files {
      var parser = try Parser(file.text, file: file.name)
      syntax.append(try parser.file())
    }
    self = try Resolver(syntax).model()
  }
}
