/// A word, sign or value of a filter expression, and where it stands.
struct Token: Equatable {
  enum Kind: Equatable {
    /// A keyword or name; which one is decided where it stands.
    case word(String)
    /// Quoted text, without its quotes.
    case string(String)
    case number(Double)
    /// A placeholder, without its dollar sign.
    case parameter(String)
    case comparison(Comparison)
    case open
    case close
    case comma
    case dot
    case star
    case bar
    case end
  }

  let kind: Kind
  /// The first byte in the text.
  let offset: Int
  /// The byte after the last.
  let end: Int

  /// Whether it is this keyword, in any case.
  func isKeyword(_ keyword: String) -> Bool {
    guard case .word(let word) = kind else { return false }
    return word.utf8.count == keyword.utf8.count && word.uppercased() == keyword
  }
}

/// An operator that compares a field with one value.
package enum Comparison: String, Sendable, CaseIterable {
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// Whether it asks for an order, which only numbers have.
  package var isOrdering: Bool { self != .equal && self != .notEqual }

  /// Compares two numbers; a NaN on either side compares with nothing, not even as unequal.
  package func holds(_ left: Double, _ right: Double) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left < right || left > right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}
