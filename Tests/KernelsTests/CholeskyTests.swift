import Testing

@testable import Kernels

@Suite struct CholeskyTests {
  /// A well-conditioned symmetric matrix `Y^T Y + I`.
  private func positiveDefinite(_ dimension: Int, seed: UInt64) -> [Float] {
    var random = SeededRandom(seed: seed)
    let rows = (0..<dimension * 2).map { _ in (0..<dimension).map { _ in random.normal() } }
    var matrix = [Float](repeating: 0, count: dimension * dimension)
    for row in 0..<dimension {
      for column in 0..<dimension {
        matrix[row * dimension + column] =
          rows.reduce(0) { $0 + $1[row] * $1[column] } + (row == column ? 1 : 0)
      }
    }
    return matrix
  }

  @Test(arguments: [1, 2, 5, 8, 33, 64])
  func `the solution satisfies the system`(dimension: Int) {
    let matrix = positiveDefinite(dimension, seed: UInt64(dimension))
    let right = (0..<dimension).map { Float($0 % 5) - 2 }
    var factor = matrix
    var solution = right
    #expect(Cholesky.solve(&factor, &solution, dimension: dimension))
    for row in 0..<dimension {
      let product = PlainVector.dot(
        Array(matrix[row * dimension..<(row + 1) * dimension]), solution)
      #expect(abs(product - right[row]) < 1e-2)
    }
  }

  @Test func `a matrix that is not positive definite is refused and the vector kept`() {
    var matrix: [Float] = [1, 0, 0, -1]
    var vector: [Float] = [1, 2]
    #expect(!Cholesky.solve(&matrix, &vector, dimension: 2))
    #expect(vector == [1, 2])
  }
}
