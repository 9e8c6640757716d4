/// One file as it is written: names are not resolved yet.
struct FileSyntax {
  var namespace = ""
  /// Absolute names brought in by `use`.
  var uses: [(name: String, location: SourceLocation)] = []
  var shapes: [ShapeSyntax] = []
}

struct ShapeSyntax {
  var keyword: String
  var name: String
  var location: SourceLocation
  var documentation: String?
  var traits: [TraitSyntax] = []
  /// Of structures, lists, maps and enumerations.
  var members: [MemberSyntax] = []
  /// Of operations and services: the properties between the braces.
  var properties: [String: Node] = [:]
}

struct MemberSyntax {
  var name: String
  var location: SourceLocation
  var documentation: String?
  var traits: [TraitSyntax] = []
  /// The shape's name; enumeration members have none.
  var target: String?
  /// What stands after `=`.
  var value: String?
}

struct TraitSyntax {
  var name: String
  var value: Node
  var location: SourceLocation
}
