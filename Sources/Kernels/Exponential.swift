/// Sums of exponentials, eight Floats at once.
package enum Exponential {
  /// `first` where the mask holds, else `second`; by bits, as `replacing` becomes a loop here.
  @inline(__always)
  private static func select(
    _ first: SIMD8<Float>, _ second: SIMD8<Float>, where mask: SIMDMask<SIMD8<Int32>>
  ) -> SIMD8<Float> {
    let bits = unsafeBitCast(mask, to: SIMD8<Int32>.self)
    return unsafeBitCast(
      (unsafeBitCast(first, to: SIMD8<Int32>.self) & bits)
        | (unsafeBitCast(second, to: SIMD8<Int32>.self) & ~bits), to: SIMD8<Float>.self)
  }

  /// The sum of `exp(value - shift)` over a vector, for a shift that no value exceeds.
  ///
  /// Each term has a relative error below 1e-5; terms below 1e-37 count as that. Added up in double
  /// precision every 1,024 elements.
  package static func sum(
    _ values: UnsafePointer<Float>, _ count: Int, shift: Float
  ) -> Double {
    var total = 0.0
    var index = 0
    let offset = SIMD8<Float>(repeating: -shift * log2e)
    while index + 8 <= count {
      let end = min(index + 1024, count)
      var sum = SIMD8<Float>.zero
      while index + 8 <= end {
        sum += power(Vector.load(values, index) * log2e + offset)
        index += 8
      }
      for lane in 0..<8 { total += Double(sum[lane]) }
    }
    if index < count {
      var lane = SIMD8<Float>(repeating: -.infinity)
      for rest in index..<count { lane[rest - index] = values[rest] }
      let powers = power(lane * log2e + offset)
      for rest in index..<count { total += Double(powers[rest - index]) }
    }
    return total
  }

  private static let log2e: Float = 1.442_695_04

  /// 2 to the power of arguments up to 127, clamped to -125 from below.
  ///
  /// The whole part goes into the exponent, the rest through a polynomial that interpolates at the
  /// Chebyshev nodes of -0.5...0.5.
  @inline(__always)
  private static func power(_ values: SIMD8<Float>) -> SIMD8<Float> {
    let least = SIMD8<Float>(repeating: -125)
    let clamped = select(values, least, where: values .> least)
    let magic = SIMD8<Float>(repeating: 12_582_912)
    let shifted = clamped + magic
    let rest = clamped - (shifted - magic)
    var sum = rest * 9.666_368_5e-3 + 5.592_197_6e-2
    sum = sum * rest + 0.240_223_49
    sum = sum * rest + 0.693_121_05
    sum = sum * rest + 1
    // Of the magic number's bits none is left after the shift.
    return unsafeBitCast(
      unsafeBitCast(sum, to: SIMD8<Int32>.self)
        &+ (unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23), to: SIMD8<Float>.self)
  }
}
