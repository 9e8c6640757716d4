/// The absolute name of a shape.
package struct ShapeID: Sendable, Hashable, CustomStringConvertible {
  package let namespace: String
  package let name: String

  package init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  package var description: String { "\(namespace)#\(name)" }
}

/// The scalar types.
package enum SimpleType: String, Sendable, CaseIterable {
  case string
  case boolean
  case integer
  case long
  case float
  case double
  case timestamp
}

/// What a shape is made of.
package enum ShapeKind: Sendable, Equatable {
  case simple(SimpleType)
  case enumeration([EnumerationMember])
  case list(member: Member)
  case map(key: Member, value: Member)
  case structure([Member])
  case operation(Operation)
  case service(Service)

  package struct Operation: Sendable, Equatable {
    package let input: ShapeID?
    package let output: ShapeID?
    package let errors: [ShapeID]
  }

  package struct Service: Sendable, Equatable {
    package let version: String
    package let operations: [ShapeID]
  }
}

/// One value of an enumeration.
package struct EnumerationMember: Sendable, Equatable {
  package let name: String
  package let value: String
  package let documentation: String?
}

/// A member of a structure, or what a list or map holds.
package struct Member: Sendable, Equatable {
  package let name: String
  package let target: ShapeID
  package let traits: Traits
  package let documentation: String?
  package let location: SourceLocation
}

/// The traits of a shape or member, by name: the prelude's by their bare one (`required`), others
/// by their absolute one (`aws.protocols#restJson1`).
package struct Traits: Sendable, Equatable {
  package let values: [String: Node]

  package subscript(_ name: String) -> Node? { values[name] }
  package func has(_ name: String) -> Bool { values[name] != nil }
}

/// A named definition with everything it refers to resolved.
package struct Shape: Sendable, Equatable {
  package let id: ShapeID
  package let kind: ShapeKind
  package let traits: Traits
  package let documentation: String?
  package let location: SourceLocation
}

/// All shapes of a set of files.
package struct Model: Sendable {
  /// In the order of files and of definitions within them.
  package let shapes: [Shape]
  private let byID: [ShapeID: Shape]

  init(shapes: [Shape]) {
    self.shapes = shapes
    byID = Dictionary(shapes.map { ($0.id, $0) }) { first, _ in first }
  }

  package subscript(_ id: ShapeID) -> Shape? { byID[id] }
}
