/// A bit an entity.
package struct EntityBits: Sendable, Equatable {
  /// How many entities there are.
  package let count: Int
  private(set) var words: [UInt64]

  /// All bits off.
  init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  /// Whether the entity's bit is on; off for indexes outside.
  @inline(__always) package subscript(entity: Int) -> Bool {
    guard entity >= 0, entity < count else { return false }
    return words[entity >> 6] >> UInt64(entity & 63) & 1 == 1
  }

  mutating func insert(_ entity: Int) {
    guard entity >= 0, entity < count else { return }
    words[entity >> 6] |= 1 << UInt64(entity & 63)
  }

  /// How many bits are on.
  package var population: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
}
