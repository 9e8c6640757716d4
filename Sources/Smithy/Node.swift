/// A value as traits and definitions carry it.
package enum Node: Sendable, Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  /// A name that stands for a shape.
  case identifier(String, SourceLocation)
  case array([Node])
  case object([String: Node])

  /// The member of that name, if this is an object that has it.
  package subscript(_ name: String) -> Node? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  /// The number, if this is one.
  package var number: Double? {
    guard case .number(let value) = self else { return nil }
    return value
  }

  /// The text, if this is a string.
  package var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }
}
