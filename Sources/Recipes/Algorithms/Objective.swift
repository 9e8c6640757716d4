import Glibc
import Kernels

/// An `optimizationObjective`: items with high values of an attribute come earlier.
package struct Objective: Sendable, Equatable, Codable {
  /// How much of the relevance may be given up for high values.
  package enum Sensitivity: String, Sendable, Codable, CaseIterable {
    case off = "OFF"
    case low = "LOW"
    case medium = "MEDIUM"
    case high = "HIGH"

    /// What must be left of the mean gain of held-out items.
    fileprivate var retention: Double {
      switch self {
      case .off: 1
      case .low: 0.97
      case .medium: 0.85
      case .high: 0.5
      }
    }
  }

  /// A numeric column of the items dataset, compared without case.
  package var itemAttribute: String
  package var sensitivity: Sensitivity

  package init(itemAttribute: String, sensitivity: Sensitivity) {
    self.itemAttribute = itemAttribute
    self.sensitivity = sensitivity
  }
}

extension Objective {
  /// Strengths that are tried, in logits a standard deviation of the attribute.
  private static let strengths: [Float] = [0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8]
  /// The most histories the strength is looked for on.
  private static let maxCases = 300
  /// Values farther out than so many deviations are no more wanted.
  private static let bound: Float = 3

  /// The items' values; `nil` when there is no such numeric column.
  func values(_ metadata: MetadataTable) -> [Float]? {
    for column in metadata.columns
    where TrainingData.isSameEventType(column.name, itemAttribute) {
      if case .numeric(let values) = column.values { return values }
    }
    return nil
  }

  /// How far each item's value is above the mean, in deviations; 0 where unknown.
  static func standardized(_ values: [Float]) -> [Float] {
    let known = values.filter { !$0.isNaN }
    guard !known.isEmpty else { return values.map { _ in 0 } }
    let mean = known.reduce(0.0) { $0 + Double($1) } / Double(known.count)
    let variance = known.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let deviation = (variance / Double(known.count)).squareRoot()
    guard deviation > 0 else { return values.map { _ in 0 } }
    return values.map { value in
      value.isNaN ? 0 : min(max(Float((Double(value) - mean) / deviation), -bound), bound)
    }
  }

  /// What to multiply the standardised values with before they are added to the logits.
  ///
  /// The highest of some strengths that leaves enough of the mean gain of held-out items, and at
  /// least twice what the sensitivity below gets, so that a higher one always does more.
  func strength(
    _ blend: Blend, _ standardized: [Float], cases: [BlendFitting.Case], threads: Int
  ) -> Float {
    guard sensitivity != .off else { return 0 }
    let cases = Array(cases.prefix(Self.maxCases))
    let base = Self.gain(blend, standardized, 0, cases, threads)
    var gains: [Double] = []
    for strength in Self.strengths {
      gains.append(Self.gain(blend, standardized, strength, cases, threads))
      if gains.last ?? 0 < base * Sensitivity.high.retention { break }
    }
    var strength: Float = 0
    for level in Sensitivity.allCases where level != .off {
      let best =
        zip(Self.strengths, gains).filter { $1 >= base * level.retention }.map(\.0).last ?? 0
      strength = max(best, 2 * strength, Self.strengths[0])
      if level == sensitivity { break }
    }
    return strength
  }

  /// The mean of 1/log2(1 + rank) of the held-out items.
  private static func gain(
    _ blend: Blend, _ standardized: [Float], _ strength: Float, _ cases: [BlendFitting.Case],
    _ threads: Int
  ) -> Double {
    var blend = blend
    blend.objective = standardized.map { $0 * strength }
    let itemCount = blend.itemCount
    var gains = [Double](repeating: 0, count: cases.count)
    gains.withUnsafeMutableBufferPointer { gains in
      // Sound: each case writes its own slot; logits have one element an item.
      nonisolated(unsafe) let gains = gains
      Parallel.forEachBlock(count: cases.count, blockSize: 4, threads: threads) { _, range in
        let logits = UnsafeMutablePointer<Float>.allocate(capacity: itemCount)
        logits.initialize(repeating: 0, count: itemCount)
        defer { logits.deallocate() }
        for index in range {
          blend.score(cases[index].profile, into: logits)
          for target in cases[index].targets {
            let bound = logits[Int(target)]
            var better = 0
            for item in 0..<itemCount { better += logits[item] > bound ? 1 : 0 }
            gains[index] += 1 / log2(Double(better) + 2) / Double(cases[index].targets.count)
          }
        }
      }
    }
    return gains.reduce(0, +)
  }
}
