import Testing

@testable import Kernels

@Suite struct GramMatrixTests {
  private static let dimension = 24

  private func rows(_ count: Int) -> [Float] {
    var random = SeededRandom(seed: 11)
    return (0..<count * Self.dimension).map { _ in random.normal() }
  }

  private func row(_ rows: [Float], _ index: Int) -> [Float] {
    Array(rows[index * Self.dimension..<(index + 1) * Self.dimension])
  }

  @Test(arguments: [0, 1, 3, 4, 5, 30])
  func `the Gram matrix agrees with the sum of outer products`(count: Int) {
    let rows = rows(count)
    var gram = [Float](repeating: 0, count: Self.dimension * Self.dimension)
    GramMatrix.accumulate(rows, count: count, dimension: Self.dimension, into: &gram)
    for first in 0..<Self.dimension {
      for second in 0..<Self.dimension {
        let plain = (0..<count).reduce(Float(0)) {
          $0 + rows[$1 * Self.dimension + first] * rows[$1 * Self.dimension + second]
        }
        #expect(abs(gram[first * Self.dimension + second] - plain) < 1e-3)
      }
    }
  }

  @Test(arguments: [0, 1, 4, 7], [true, false])
  func `weighted products agree with the plain ones`(count: Int, weighted: Bool) {
    let rows = rows(count)
    let vector = row(self.rows(1), 0)
    let weights = (0..<count).map { Float($0) + 0.5 }
    var fast = vector
    var plain = vector
    weights.withUnsafeBufferPointer {
      GramMatrix.addProduct(
        rows, count: count, dimension: Self.dimension, weights: weighted ? $0.baseAddress : nil,
        vector, into: &fast)
    }
    for index in 0..<count {
      let factor = PlainVector.dot(row(rows, index), vector) * (weighted ? weights[index] : 1)
      PlainVector.axpy(factor, row(rows, index), &plain)
    }
    #expect(zip(fast, plain).allSatisfy { abs($0 - $1) < 1e-2 })
  }

  @Test(arguments: [0, 1, 4, 9])
  func `what products lack agrees with single dot products`(count: Int) {
    let rows = rows(count)
    let vector = row(self.rows(1), 0)
    var fast = [Float](repeating: 0.5, count: Self.dimension)
    var plain = fast
    GramMatrix.addMissing(
      rows, count: count, dimension: Self.dimension, vector, into: &fast)
    for index in 0..<count {
      PlainVector.axpy(1 - PlainVector.dot(row(rows, index), vector), row(rows, index), &plain)
    }
    #expect(zip(fast, plain).allSatisfy { abs($0 - $1) < 1e-2 })
  }

  @Test(arguments: [0, 1, 4, 9])
  func `row products agree with single dot products`(count: Int) {
    let rows = rows(count)
    let vector = row(self.rows(1), 0)
    var target = (0..<count).map { Float($0) }
    GramMatrix.addRowProducts(
      rows, count: count, dimension: Self.dimension, vector, keeping: 2, into: &target)
    for index in 0..<count {
      let plain = 2 * Float(index) + PlainVector.dot(row(rows, index), vector)
      #expect(abs(target[index] - plain) < 1e-3)
    }
  }
}
