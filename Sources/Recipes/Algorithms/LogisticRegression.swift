import Glibc
import Kernels

/// Probabilities from weighted features, fitted by maximum likelihood with a Gaussian prior.
///
/// Newton's method whose steps are found by conjugate gradients (Lin, Weng and Keerthi 2008). The
/// first feature is the intercept: it is hardly penalised, so predictions are right on average.
enum LogisticRegression {
  /// What counts for the intercept in place of the ridge.
  private static let interceptRidge: Float = 0.01
  private static let newtonSteps = 12
  private static let gradientSteps = 20

  /// Rows of features and their labels.
  struct Examples: Sendable {
    /// A multiple of 8.
    let width: Int
    /// Row r is `features[r * width..<(r + 1) * width]`.
    var features: [Float] = []
    /// 1 or 0 a row.
    var labels: [Float] = []
    /// What is known of a row's logit besides its features; empty, or one a row.
    var offsets: [Float] = []

    init(width: Int) { self.width = width }

    var count: Int { labels.count }

    fileprivate func offset(_ row: Int) -> Float { offsets.isEmpty ? 0 : offsets[row] }
  }

  static func probability(_ logit: Float) -> Float { 1 / (1 + expf(-logit)) }

  /// The weights that make the labels most probable.
  /// - Parameters:
  ///   - examples: what to learn from; the prior when empty.
  ///   - prior: where weights are drawn to, `width` of them.
  ///   - ridge: how strongly, in examples.
  static func fit(_ examples: Examples, prior: [Float], ridge: Float) -> [Float] {
    let width = examples.width
    var weights = prior
    guard examples.count > 0, prior.count == width else { return prior }
    var slopes = [Float](repeating: 0, count: examples.count)
    var best = loss(examples, weights, prior, ridge)
    for _ in 0..<newtonSteps {
      var gradient = (0..<width).map {
        ($0 == 0 ? interceptRidge : ridge) * (weights[$0] - prior[$0])
      }
      forEachRow(examples) { row, features in
        let logit = dot(features, weights) + examples.offset(row)
        let probability = probability(logit)
        slopes[row] = max(probability * (1 - probability), 1e-6)
        add(probability - examples.labels[row], features, to: &gradient)
      }
      let norm = gradient.reduce(0) { $0 + $1 * $1 }
      guard norm > 1e-7 * Float(examples.count) else { break }
      let step = newtonStep(examples, gradient, slopes, ridge)
      var factor: Float = 1
      var improved = false
      while factor > 1e-3, !improved {
        let candidate = zip(weights, step).map { $0 - factor * $1 }
        let value = loss(examples, candidate, prior, ridge)
        if value < best {
          improved = best - value > 1e-6 * abs(best)
          (weights, best) = (candidate, value)
          break
        }
        factor /= 2
      }
      guard improved else { break }
    }
    return weights
  }

  /// Solves (sum of slope x x^T + ridge) step = gradient.
  private static func newtonStep(
    _ examples: Examples, _ gradient: [Float], _ slopes: [Float], _ ridge: Float
  ) -> [Float] {
    let width = examples.width
    var step = [Float](repeating: 0, count: width)
    var residual = gradient
    var direction = gradient
    var error = residual.reduce(0) { $0 + $1 * $1 }
    let goal = error * 1e-6
    for _ in 0..<gradientSteps where error > goal {
      var product = (0..<width).map { ($0 == 0 ? interceptRidge : ridge) * direction[$0] }
      forEachRow(examples) { row, features in
        add(slopes[row] * dot(features, direction), features, to: &product)
      }
      let curvature = zip(direction, product).reduce(0) { $0 + $1.0 * $1.1 }
      guard curvature > 0 else { break }
      let length = error / curvature
      for index in 0..<width {
        step[index] += length * direction[index]
        residual[index] -= length * product[index]
      }
      let next = residual.reduce(0) { $0 + $1 * $1 }
      for index in 0..<width {
        direction[index] = residual[index] + next / error * direction[index]
      }
      error = next
    }
    return step
  }

  /// The negative log-posterior, but for a constant.
  private static func loss(
    _ examples: Examples, _ weights: [Float], _ prior: [Float], _ ridge: Float
  ) -> Double {
    var sum = logLoss(examples, weights)
    for index in weights.indices {
      let distance = Double(weights[index] - prior[index])
      sum += 0.5 * Double(index == 0 ? interceptRidge : ridge) * distance * distance
    }
    return sum
  }

  /// The sum of the negative log-probabilities of the labels.
  static func logLoss(_ examples: Examples, _ weights: [Float]) -> Double {
    var sum = 0.0
    forEachRow(examples) { row, features in
      let logit = dot(features, weights) + examples.offset(row)
      let signed = examples.labels[row] > 0.5 ? logit : -logit
      sum += Double(signed > 0 ? log1pf(expf(-signed)) : -signed + log1pf(expf(signed)))
    }
    return sum
  }

  private static func forEachRow(
    _ examples: Examples, _ body: (Int, UnsafePointer<Float>) -> Void
  ) {
    // Sound: features holds `width` elements for each label.
    examples.features.withUnsafeBufferPointer { features in
      guard let base = features.baseAddress else { return }
      for row in 0..<examples.count { body(row, base + row * examples.width) }
    }
  }

  /// The product of a row with weights of the same width.
  static func dot(_ features: UnsafePointer<Float>, _ weights: [Float]) -> Float {
    weights.withUnsafeBufferPointer { weights in
      weights.baseAddress.map { Vector.dot(features, $0, weights.count) } ?? 0
    }
  }

  private static func add(
    _ factor: Float, _ features: UnsafePointer<Float>, to target: inout [Float]
  ) {
    target.withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      Vector.axpy(factor, features, base, target.count)
    }
  }
}
