import Smithy

extension ModelFile {
  /// A file of namespace `a.b` with those definitions, the first of them on line 3.
  static func make(
    _ definitions: String, namespace: String = "a.b", name: String = "test.smithy"
  ) -> ModelFile {
    let head = "$version: \"2\"\nnamespace \(namespace)\n"
    return ModelFile(name: name, text: head + definitions)
  }
}

extension Model {
  /// A model of one file.
  static func make(_ definitions: String) throws(SmithyError) -> Model {
    try Model(files: [.make(definitions)])
  }
}
