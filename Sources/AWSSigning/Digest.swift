/// A SHA-256 digest: 32 bytes.
package struct Digest: Sendable, Equatable {
  /// The digest as eight big-endian words.
  let words: SIMD8<UInt32>

  /// Takes the same time whatever the digests hold.
  package static func == (left: Digest, right: Digest) -> Bool {
    let difference = left.words ^ right.words
    var folded: UInt32 = 0
    for index in 0..<8 { folded |= difference[index] }
    return folded == 0
  }

  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for index in 0..<8 {
      for shift in [24, 16, 8, 0] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: words[index] >> shift))
      }
    }
    return bytes
  }

  /// 64 lower-case hexadecimal digits.
  package var hex: String {
    var digits: [UInt8] = []
    appendHex(to: &digits)
    return String(decoding: digits, as: UTF8.self)
  }

  func appendHex(to bytes: inout [UInt8]) {
    for index in 0..<8 {
      var word = words[index]
      for _ in 0..<8 {
        let nibble = UInt8(truncatingIfNeeded: word >> 28)
        bytes.append(nibble < 10 ? 48 + nibble : 87 + nibble)
        word <<= 4
      }
    }
  }

  /// Reads 64 hexadecimal digits; `nil` for anything else.
  init?(hex: ArraySlice<UInt8>) {
    guard hex.count == 64 else { return nil }
    var words = SIMD8<UInt32>()
    var index = 0
    for digit in hex {
      let value: UInt8
      switch digit {
      case 48...57: value = digit - 48
      case 97...102: value = digit - 87
      case 65...70: value = digit - 55
      default: return nil
      }
      words[index / 8] = words[index / 8] << 4 | UInt32(value)
      index += 1
    }
    self.words = words
  }

  init(words: SIMD8<UInt32>) {
    self.words = words
  }
}
