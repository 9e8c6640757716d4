/// A filter expression, read: which entities a request may answer with.
///
/// Expressions are chained with `|`, in no order: what the INCLUDE expressions keep, all together
/// (everything, if there are none), without what any EXCLUDE expression matches.
package struct Filter: Sendable, Equatable {
  /// The longest text of a filter, in characters.
  package static let lengthMax = 2500

  /// As it was written.
  package let text: String
  /// At least one.
  package let expressions: [Expression]

  /// One link of the chain.
  package struct Expression: Sendable, Equatable {
    package let effect: Effect
    package let subject: Subject
    /// The conditions: alternatives, each a list of which all must hold.
    ///
    /// AND binds tighter than OR; neither level is empty.
    package let alternatives: [[Condition]]
    /// What must hold of the current user for the expression to count at all; often empty.
    package let guards: [Condition]
    /// Where its first word stands, in UTF-8 bytes.
    package let offset: Int
  }

  /// Whether matching entities are kept or removed.
  package enum Effect: String, Sendable {
    case include = "INCLUDE"
    case exclude = "EXCLUDE"
  }

  /// What the filter is applied to.
  package enum Subject: String, Sendable, CaseIterable {
    case item = "ItemID"
    case user = "UserID"
    case action = "ActionID"
  }

  /// A test of one field.
  package struct Condition: Sendable, Equatable {
    package let field: Field
    package let test: Test
  }

  /// A field of a dataset, spelled as in the expression.
  package struct Field: Sendable, Equatable {
    package let dataset: Dataset
    package let name: String
    /// Where its dataset's name starts, in UTF-8 bytes.
    package let offset: Int
  }

  /// What is asked of a field's values.
  package enum Test: Sendable, Equatable {
    /// `IN` and, negated, `NOT IN`.
    case among(Choice, isNegated: Bool)
    case compared(Comparison, Operand)
  }

  /// The right side of `IN`.
  package enum Choice: Sendable, Equatable {
    /// At least one value.
    case values([Value])
    /// `(*)`: any value there is.
    case anything(offset: Int)
    /// One or more values, told with the request.
    case parameter(String, offset: Int)
    /// The values of the item the request is about.
    case currentItem(Field)
  }

  /// The right side of a comparison.
  package enum Operand: Sendable, Equatable {
    case value(Value)
    case parameter(String, offset: Int)
    case currentItem(Field)
  }

  /// A fixed value of an expression, and where it stands.
  package struct Value: Sendable, Equatable {
    package let literal: Literal
    package let offset: Int
  }

  /// A text or a number.
  package enum Literal: Sendable, Hashable {
    case string(String)
    case number(Double)

    /// As a number: quotes around digits are overlooked.
    package var number: Double? {
      switch self {
      case .number(let number): number
      case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
      }
    }
  }

  /// The datasets an expression can name.
  package enum Dataset: String, Sendable, CaseIterable {
    case interactions = "Interactions"
    case items = "Items"
    case users = "Users"
    case actions = "Actions"
    case actionInteractions = "Action_Interactions"

    /// Whether it holds what users did, by event type.
    package var isInteractions: Bool { self == .interactions || self == .actionInteractions }

    /// The dataset of that name, in any case, also in the singular.
    init?(spelled name: String) {
      switch name.lowercased() {
      case "interactions", "interaction": self = .interactions
      case "items", "item": self = .items
      case "users", "user": self = .users
      case "actions", "action": self = .actions
      case "action_interactions", "action_interaction", "actioninteractions":
        self = .actionInteractions
      default: return nil
      }
    }
  }
}

extension Filter {
  /// Reads an expression; whether it fits a group's schemas is for `check(against:)`.
  package init(parsing text: String) throws(FilterError) {
    guard text.unicodeScalars.count <= Self.lengthMax else {
      throw FilterError(
        .tooLong,
        "Invalid Expression: a filter expression has at most \(Self.lengthMax) characters.",
        at: 0, in: text)
    }
    var parser = try Parser(text)
    self.init(text: text, expressions: try parser.chain())
  }

  /// What the filter is applied to: every expression's subject, once checked.
  package var subject: Subject { expressions.first?.subject ?? .item }
}
