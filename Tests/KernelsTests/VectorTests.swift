import Testing

@testable import Kernels

@Suite struct VectorTests {
  static let lengths = [0, 1, 7, 8, 9, 15, 16, 17, 31, 64, 100, 5000]

  private func vectors(_ count: Int, seed: UInt64) -> ([Float], [Float]) {
    var random = SeededRandom(seed: seed)
    return ((0..<count).map { _ in random.normal() }, (0..<count).map { _ in random.normal() })
  }

  @Test(arguments: lengths) func `the fast dot product agrees with the plain one`(count: Int) {
    let (first, second) = vectors(count, seed: 1)
    let difference = Vector.dot(first, second, count) - PlainVector.dot(first, second)
    #expect(abs(difference) < 1e-3)
  }

  @Test(arguments: lengths) func `the fast axpy agrees with the plain one`(count: Int) {
    let (source, target) = vectors(count, seed: 2)
    var fast = target
    var plain = target
    Vector.axpy(0.7, source, &fast, count)
    PlainVector.axpy(0.7, source, &plain)
    #expect(zip(fast, plain).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(arguments: lengths) func `scaling and adding agrees with the plain formula`(count: Int) {
    let (addend, target) = vectors(count, seed: 3)
    var fast = target
    Vector.scaleAndAdd(-1.5, addend, &fast, count)
    for index in 0..<count {
      #expect(abs(fast[index] - (addend[index] - 1.5 * target[index])) < 1e-5)
    }
  }

  @Test(arguments: lengths) func `moments and maximum agree with the plain ones`(count: Int) {
    let (values, _) = vectors(count, seed: 4)
    let moments = Vector.moments(values, count)
    let sum = values.reduce(0.0) { $0 + Double($1) }
    let squares = values.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(moments.sum - sum) < 1e-2)
    #expect(abs(moments.squares - squares) < 1e-2)
    #expect(Vector.maximum(values, count) == values.max() ?? -.infinity)
  }
}
