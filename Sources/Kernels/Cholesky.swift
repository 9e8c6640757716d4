import Glibc

/// Solves symmetric positive definite systems by Cholesky's factorization, in place.
package enum Cholesky {
  /// Solves `A x = b`: the lower triangle of `matrix` becomes the factor, `vector` the solution.
  /// - Parameters:
  ///   - matrix: `dimension` x `dimension`, rows one after the other; only the lower triangle
  ///     is read.
  ///   - vector: the right side, then the solution.
  ///   - dimension: the order of the system.
  /// - Returns: `false`, with the vector unchanged, when the matrix is not positive definite.
  package static func solve(
    _ matrix: UnsafeMutablePointer<Float>, _ vector: UnsafeMutablePointer<Float>, dimension: Int
  ) -> Bool {
    guard factorize(matrix, dimension: dimension) else { return false }
    for row in 0..<dimension {
      let base = matrix + row * dimension
      vector[row] = (vector[row] - Vector.dot(base, vector, row)) / base[row]
    }
    for row in stride(from: dimension - 1, through: 0, by: -1) {
      let base = matrix + row * dimension
      vector[row] /= base[row]
      Vector.axpy(-vector[row], base, vector, row)
    }
    return true
  }

  /// Turns the lower triangle of A into L with `A = L L^T`; `false` when A is not positive definite.
  package static func factorize(_ matrix: UnsafeMutablePointer<Float>, dimension: Int) -> Bool {
    for row in 0..<dimension {
      let base = matrix + row * dimension
      for column in 0..<row {
        let other = matrix + column * dimension
        base[column] = (base[column] - Vector.dot(base, other, column)) / other[column]
      }
      let pivot = base[row] - Vector.dot(base, base, row)
      guard pivot > 0, pivot.isFinite else { return false }
      base[row] = sqrtf(pivot)
    }
    return true
  }
}
