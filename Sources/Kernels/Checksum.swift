/// A fast 64-bit checksum against damage, not against malice.
package enum Checksum {
  /// Mixes 32 bytes a step in four lanes; any flipped bit changes the result with near certainty.
  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let prime: UInt64 = 0x9E37_79B9_7F4A_7C15
    var lanes = SIMD4<UInt64>(1, 2, 3, 4) &* prime
    var offset = 0
    while offset + 32 <= bytes.count {
      for lane in 0..<4 {
        let word = bytes.loadUnaligned(fromByteOffset: offset + lane * 8, as: UInt64.self)
        let mixed = (lanes[lane] ^ word) &* prime
        lanes[lane] = mixed ^ (mixed >> 29)
      }
      offset += 32
    }
    var sum = UInt64(bytes.count)
    for lane in 0..<4 { sum = SeededRandom.mixed(sum ^ lanes[lane]) }
    while offset < bytes.count {
      sum = (sum ^ UInt64(bytes[offset])) &* 0x0000_0100_0000_01B3
      offset += 1
    }
    return SeededRandom.mixed(sum)
  }
}
