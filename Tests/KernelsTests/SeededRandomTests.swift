import Testing

@testable import Kernels

@Suite struct SeededRandomTests {
  @Test func `equal seeds give equal numbers and others do not`() {
    var one = SeededRandom(seed: 5)
    var same = SeededRandom(seed: 5)
    var other = SeededRandom(seed: 6)
    let numbers = (0..<10).map { _ in one.next() }
    #expect(numbers == (0..<10).map { _ in same.next() })
    #expect(numbers != (0..<10).map { _ in other.next() })
  }

  @Test func `the first numbers are those of the published algorithm`() {
    var random = SeededRandom(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
  }

  @Test func `normal values have mean 0 and deviation 1`() {
    var random = SeededRandom(seed: 1)
    let values = (0..<20_000).map { _ in Double(random.normal()) }
    let mean = values.reduce(0, +) / 20_000
    let variance = values.reduce(0) { $0 + $1 * $1 } / 20_000
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.05)
  }
}
