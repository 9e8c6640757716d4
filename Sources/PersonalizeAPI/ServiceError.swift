package import JSON

/// An error as the service reports it: its kind and a message for people.
package struct ServiceError: Error, Equatable, Sendable {
  package let kind: ErrorKind
  package let message: String

  package init(_ kind: ErrorKind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// An operation that was sent to a service which does not have it.
  init(unknown operation: Operation) {
    self.init(.unknownOperation, "\(operation.name) is not an operation of this service.")
  }

  /// What is wrong with a request's body, in the service's wording.
  package init(_ error: JSONError) {
    switch error {
    case .syntax(let offset, let reason):
      self.init(.serialization, "The body is not valid JSON at byte \(offset): \(reason).")
    case .type(let path, let expected):
      let place = path.isEmpty ? "The body" : "The value at '\(path)'"
      self.init(.serialization, "\(place) must be \(expected).")
    case .constraints(let violations):
      self.init(.invalidInput, Self.message(of: violations))
    }
  }

  private static func message(of violations: JSONViolations) -> String {
    let noun = violations.count == 1 ? "validation error" : "validation errors"
    let list = violations.listed.map { violation in
      let value =
        switch violation.value {
        case .missing: "Value null"
        case .text(let text): "Value '\(text)'"
        case .withheld: "Value"
        }
      return "\(value) at '\(violation.path)' failed to satisfy constraint: "
        + violation.requirement
    }
    return "\(violations.count) \(noun) detected: " + list.joined(separator: "; ")
  }
}

/// What a deferred operation calls when its outcome is certain, once and on any thread.
package typealias DeferredCompletion = @Sendable (Result<Void, ServiceError>) -> Void
