/// Gives equal byte strings equal codes, from 1 upwards in the order they are first seen.
///
/// An open-addressing table over one arena, so that interning a known string allocates nothing.
package struct StringInterner: Sendable {
  private var arena: [UInt8] = []
  /// End of the string with code i+1 in the arena; its start is the end of the one before.
  private var ends: [Int] = []
  private var hashes: [UInt32] = []
  /// Codes by hash, where 0 is an empty place; the count is a power of two.
  private var table: [UInt32]

  package init() {
    table = [UInt32](repeating: 0, count: 1024)
  }

  /// How many distinct strings there are; the largest code.
  package var count: Int { ends.count }

  /// The code of `bytes[range]`, new or known.
  ///
  /// At most 2^32 - 2 distinct strings.
  package mutating func code(of bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
    let hash = Self.hash(bytes, range)
    let mask = table.count - 1
    var place = Int(hash) & mask
    while table[place] != 0 {
      let code = table[place]
      if hashes[Int(code) - 1] == hash, isEqual(code, bytes, range) { return code }
      place = (place + 1) & mask
    }
    arena.append(contentsOf: bytes[range])
    ends.append(arena.count)
    hashes.append(hash)
    let code = UInt32(ends.count)
    table[place] = code
    if ends.count * 2 > table.count { grow() }
    return code
  }

  package mutating func code(of text: String) -> UInt32 {
    let bytes = Array(text.utf8)
    return code(of: bytes, 0..<bytes.count)
  }

  /// The string with a code that `code(of:)` gave.
  package func string(_ code: UInt32) -> String {
    String(decoding: arena[range(of: code)], as: UTF8.self)
  }

  private func range(of code: UInt32) -> Range<Int> {
    let index = Int(code) - 1
    return (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  private func isEqual(_ code: UInt32, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    let known = self.range(of: code)
    guard known.count == range.count else { return false }
    var left = known.lowerBound
    for right in range {
      if arena[left] != bytes[right] { return false }
      left += 1
    }
    return true
  }

  private mutating func grow() {
    table = [UInt32](repeating: 0, count: table.count * 2)
    let mask = table.count - 1
    for (index, hash) in hashes.enumerated() {
      var place = Int(hash) & mask
      while table[place] != 0 { place = (place + 1) & mask }
      table[place] = UInt32(index + 1)
    }
  }

  /// FNV-1a with a final mix, as short ids differ mostly in their last bytes.
  private static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    hash ^= hash >> 32
    hash = hash &* 0x9E37_79B9_7F4A_7C15
    return UInt32(truncatingIfNeeded: hash >> 32)
  }
}
