/// A set of entity indexes whose size depends on its members only, not on the catalogue.
///
/// Open addressing with linear probing, at most half full.
struct EntitySet: Sendable {
  private var slots: [Int32]
  private let shift: UInt64

  /// An empty set with room for so many members; more must not be inserted.
  init(capacity: Int) {
    var bits: UInt64 = 3
    while (1 << bits) < 2 * capacity + 1 { bits += 1 }
    slots = Array(repeating: -1, count: 1 << bits)
    shift = 64 - bits
  }

  mutating func insert(_ entity: Int32) {
    var slot = start(entity)
    while slots[slot] != -1, slots[slot] != entity { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = entity
  }

  @inline(__always) func contains(_ entity: Int) -> Bool {
    guard entity >= 0, let entity = Int32(exactly: entity) else { return false }
    var slot = start(entity)
    while slots[slot] != -1 {
      if slots[slot] == entity { return true }
      slot = (slot + 1) & (slots.count - 1)
    }
    return false
  }

  /// Fibonacci hashing: the top bits of a product spread neighbours well.
  @inline(__always) private func start(_ entity: Int32) -> Int {
    Int(truncatingIfNeeded: (UInt64(UInt32(bitPattern: entity)) &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }
}
