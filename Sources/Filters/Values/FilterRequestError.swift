/// Why a filter can't be applied to a request.
package enum FilterRequestError: Error, Equatable, Sendable {
  /// A placeholder of an INCLUDE expression was given no value.
  case missingParameter(String)
  /// A value was given for a placeholder the filter does not have.
  case unknownParameter(String)
  /// The value is not a list of quoted texts and numbers; the excerpt shows where.
  case malformed(parameter: String, reason: String, excerpt: String)
  /// A number is needed for the field, and the value is none.
  case notANumber(parameter: String, field: String)
  /// The field holds text, and the value is not quoted.
  case notQuoted(parameter: String, field: String)
  /// A comparison takes one value, and several were given.
  case severalValues(parameter: String)
  /// The filter looks at the user, and the request names none.
  case userRequired
  /// The filter looks at the current item, and the request has none.
  case currentItemRequired
}

extension FilterRequestError: CustomStringConvertible {
  /// One sentence, with the value's text and a caret below it where the value is malformed.
  package var description: String {
    switch self {
    case .missingParameter(let name):
      "Missing filter value for parameter: \(name). A filter that includes needs all of them."
    case .unknownParameter(let name):
      "Invalid filter value: the filter has no parameter \(name)."
    case .malformed(let name, let reason, let excerpt):
      "Invalid filter value for parameter \(name): \(reason)\n\(excerpt)"
    case .notANumber(let name, let field):
      "Invalid filter value for parameter \(name): \(field) needs a number."
    case .notQuoted(let name, let field):
      "Invalid filter value for parameter \(name): the values of \(field) must be in double quotes."
    case .severalValues(let name):
      "Invalid filter value for parameter \(name): a comparison takes one value."
    case .userRequired:
      "The filter uses the user's data: userId is required."
    case .currentItemRequired:
      "The filter uses CurrentItem: it needs a request about an item."
    }
  }
}
