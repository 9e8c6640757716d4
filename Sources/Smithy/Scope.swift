/// What the names of one file mean: its own namespace first, then what it uses, then the prelude.
struct Scope {
  let namespace: String
  private let used: [String: ShapeID]
  private let declared: [ShapeID: SourceLocation]

  init(file: FileSyntax, declared: [ShapeID: SourceLocation]) throws(SmithyError) {
    namespace = file.namespace
    self.declared = declared
    var used: [String: ShapeID] = [:]
    for (name, location) in file.uses {
      guard let id = Self.absolute(name) else {
        throw SmithyError(location, "'\(name)' is no absolute shape name")
      }
      guard declared[id] != nil || Prelude.foreignTraits.contains(id.description) else {
        throw SmithyError(location, "\(id) is not defined")
      }
      used[id.name] = id
    }
    self.used = used
  }

  /// The shape that `name` stands for.
  func shape(_ name: String, at location: SourceLocation) throws(SmithyError) -> ShapeID {
    if let id = Self.absolute(name) {
      guard declared[id] != nil else { throw SmithyError(location, "\(id) is not defined") }
      return id
    }
    let own = ShapeID(namespace: namespace, name: name)
    if declared[own] != nil { return own }
    if let id = used[name], declared[id] != nil { return id }
    if Prelude.shapes[name] != nil {
      return ShapeID(namespace: Prelude.namespace, name: name)
    }
    throw SmithyError(location, "shape '\(name)' is not defined or used in this file")
  }

  /// The name under which the trait is kept.
  func trait(_ name: String, at location: SourceLocation) throws(SmithyError) -> String {
    if let id = used[name] { return id.description }
    let own = ShapeID(namespace: namespace, name: name)
    if declared[own] != nil { return own.description }
    if Prelude.traits.contains(name) { return name }
    throw SmithyError(location, "trait '\(name)' is not known")
  }

  private static func absolute(_ name: String) -> ShapeID? {
    let parts = name.split(separator: "#", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    return ShapeID(namespace: String(parts[0]), name: String(parts[1]))
  }
}
