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
    let words = Self.versioned(high: high, low: low)
    return Self.text(high: words.high, low: words.low)
  }

  /// A version 7 UUID: ids of later moments sort behind those of earlier ones, so that an index
  /// of them grows at its end instead of everywhere.
  package func uuid(at time: Timestamp) -> String {
    let (random, low) = state.withLock { (Self.next(&$0), Self.next(&$0)) }
    let moment = UInt64(truncatingIfNeeded: max(time.milliseconds, 0)) << 16
    return Self.text(
      high: moment | 0x7000 | (random & 0x0FFF), low: (low & ~(0b11 << 62)) | (0b10 << 62))
  }

  /// The id of one answer of the data plane: `RID-` and a UUID, 40 characters.
  ///
  /// - Parameter mark: of who gives the answer; ``mark(ofRecommendationID:)`` reads it back.
  package func recommendationID(mark: UInt32) -> String {
    let (high, low) = state.withLock { (Self.next(&$0), Self.next(&$0)) }
    let words = Self.versioned(high: high, low: low)
    let veil = Self.veil(high: words.high, low: words.low)
    return "RID-"
      + Self.text(high: words.high, low: (words.low & ~0xFFFF_FFFF) | (veil ^ UInt64(mark)))
  }

  /// The mark an answer's id was made with; `nil` for what is no such id.
  package static func mark(ofRecommendationID text: String) -> UInt32? {
    let bytes = Array(text.utf8)
    guard bytes.count == 40, bytes.starts(with: "RID-".utf8) else { return nil }
    var words: (high: UInt64, low: UInt64) = (0, 0)
    var digits = 0
    for byte in bytes.dropFirst(4) where byte != 45 {
      guard let digit = hexValue(byte) else { return nil }
      if digits < 16 {
        words.high = words.high << 4 | digit
      } else {
        words.low = words.low << 4 | digit
      }
      digits += 1
    }
    guard digits == 32 else { return nil }
    return UInt32(truncatingIfNeeded: words.low ^ veil(high: words.high, low: words.low))
  }

  /// What hides a mark: 32 bits that follow from the rest of the id.
  private static func veil(high: UInt64, low: UInt64) -> UInt64 {
    var state = high ^ (low >> 32)
    return next(&state) & 0xFFFF_FFFF
  }

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

  private static func hexValue(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 48...57: UInt64(byte - 48)
    case 97...102: UInt64(byte - 87)
    default: nil
    }
  }

  /// Sets the bits that say that a UUID is random (RFC 9562, version 4).
  private static func versioned(high: UInt64, low: UInt64) -> (high: UInt64, low: UInt64) {
    ((high & ~0xF000) | 0x4000, (low & ~(0b11 << 62)) | (0b10 << 62))
  }

  private static func text(high: UInt64, low: UInt64) -> String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      writeUUID(high: high, low: low) { index, byte in buffer[index] = byte }
      return 36
    }
  }

  private static func writeUUID(high: UInt64, low: UInt64, put: (Int, UInt8) -> Void) {
    var position = 0
    for digit in 0..<32 {
      if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
        put(position, 45)
        position += 1
      }
      let word = digit < 16 ? high : low
      put(position, hexDigit(word >> UInt64((15 - digit % 16) * 4)))
      position += 1
    }
  }
}
