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
      // The word's nibbles, a byte each, in the order of their digits.
      var spread = UInt64(words[index].byteSwapped)
      spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
      spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
      spread = (spread >> 4 | spread << 8) & 0x0F0F_0F0F_0F0F_0F0F
      let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
      let digits = spread &+ 0x3030_3030_3030_3030 &+ letters &* 39
      withUnsafeBytes(of: digits.littleEndian) { bytes.append(contentsOf: $0) }
    }
  }

  /// Reads 64 hexadecimal digits; `nil` for anything else.
  init?(hex range: Range<Int>, of bytes: [UInt8]) {
    guard range.count == 64, range.upperBound <= bytes.count else { return nil }
    let digits = bytes.span
    var words = SIMD8<UInt32>()
    for index in 0..<8 {
      var word: UInt32 = 0
      for place in 0..<8 {
        let digit = digits[range.lowerBound + index * 8 + place]
        let value: UInt8
        switch digit {
        case 48...57: value = digit - 48
        case 97...102: value = digit - 87
        case 65...70: value = digit - 55
        default: return nil
        }
        word = word << 4 | UInt32(value)
      }
      words[index] = word
    }
    self.words = words
  }

  init(words: SIMD8<UInt32>) {
    self.words = words
  }
}
