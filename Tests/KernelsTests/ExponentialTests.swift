import Glibc
import Testing

@testable import Kernels

@Suite struct ExponentialTests {
  @Test func `exponentials agree with the C library's`() {
    for step in -870...880 {
      let value = Float(step) / 10
      let fast = Exponential.exp(SIMD8(repeating: value))[3]
      #expect(abs(fast / expf(value) - 1) < 2e-6)
    }
  }

  @Test func `arguments beyond the range are clamped`() {
    #expect(Exponential.exp(SIMD8(repeating: -1000))[0] > 0)
    #expect(Exponential.exp(SIMD8(repeating: 1000))[0].isFinite)
  }

  @Test(arguments: [0, 1, 7, 8, 20])
  func `the sum agrees with the plain one`(count: Int) {
    let values = (0..<count).map { Float($0) * 0.3 - 2 }
    let plain = values.reduce(0.0) { $0 + exp(Double($1) - 1) }
    #expect(abs(Exponential.sum(values, count, shift: 1) - plain) < 1e-5 * max(plain, 1))
  }
}
