import Smithy

/// Makes the files of shapes: for each model file its structures, enumerations and codecs.
struct ShapeFiles {
  let types: TypeMapper

  func files() throws(GeneratorError) -> [GeneratedFile] {
    var shapesByFile: [String: [Shape]] = [:]
    for shape in types.api.model.shapes where API.isEmitted(shape) {
      shapesByFile[shape.location.file, default: []].append(shape)
    }
    var files: [GeneratedFile] = []
    for (source, shapes) in shapesByFile.sorted(by: { $0.key < $1.key }) {
      files.append(try file(of: shapes, source: source))
    }
    let namespaces = Set(
      types.api.model.shapes.filter(API.isEmitted).map(\.id.namespace)
    ).sorted()
    files.append(
      try Generator.file("ShapeNamespaces.swift") { writer in
        for namespace in namespaces {
          writer.documentation("The scalars, lists and maps of \(namespace).")
          writer.line("enum \(SwiftNaming.prefix(ofNamespace: namespace))Shapes {}")
          writer.line()
        }
      })
    return files
  }

  /// `api-spec/personalize/dataset-group.smithy` becomes `DatasetGroupShapes.swift`.
  static func fileName(ofSource source: String) -> String {
    let last = source.split(separator: "/").last ?? ""
    let stem = last.hasSuffix(".smithy") ? last.dropLast(".smithy".count) : last
    return SwiftNaming.typeName(ofFileStem: String(stem)) + "Shapes.swift"
  }

  private func file(of shapes: [Shape], source: String) throws(GeneratorError) -> GeneratedFile {
    let imports = try imports(of: shapes)
    return try Generator.file(Self.fileName(ofSource: source), imports: imports) {
      writer throws(GeneratorError) in
      for shape in shapes { try type(of: shape, to: &writer) }
      let prefix = SwiftNaming.prefix(ofNamespace: shapes[0].id.namespace)
      try writer.block("extension \(prefix)Shapes {") { writer throws(GeneratorError) in
        for shape in shapes { try codec(of: shape, to: &writer) }
      }
    }
  }

  private func type(of shape: Shape, to writer: inout SwiftWriter) throws(GeneratorError) {
    switch shape.kind {
    case .structure(let members):
      try StructureEmitter(types: types).emit(shape, members, to: &writer)
    case .enumeration(let members):
      EnumerationEmitter(api: types.api).emitType(shape, members, to: &writer)
    default: return
    }
    writer.line()
  }

  private func codec(of shape: Shape, to writer: inout SwiftWriter) throws(GeneratorError) {
    switch shape.kind {
    case .simple(let type):
      guard TypeMapper.isChecked(shape) else { return }
      try ConstraintEmitter(types: types).emit(shape, type, to: &writer)
    case .enumeration(let members):
      try EnumerationEmitter(api: types.api).emitReader(shape, members, to: &writer)
    case .list(let member):
      try CollectionEmitter(types: types).emitList(shape, member, to: &writer)
    case .map(let key, let value):
      try CollectionEmitter(types: types).emitMap(shape, key: key, value: value, to: &writer)
    case .structure, .operation, .service: return
    }
    writer.line()
  }

  /// Which modules the file shows in its declarations; an import too many would be a warning.
  private func imports(of shapes: [Shape]) throws(GeneratorError) -> [String] {
    var hasStructures = false
    var hasTimestamps = false
    for shape in shapes {
      guard case .structure(let members) = shape.kind else { continue }
      hasStructures = true
      for member in members where try types.type(member.target).contains("Timestamp") {
        hasTimestamps = true
      }
    }
    let platform = hasTimestamps ? ["package import Platform"] : []
    return [hasStructures ? "package import JSON" : "import JSON"] + platform
  }
}
