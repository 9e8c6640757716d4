import Glibc
import Kernels

/// Finds the weights of lifts that make held-out interactions most probable.
///
/// The logits are linear in the weights, so the likelihood is concave: Newton's step by column,
/// then along the direction found. Weights stay at or above 0, and those that do not stand out of
/// their standard error (Wald's test) are 0.
struct AttributeFitting: Sendable {
  /// One held-out interaction.
  struct Case: Sendable {
    let features: [UInt32]
    let target: Int
    /// Which of the bases its logits start from; `nil` for the common one.
    let base: Int?
    /// How many events its base was made from.
    let events: Int
  }

  private let tables: BlendAttributes
  private let common: [Float]
  private let threads: Int
  private(set) var cases: [Case] = []
  private var bases: [Float] = []
  /// Weights that are added to all logits, not found.
  private var fixed: BlendAttributes.Weights?
  private var isFixed: [Bool]

  private static let rounds = 8
  private static let highest: Float = 1.5
  /// Standard errors that a weight must be above 0.
  private static let significance: Float = 2.5

  /// - Parameters:
  ///   - tables: the lifts.
  ///   - base: logits by item of whom nothing else is known.
  ///   - threads: the most to use.
  init(_ tables: BlendAttributes, base: [Float], threads: Int) {
    self.tables = tables
    common = base
    self.threads = threads
    isFixed = tables.encoding.columns.map { _ in false }
  }

  mutating func append(_ features: [UInt32], target: UInt32, base: Int? = nil, events: Int = 0) {
    cases.append(Case(features: features, target: Int(target), base: base, events: events))
  }

  /// Computes the logits of profiles, newest item first, as bases 0, 1 and so on.
  mutating func addBases(_ blend: Blend, _ profiles: [[UInt32]]) {
    let itemCount = common.count
    bases = [Float](repeating: 0, count: profiles.count * itemCount)
    bases.withUnsafeMutableBufferPointer { bases in
      guard let bases = bases.baseAddress else { return }
      // Sound: each profile writes its own vector of one element an item.
      nonisolated(unsafe) let target = bases
      Parallel.forEachBlock(count: profiles.count, blockSize: 4, threads: threads) { _, range in
        for index in range {
          blend.score(Blend.Profile(items: profiles[index]), into: target + index * itemCount)
        }
      }
    }
  }

  /// Lets some columns count with weights that are not found here.
  mutating func fix(_ weights: BlendAttributes.Weights, _ isFixed: (Int) -> Bool) {
    fixed = weights
    self.isFixed = self.isFixed.indices.map(isFixed)
  }

  /// The weights by column, 0 for those not asked for.
  func fit(_ isFree: (Int) -> Bool) -> [Float] {
    let count = tables.encoding.columns.count
    var free = (0..<count).map { isFree($0) && !isFixed[$0] }
    var weights = [Float](repeating: 0, count: count)
    while free.contains(true) {
      weights = zip(weights, free).map { $1 ? max($0, 0.1) : 0 }
      for _ in 0..<Self.rounds { step(&weights, free) }
      let (_, curvature) = slopes(weights)
      let weak = free.indices.filter {
        free[$0] && weights[$0] * curvature[$0].squareRoot() < Self.significance
      }
      // The weakest goes first: another may do its work.
      let weakest = weak.min {
        weights[$0] * curvature[$0].squareRoot() < weights[$1] * curvature[$1].squareRoot()
      }
      guard let weakest else { break }
      free[weakest] = false
    }
    return zip(weights, free).map { $1 ? $0 : 0 }
  }

  /// The fading under which the cases are most probable; of those as good, the fastest.
  func bestFading(_ candidates: [Float], _ weights: BlendAttributes.Weights) -> Float {
    let trials = candidates.map { fading -> (Float, [Double]) in
      var trial = tables
      trial.weights = weights
      trial.weights.fading = fading
      return (
        fading,
        perCase(1) { logits, _, index, result in
          trial.add(cases[index].features, events: cases[index].events, to: logits)
          let highest = Vector.maximum(logits, common.count)
          let sum = Exponential.sum(logits, common.count, shift: highest)
          result[0] = Double(logits[cases[index].target] - highest) - log(sum)
        }
      )
    }
    guard
      let best = trials.max(by: { $0.1.reduce(0, +) < $1.1.reduce(0, +) })
    else { return 0 }
    let asGood = trials.first { trial in
      let differences = zip(best.1, trial.1).map { $0 - $1 }
      let mean = differences.reduce(0, +) / Double(max(differences.count, 1))
      let variance =
        differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        / Double(max(differences.count, 1))
      return mean <= 0.5 * (variance / Double(max(differences.count, 1))).squareRoot()
    }
    return asGood?.0 ?? best.0
  }
}

// MARK: - Newton's steps

extension AttributeFitting {
  private func step(_ weights: inout [Float], _ free: [Bool]) {
    let (slope, curvature) = slopes(weights)
    let direction = weights.indices.map { column -> Float in
      guard free[column], curvature[column] > 0 else { return 0 }
      let step = slope[column] / curvature[column]
      return weights[column] <= 0 && step < 0 ? 0 : step
    }
    let rise = zip(direction, slope).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    guard rise > 0 else { return }
    let bend = curvatureAlong(direction, weights)
    let length = bend > 0 ? min(rise / bend, 2) : 1
    for column in weights.indices {
      weights[column] = min(max(weights[column] + length * direction[column], 0), Self.highest)
    }
  }

