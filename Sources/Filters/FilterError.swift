/// Why a filter expression is refused: what is wrong, and where.
package struct FilterError: Error, Equatable, Sendable {
  /// Which rule is broken.
  package enum Kind: Sendable, Equatable {
    /// The text is longer than the service takes.
    case tooLong
    /// The text is not an expression.
    case syntax
    /// A placeholder stands where only fixed values may.
    case placeholder
    /// Subject, datasets and parts of the expression do not go together.
    case structure
    /// The group has no such dataset, or the dataset no such field.
    case unknownField
    /// The field may not be used in filters at all.
    case unusableField
    /// The value does not fit the field's type.
    case type
    /// The filter uses too many fields.
    case tooManyFields
  }

  package let kind: Kind
  /// One sentence, in the service's wording where that is known.
  package let message: String
  /// Where in the expression, counted in UTF-8 bytes from its start.
  package let offset: Int
  private let text: String

  /// An error at a byte of the expression's text.
  init(_ kind: Kind, _ message: String, at offset: Int, in text: String) {
    self.kind = kind
    self.message = message
    self.offset = offset
    self.text = text
  }

  /// The line of the expression that is meant, shortened, and a caret under the place.
  package var excerpt: String { Excerpt.of(text, at: offset) }
}

extension FilterError: CustomStringConvertible {
  /// The message, the line, and the caret: three lines.
  package var description: String { "\(message)\n\(excerpt)" }
}
