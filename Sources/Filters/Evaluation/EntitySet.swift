/// A set of entity indexes whose size depends on its members only, not on the catalogue.
///
/// Open addressing with linear probing, at most half full.
struct EntitySet: Sendable {
  /// A power of two of them; -1 where there is no member.
  private(set) var slots: [Int32]

  /// An empty set with room for so many members; more must not be inserted.
  init(capacity: Int) {
    var count = 8
    while count < 2 * capacity + 1 { count *= 2 }
    slots = Array(repeating: -1, count: count)
  }

  mutating func insert(_ entity: Int32) {
    var slot = Self.start(entity, count: slots.count)
    while slots[slot] != -1, slots[slot] != entity { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = entity
  }

  /// Whether the set whose slots are a stretch of an array has the entity.
  @inline(__always)
  static func contains(
    _ entity: Int, in slots: [Int32], from lower: Int, to upper: Int
  ) -> Bool {
    guard entity >= 0, let entity = Int32(exactly: entity) else { return false }
    let count = upper - lower
    var slot = start(entity, count: count)
    while slots[lower + slot] != -1 {
      if slots[lower + slot] == entity { return true }
      slot = (slot + 1) & (count - 1)
    }
    return false
  }

  /// Fibonacci hashing: the top bits of a product spread neighbours well.
  @inline(__always) private static func start(_ entity: Int32, count: Int) -> Int {
    let product = UInt64(UInt32(bitPattern: entity)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> UInt64(count.leadingZeroBitCount + 1))
  }
}
