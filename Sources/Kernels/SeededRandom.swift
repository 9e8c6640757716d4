import Glibc

/// Repeatable random numbers: SplitMix64 (Steele, Lea, Flood 2014).
///
/// Equal seeds give equal sequences on every machine. Not for secrets.
package struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// - Parameter seed: any value; neighbouring seeds give unrelated sequences.
  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// A uniform value in 0..<1 with 24 random bits.
  package mutating func uniform() -> Float {
    Float(next() >> 40) * (1 / Float(1 << 24))
  }

  /// A standard normal value (Box and Muller 1958, one of the pair).
  package mutating func normal() -> Float {
    let radius = sqrtf(-2 * logf(max(uniform(), .leastNormalMagnitude)))
    return radius * cosf(2 * .pi * uniform())
  }

  /// SplitMix64's finaliser: a bijection that spreads every input bit over all output bits.
  package static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A 64-bit hash of bytes under a seed: FNV-1a, finished by ``mixed(_:)``.
  package static func hash(_ bytes: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
    var hash = 0xCBF2_9CE4_8422_2325 ^ mixed(seed)
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return mixed(hash)
  }
}
