/// One parameter of a recipe: its type, default, range and where it is given.
package struct Hyperparameter: Sendable, Equatable {
  /// Which request member carries the parameter.
  package enum Kind: Sendable, Equatable {
    /// `algorithmHyperParameters` of a solution.
    case algorithm
    /// `featureTransformationParameters` of a solution.
    case featureTransformation
    /// `itemExplorationConfig` of a campaign or a batch job.
    case campaign
  }

  /// The values a parameter may take, and the one it has when nothing is given.
  package enum Values: Sendable, Equatable {
    case integer(default: Int, range: ClosedRange<Int>)
    case continuous(default: Double, range: ClosedRange<Double>)
    case categorical(default: String, values: [String])
  }

  package let name: String
  package let kind: Kind
  package let values: Values
  /// Whether hyperparameter optimisation may search it.
  package let isTunable: Bool
  /// Whether it may be given directly; some exist only as ranges of a search.
  package let isSettable: Bool

  package init(
    _ name: String, _ kind: Kind, _ values: Values, tunable: Bool = false, settable: Bool = true
  ) {
    self.name = name
    self.kind = kind
    self.values = values
    isTunable = tunable
    isSettable = settable
  }

  /// The default as it travels on the wire.
  package var defaultText: String {
    switch values {
    case .integer(let value, _): "\(value)"
    case .continuous(let value, _): "\(value)"
    case .categorical(let value, _): value
    }
  }

  /// Whether a wire value has the right type and lies within the range.
  package func accepts(_ text: String) -> Bool {
    switch values {
    case .integer(_, let range): Int(text).map(range.contains) ?? false
    case .continuous(_, let range): Double(text).map(range.contains) ?? false
    case .categorical(_, let values): values.contains(text)
    }
  }

  /// The accepted values in words, for error messages.
  package var rangeText: String {
    switch values {
    case .integer(_, let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
    case .continuous(_, let range):
      range.upperBound == .greatestFiniteMagnitude
        ? "a number from \(range.lowerBound)"
        : "a number from \(range.lowerBound) to \(range.upperBound)"
    case .categorical(_, let values): "one of " + values.joined(separator: ", ")
    }
  }
}