  /// First and negative second derivatives of the log-likelihood by column.
  private func slopes(_ weights: [Float]) -> (slope: [Float], curvature: [Float]) {
    let count = weights.count
    let sums = sum(
      perCase(2 * count) { logits, scratch, index, result in
        add(weights, index, to: logits)
        let highest = Vector.maximum(logits, common.count)
        let total = Exponential.sum(logits, common.count, shift: highest)
        let features = cases[index].features
        var start = 0
        while start < features.count {
          let column = tables.encoding.columnOfFeature[Int(features[start])]
          var end = start
          while end < features.count,
            tables.encoding.columnOfFeature[Int(features[end])] == column
          {
            tables.lifts.add(row: Int(features[end]), times: 1, to: scratch)
            end += 1
          }
          let (mean, square) = moments(
            of: features[start..<end], scratch, logits, highest, total)
          result[Int(column)] = Double(scratch[cases[index].target]) - mean
          result[count + Int(column)] = square - mean * mean
          clear(features[start..<end], scratch)
          start = end
        }
      }, 2 * count)
    return (sums[..<count].map { Float($0) }, sums[count...].map { Float($0) })
  }

  private func curvatureAlong(_ direction: [Float], _ weights: [Float]) -> Float {
    let sums = sum(
      perCase(1) { logits, scratch, index, result in
        add(weights, index, to: logits)
        let highest = Vector.maximum(logits, common.count)
        let total = Exponential.sum(logits, common.count, shift: highest)
        let features = cases[index].features
        for feature in features {
          let factor = direction[Int(tables.encoding.columnOfFeature[Int(feature)])]
          tables.lifts.add(row: Int(feature), times: factor, to: scratch)
        }
        let (mean, square) = moments(of: features[...], scratch, logits, highest, total)
        result[0] = square - mean * mean
        clear(features[...], scratch)
      }, 1)
    return Float(sums[0])
  }

  /// Mean and mean square, under the case's probabilities, of what the features left in `scratch`.
  ///
  /// Items that several features know are cleared when they are met, and put back at the end.
  private func moments(
    of features: ArraySlice<UInt32>, _ scratch: UnsafeMutablePointer<Float>,
    _ logits: UnsafePointer<Float>, _ highest: Float, _ total: Double
  ) -> (mean: Double, square: Double) {
    var (mean, square) = (0.0, 0.0)
    var met: [(item: Int, value: Float)] = []
    for feature in features {
      for entry in tables.lifts.range(ofRow: Int(feature)) {
        let item = Int(tables.lifts.columns[entry])
        let value = scratch[item]
        guard value != 0 else { continue }
        let share = Double(expf(logits[item] - highest)) / total
        mean += share * Double(value)
        square += share * Double(value * value)
        guard features.count > 1 else { continue }
        met.append((item, value))
        scratch[item] = 0
      }
    }
    for (item, value) in met { scratch[item] = value }
    return (mean, square)
  }

  private func clear(_ features: ArraySlice<UInt32>, _ scratch: UnsafeMutablePointer<Float>) {
    for feature in features {
      for entry in tables.lifts.range(ofRow: Int(feature)) {
        scratch[Int(tables.lifts.columns[entry])] = 0
      }
    }
  }

  private func add(_ weights: [Float], _ index: Int, to logits: UnsafeMutablePointer<Float>) {
    let one = cases[index]
    for feature in one.features {
      let column = Int(tables.encoding.columnOfFeature[Int(feature)])
      var factor = weights[column]
      if isFixed[column], let fixed {
        let isUser = tables.encoding.columns[column].source == .user
        factor = fixed.factor(column: column, isUser: isUser, events: one.events)
      }
      if factor != 0 { tables.lifts.add(row: Int(feature), times: factor, to: logits) }
    }
  }

  /// Calls `body` with each case's starting logits, a vector of zeros and its slots for results.
  private func perCase(
    _ slots: Int,
    _ body: (
      UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, Int,
      UnsafeMutablePointer<Double>
    ) -> Void
  ) -> [Double] {
    let itemCount = common.count
    var results = [Double](repeating: 0, count: cases.count * slots)
    results.withUnsafeMutableBufferPointer { results in
      guard let results = results.baseAddress else { return }
      // Sound: each case writes its own slots; vectors have one element an item.
      nonisolated(unsafe) let target = results
      Parallel.forEachBlock(count: cases.count, blockSize: 8, threads: threads) { _, range in
        let logits = UnsafeMutablePointer<Float>.allocate(capacity: itemCount)
        let scratch = UnsafeMutablePointer<Float>.allocate(capacity: itemCount)
        scratch.initialize(repeating: 0, count: itemCount)
        defer {
          logits.deallocate()
          scratch.deallocate()
        }
        for index in range {
          let start = cases[index].base.map { $0 * itemCount }
          let source = start.map { bases[$0..<$0 + itemCount] } ?? common[...]
          source.withUnsafeBufferPointer { source in
            guard let source = source.baseAddress else { return }
            logits.update(from: source, count: itemCount)
          }
          body(logits, scratch, index, target + index * slots)
        }
      }
    }
    return results
  }

  /// The sums over all cases by slot.
  private func sum(_ results: [Double], _ slots: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: slots)
    for index in results.indices { sums[index % slots] += results[index] }
    return sums
  }
}
