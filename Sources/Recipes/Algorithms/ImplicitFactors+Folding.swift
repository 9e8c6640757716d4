import Kernels

/// Factors of a profile that was not trained on.
extension ImplicitFactors {
  /// The most conjugate-gradient steps; the residual is then far below what ranks differ by.
  private static let maxSteps = 24

  /// The factors of a profile: items with weights, solved by conjugate gradients.
  /// - Parameter profile: item numbers of this model and positive weights.
  /// - Returns: `dimension` numbers; all 0 for an empty profile.
  func fold(_ profile: [(item: Int, weight: Float)]) -> [Float] {
    var solution = [Float](repeating: 0, count: dimension)
    let weights = profile.map(\.weight)
    let total = weights.reduce(0, +)
    guard total > 0, profile.allSatisfy({ $0.item < itemCount }) else { return solution }
    let ridge = regularization * (total + unobserved * Float(itemCount))
    // Sound: items are below itemCount, so each base has `dimension` elements behind it; the
    // scratch holds the profile's rows and three more vectors.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension * (profile.count + 3)) {
      scratch in
      scratch.initialize(repeating: 0)
      guard let rows = scratch.baseAddress else { return }
      let residual = rows + profile.count * dimension
      values.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return }
        for (index, entry) in profile.enumerated() {
          let row = rows + index * dimension
          row.update(from: values + entry.item * dimension, count: dimension)
          Vector.axpy(entry.weight, row, residual, dimension)
        }
      }
      solve(rows, weights, ridge, residual, &solution)
    }
    return solution
  }

  /// Conjugate gradients on `(gram + ridge + sum w y y^T) x = residual` from zero.
  private func solve(
    _ rows: UnsafePointer<Float>, _ weights: [Float], _ ridge: Float,
    _ residual: UnsafeMutablePointer<Float>, _ solution: inout [Float]
  ) {
    let direction = residual + dimension
    let product = direction + dimension
    direction.update(from: residual, count: dimension)
    var error = Vector.dot(residual, residual, dimension)
    let goal = error * 1e-8
    gram.withUnsafeBufferPointer { gram in
      weights.withUnsafeBufferPointer { weights in
        solution.withUnsafeMutableBufferPointer { solution in
          guard let gram = gram.baseAddress, let solution = solution.baseAddress else { return }
          for _ in 0..<Self.maxSteps {
            guard error > goal else { return }
            product.update(from: direction, count: dimension)
            GramMatrix.addRowProducts(
              gram, count: dimension, dimension: dimension, direction, keeping: ridge,
              into: product)
            GramMatrix.addProduct(
              rows, count: weights.count, dimension: dimension, weights: weights.baseAddress,
              direction, into: product)
            let curvature = Vector.dot(direction, product, dimension)
            guard curvature > 0 else { return }
            let step = error / curvature
            Vector.axpy(step, direction, solution, dimension)
            Vector.axpy(-step, product, residual, dimension)
            let next = Vector.dot(residual, residual, dimension)
            Vector.scaleAndAdd(next / error, residual, direction, dimension)
            error = next
          }
        }
      }
    }
  }
}
