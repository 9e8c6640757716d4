/// Gives equal byte strings equal codes, from 1 upwards in the order they are first seen.
///
/// An open-addressing table over one arena, so that interning a known string allocates nothing;
/// and one that is short, as ids are, is told from all others by two words: two places in memory
/// are touched, not its bytes.
package struct StringInterner: Sendable {
  /// A string of up to 15 bytes, and its length; or of a longer one, what differs for most.
  struct Key: Equatable {
    var low: UInt64 = 0
    var high: UInt64 = 0

    /// Whether equal keys mean equal strings.
    var isExact: Bool { high >> 56 != 0xFF }

    /// By Murmur3's finalizer (Appleby 2011) over both words.
    var hash: UInt64 {
      var mixed = low ^ (high &* 0x9E37_79B9_7F4A_7C15)
      mixed = (mixed ^ (mixed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
      mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
      return mixed ^ (mixed >> 33)
    }
  }

  private var arena: [UInt8] = []
  /// Where the string with code i+1 ends in the arena; it starts where the one before ends.
  private var ends: [Int] = []
  private var keys: [Key] = []
  /// The upper half of a hash and a code, by the lower bits of the hash; 0 is an empty place.
  private var table: [UInt64]

  package init() {
    table = [UInt64](repeating: 0, count: 1024)
  }

  /// How many distinct strings there are; the largest code.
  package var count: Int { ends.count }

  /// The code of `bytes[range]`, new or known, of at most 2^32 - 2 distinct strings.
  package mutating func code(of bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
    code(of: Self.key(bytes, range), bytes, range)
  }

  /// The code of a string whose key is known.
  mutating func code(of key: Key, _ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
    let hash = key.hash
    let mask = table.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while table[place] != 0 {
      if let code = code(at: table[place], hash, key, bytes, range) { return code }
      place = (place + 1) & mask
    }
    arena.append(contentsOf: bytes[range])
    ends.append(arena.count)
    keys.append(key)
    let code = UInt32(ends.count)
    table[place] = Self.entry(hash, code)
    if ends.count * 2 > table.count { grow() }
    return code
  }

  /// What stands where the search for a hash begins; reading it ahead hides how far memory is.
  func firstEntry(_ hash: UInt64) -> UInt64 {
    table[Int(truncatingIfNeeded: hash) & (table.count - 1)]
  }

  /// The code in an entry of the table, if that is the string's.
  func code(
    at entry: UInt64, _ hash: UInt64, _ key: Key, _ bytes: [UInt8], _ range: Range<Int>
  ) -> UInt32? {
    guard entry >> 32 == hash >> 32 else { return nil }
    let code = UInt32(truncatingIfNeeded: entry)
    guard code != 0, keys[Int(code) - 1] == key, key.isExact || isEqual(code, bytes, range)
    else { return nil }
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
    table = [UInt64](repeating: 0, count: table.count * 2)
    let mask = table.count - 1
    for (index, key) in keys.enumerated() {
      let hash = key.hash
      var place = Int(truncatingIfNeeded: hash) & mask
      while table[place] != 0 { place = (place + 1) & mask }
      table[place] = Self.entry(hash, UInt32(index + 1))
    }
  }

  private static func entry(_ hash: UInt64, _ code: UInt32) -> UInt64 {
    (hash & ~0xFFFF_FFFF) | UInt64(code)
  }

  static func key(_ bytes: [UInt8], _ range: Range<Int>) -> Key {
    let count = range.count
    var key = Key()
    if count <= 15 {
      key.low = word(bytes, range.lowerBound, min(count, 8))
      if count > 8 { key.high = word(bytes, range.lowerBound + 8, count - 8) }
      key.high |= UInt64(count) << 56
      return key
    }
    var position = range.lowerBound
    key.low = UInt64(count)
    while position < range.upperBound {
      let piece = word(bytes, position, min(8, range.upperBound - position))
      key.low = (key.low ^ piece) &* 0xBF58_476D_1CE4_E5B9
      key.low ^= key.low >> 31
      position += 8
    }
    key.high = word(bytes, range.upperBound - 7, 7) | 0xFF << 56
    return key
  }

  /// Up to eight bytes as one number.
  private static func word(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in stride(from: start + count - 1, through: start, by: -1) {
      word = word << 8 | UInt64(bytes[index])
    }
    return word
  }
}
