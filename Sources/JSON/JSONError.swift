/// Why a document could not be read as what it should be.
package enum JSONError: Error, Equatable, Sendable {
  /// The bytes are not JSON; `offset` counts from the start of the document.
  case syntax(offset: Int, reason: String)
  /// The value at `path` is of another JSON type, or a number out of the type's range.
  case type(path: String, expected: String)
  /// The document is well formed, but members break the constraints of their shapes.
  case constraints(JSONViolations)
}

/// The constraint violations of one document, in the order in which they were met.
package struct JSONViolations: Equatable, Sendable {
  /// How many there are; may be more than are listed.
  package let count: Int
  /// The first ones.
  package let listed: [JSONViolation]

  package init(count: Int, listed: [JSONViolation]) {
    self.count = count
    self.listed = listed
  }
}

/// One member that breaks a constraint of its shape.
package struct JSONViolation: Equatable, Sendable {
  /// What stood in the document.
  package enum Value: Equatable, Sendable {
    /// Nothing: a required member is missing.
    case missing
    /// A scalar, as text.
    case text(String)
    /// A value that is not repeated: a sensitive one, a list, a map.
    case withheld
  }

  package let path: String
  package let value: Value
  /// The constraint: `Member must have length less than or equal to 63`.
  package let requirement: String

  package init(path: String, value: Value, requirement: String) {
    self.path = path
    self.value = value
    self.requirement = requirement
  }
}
