/// `exp` of eight Floats at once.
package enum Exponential {
  /// The exponentials, with a relative error below 1e-6; arguments are clamped to -87...88.
  ///
  /// Splits x into n ln 2 + r and evaluates a polynomial of r (as in Cephes' expf).
  @inline(__always)
  package static func exp(_ values: SIMD8<Float>) -> SIMD8<Float> {
    let tooSmall = values .< SIMD8(repeating: -87)
    let tooLarge = values .> SIMD8(repeating: 88)
    var clamped = values.replacing(with: SIMD8(repeating: -87), where: tooSmall)
    clamped.replace(with: SIMD8(repeating: 88), where: tooLarge)
    // Adding 1.5 * 2^23 leaves the rounded integer in the low bits of the sum.
    let magic = SIMD8<Float>(repeating: 12_582_912)
    let shifted = clamped * 1.442_695_04 + magic
    let whole = shifted - magic
    let rest = clamped - whole * 0.693_359_375 + whole * 2.121_944_4e-4
    var sum = rest * 1.987_569_15e-4 + 1.398_199_95e-3
    sum = sum * rest + 8.333_451_9e-3
    sum = sum * rest + 4.166_579_6e-2
    sum = sum * rest + 1.666_666_55e-1
    sum = sum * rest + 0.5
    sum = sum * rest * rest + rest + 1
    let exponent =
      unsafeBitCast(shifted, to: SIMD8<Int32>.self)
      &- SIMD8(repeating: Int32(bitPattern: Float(12_582_912).bitPattern)) &+ 127
    return sum * unsafeBitCast(exponent &<< 23, to: SIMD8<Float>.self)
  }

  /// The sum of `exp(value - shift)` over a vector, in double precision.
  package static func sum(
    _ values: UnsafePointer<Float>, _ count: Int, shift: Float
  ) -> Double {
    var total = 0.0
    var index = 0
    let shifts = SIMD8<Float>(repeating: shift)
    while index + 8 <= count {
      total += Double(exp(Vector.load(values, index) - shifts).sum())
      index += 8
    }
    if index < count {
      var lane = SIMD8<Float>(repeating: -.infinity)
      for rest in index..<count { lane[rest - index] = values[rest] }
      let exponentials = exp(lane - shifts)
      for rest in index..<count { total += Double(exponentials[rest - index]) }
    }
    return total
  }
}
