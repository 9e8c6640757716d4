import Glibc
import Kernels

extension SeededRandom {
  /// A value of the Beta distribution, from two of the Gamma distribution.
  ///
  /// - Parameters:
  ///   - successes: the first shape, at least 1.
  ///   - failures: the second shape, at least 1.
  mutating func beta(successes: Double, failures: Double) -> Double {
    let first = gamma(shape: max(successes, 1))
    let second = gamma(shape: max(failures, 1))
    return first / (first + second)
  }

  /// A value of the Gamma distribution of scale 1 (Marsaglia and Tsang 2000), for shapes from 1.
  private mutating func gamma(shape: Double) -> Double {
    let offset = shape - 1.0 / 3
    let scale = 1 / (9 * offset).squareRoot()
    while true {
      let normal = Double(normal())
      let root = 1 + scale * normal
      guard root > 0 else { continue }
      let cube = root * root * root
      let uniform = max(Double(uniform()), .leastNormalMagnitude)
      if log(uniform) < 0.5 * normal * normal + offset * (1 - cube + log(cube)) {
        return max(offset * cube, .leastNormalMagnitude)
      }
    }
  }
}
