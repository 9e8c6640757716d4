import PersonalizeAPI
import Recipes

/// The ranges that a search for hyperparameters looks through, as a unit cube.
struct ParameterSpace: Codable, Sendable, Equatable {
  /// One parameter; its values lie evenly between 0 and 1.
  struct Dimension: Codable, Sendable, Equatable {
    enum Range: Codable, Sendable, Equatable {
      case integer(Int, Int)
      case continuous(Double, Double)
      case categorical([String])
    }

    let name: String
    let range: Range

    /// The wire value at a place from 0 to 1.
    func text(at place: Double) -> String {
      let place = min(max(place, 0), 1)
      switch range {
      case .integer(let low, let high):
        return "\(low + min(Int(place * Double(high - low + 1)), high - low))"
      case .continuous(let low, let high):
        let value = low + place * (high - low)
        // Enough digits for any purpose, and readable.
        return "\(min(max((value * 1e6).rounded() / 1e6, low), high))"
      case .categorical(let values):
        return values[min(Int(place * Double(values.count)), values.count - 1)]
      }
    }

    /// The place of a wire value, or of the one in range that is nearest to it.
    func place(of text: String) -> Double {
      switch range {
      case .integer(let low, let high):
        let value = min(max(Double(text) ?? Double(low), Double(low)), Double(high))
        return (value - Double(low) + 0.5) / Double(high - low + 1)
      case .continuous(let low, let high):
        guard high > low else { return 0 }
        return (min(max(Double(text) ?? low, low), high) - low) / (high - low)
      case .categorical(let values):
        return (Double(values.firstIndex(of: text) ?? 0) + 0.5) / Double(values.count)
      }
    }
  }

  var dimensions: [Dimension]

  var isEmpty: Bool { dimensions.isEmpty }

  /// The wire values at a point of the cube.
  func values(at point: [Double]) -> [String: String] {
    Dictionary(
      zip(dimensions, point).map { ($0.name, $0.text(at: $1)) }, uniquingKeysWith: { $1 })
  }

  /// The point of wire values; what is missing or out of range becomes the nearest that is in.
  func point(of values: [String: String]) -> [Double] {
    dimensions.map { $0.place(of: values[$0.name] ?? "") }
  }

  /// The `index`-th point of a sequence that fills the cube evenly, from 0 on (Halton, 1960).
  func sample(_ index: Int) -> [Double] {
    dimensions.indices.map { Self.radicalInverse(index + 1, base: Self.base($0)) }
  }

  private static func base(_ dimension: Int) -> Int {
    let primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
    return primes[dimension % primes.count]
  }

  private static func radicalInverse(_ index: Int, base: Int) -> Double {
    var (rest, share, value) = (index, 1.0, 0.0)
    while rest > 0 {
      share /= Double(base)
      value += share * Double(rest % base)
      rest /= base
    }
    return value
  }
}

// MARK: - From requests

extension ParameterSpace {
  /// The ranges that were given, or those of all tunable parameters that were not given a value.
  init(_ recipe: Recipes.Recipe, given ranges: HyperParameterRanges?, fixed: [String: String]) {
    let known = recipe.hyperparameters(.algorithm)
    func whole(_ name: String?) -> Dimension.Range? {
      known.first { $0.name == name }.map { Dimension.Range($0.values) }
    }
    var found: [(name: String?, range: Dimension.Range)] = []
    for given in ranges?.integerHyperParameterRanges ?? [] {
      switch whole(given.name) {
      case .integer(let low, let high)?:
        found.append((given.name, .integer(given.minValue ?? low, given.maxValue ?? high)))
      case .continuous(let low, let high)?:
        let (least, most) = (given.minValue.map(Double.init), given.maxValue.map(Double.init))
        found.append((given.name, .continuous(least ?? low, most ?? high)))
      case .categorical?, nil: continue
      }
    }
    for given in ranges?.continuousHyperParameterRanges ?? [] {
      guard case .continuous(let low, let high)? = whole(given.name) else { continue }
      found.append((given.name, .continuous(given.minValue ?? low, given.maxValue ?? high)))
    }
    for given in ranges?.categoricalHyperParameterRanges ?? [] {
      let values = given.values ?? []
      guard let range = values.isEmpty ? whole(given.name) : .categorical(values) else { continue }
      found.append((given.name, range))
    }
    dimensions = found.compactMap { found in
      found.name.map { Dimension(name: $0, range: found.range) }
    }
    if dimensions.isEmpty {
      dimensions =
        known
        .filter { $0.isTunable && fixed[$0.name] == nil }
        .map { Dimension(name: $0.name, range: .init($0.values)) }
    }
  }
}

extension ParameterSpace.Dimension.Range {
  fileprivate init(_ values: Hyperparameter.Values) {
    switch values {
    case .integer(_, let range): self = .integer(range.lowerBound, range.upperBound)
    case .continuous(_, let range): self = .continuous(range.lowerBound, range.upperBound)
    case .categorical(_, let values): self = .categorical(values)
    }
  }
}
