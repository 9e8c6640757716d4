import Synchronization

/// Makes the identifiers the service hands out; seeded ones repeat from run to run.
package final class Identifiers: Sendable {
  private let state: Mutex<UInt64>

  /// - Parameter seed: `nil` takes one from the system's random numbers.
  package init(seed: UInt64? = nil) {
    state = Mutex(seed ?? UInt64.random(in: .min ... .max))
  }

  /// A random (version 4) UUID: 36 lower-case characters, 8-4-4-4-12.
  package func uuid() -> String {
    let (high, low) = state.withLock { (Self.next(&$0), Self.next(&$0)) }
    return String(unsafeUninitializedCapacity: 36) { buffer in
      Self.writeUUID(high: high, low: low) { index, byte in buffer[index] = byte }
      return 36
    }
  }

  /// The id of one answer of the data plane: `RID-` and a UUID, 40 characters.
  package func recommendationID() -> String { "RID-" + uuid() }

  /// Eight random lower-case hexadecimal digits, as solution versions and trackers carry.
  package func shortHex() -> String {
    let bits = state.withLock { Self.next(&$0) }
    return String(
      decoding: (0..<8).map { Self.hexDigit(bits >> (UInt64($0) * 4)) }, as: UTF8.self)
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  private static func hexDigit(_ bits: UInt64) -> UInt8 {
    let nibble = UInt8(truncatingIfNeeded: bits & 15)
    return nibble < 10 ? 48 + nibble : 87 + nibble
  }

  private static func writeUUID(high: UInt64, low: UInt64, put: (Int, UInt8) -> Void) {
    let versioned = (high & ~0xF000) | 0x4000
    let variant = (low & ~(0b11 << 62)) | (0b10 << 62)
    var position = 0
    for digit in 0..<32 {
      if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
        put(position, 45)
        position += 1
      }
      let word = digit < 16 ? versioned : variant
      put(position, hexDigit(word >> UInt64((15 - digit % 16) * 4)))
      position += 1
    }
  }
}
