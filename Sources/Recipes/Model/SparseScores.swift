/// The scores of the few items that sparse members give any, in a hash table of items.
///
/// Open addressing with linear probing, at most half full.
struct SparseScores: ~Copyable {
  /// What an item has gathered.
  struct Entry {
    let item: UInt32
    var rules: Float = 0
    var neighbours: Float = 0
    /// For the user's attributes and circumstances.
    var attributes: Float = 0
    /// For being one of the profile's own.
    var own: Float = 0
  }

  private(set) var count = 0
  // Sound: `capacity` entries and `mask + 1` slots are allocated here and freed with the table;
  // slots hold -1 or numbers below `count`.
  private let entries: UnsafeMutablePointer<Entry>
  private let slots: UnsafeMutablePointer<Int32>
  private let mask: Int
  private let capacity: Int

  /// An empty table with room for so many items; more must not be added.
  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    var size = 16
    while size < 2 * self.capacity { size *= 2 }
    mask = size - 1
    entries = .allocate(capacity: self.capacity)
    slots = .allocate(capacity: size)
    slots.initialize(repeating: -1, count: size)
  }

  deinit {
    entries.deallocate()
    slots.deallocate()
  }

  /// An entry by its number, in the order in which items came.
  subscript(number: Int) -> Entry {
    precondition(number >= 0 && number < count)
    return entries[number]
  }

  /// Changes an item's entry, a new one if it has none.
  @inline(__always)
  mutating func update(_ item: UInt32, _ change: (inout Entry) -> Void) {
    var slot = start(item)
    while slots[slot] >= 0, entries[Int(slots[slot])].item != item { slot = (slot + 1) & mask }
    if slots[slot] < 0 {
      guard count < capacity else { return }
      slots[slot] = Int32(truncatingIfNeeded: count)
      (entries + count).initialize(to: Entry(item: item))
      count += 1
    }
    change(&entries[Int(slots[slot])])
  }

  /// The number of an item's entry.
  @inline(__always)
  func number(of item: UInt32) -> Int? {
    var slot = start(item)
    while slots[slot] >= 0 {
      if entries[Int(slots[slot])].item == item { return Int(slots[slot]) }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Fibonacci hashing: the top bits of a product spread neighbours well.
  @inline(__always)
  private func start(_ item: UInt32) -> Int {
    let product = UInt64(item) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> 32) & mask
  }

  /// The standard deviation of a score over `itemCount` items, 0 for those without an entry.
  func deviation(itemCount: Int, of score: (Entry) -> Float) -> Float {
    var (sum, squares) = (0.0, 0.0)
    for number in 0..<count {
      let value = Double(score(entries[number]))
      sum += value
      squares += value * value
    }
    let mean = sum / Double(max(itemCount, 1))
    let variance = squares / Double(max(itemCount, 1)) - mean * mean
    return variance > 1e-20 ? Float(variance.squareRoot()) : 0
  }
}
