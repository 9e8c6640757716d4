import Glibc
import Testing

@testable import Kernels

@Suite struct ExponentialTests {
  @Test func `exponentials agree with the C library's`() {
    for step in -860...0 {
      let value = Float(step) / 10
      let sum = Exponential.sum([value], 1, shift: 0)
      #expect(abs(sum / exp(Double(value)) - 1) < 1e-5)
    }
  }

  @Test func `terms too small for a Float count next to nothing`() {
    let sum = Exponential.sum([-1000, -.infinity, 0], 3, shift: 0)
    #expect(abs(sum - 1) < 1e-5)
  }

  @Test(arguments: [0, 1, 7, 8, 20, 3000])
  func `the sum agrees with the plain one`(count: Int) {
    let values = (0..<count).map { Float($0 % 37) * 0.3 - 2 }
    let highest = values.max() ?? 0
    let plain = values.reduce(0.0) { $0 + exp(Double($1) - Double(highest)) }
    let sum = Exponential.sum(values, count, shift: highest)
    #expect(abs(sum - plain) < 1e-5 * max(plain, 1))
  }
}
