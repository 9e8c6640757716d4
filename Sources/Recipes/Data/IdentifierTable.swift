import Kernels

/// Distinct identifiers, numbered from 0 in the order they were first seen.
///
/// Texts lie in one byte buffer with an open-addressing hash index beside it: no object an
/// identifier. Looking up and interning are O(length); up to 2^32 - 2 identifiers and 4 GiB of
/// text.
package struct IdentifierTable: Sendable, Equatable {
  /// All texts in UTF-8, one after the other.
  private(set) var bytes: FlatArray<UInt8> = []
  /// Where each text starts; one more entry than texts.
  private(set) var offsets: FlatArray<UInt32> = [0]
  /// Index + 1 of the text whose probe ended here, 0 where free; a power of two long.
  private(set) var slots: FlatArray<UInt32>

  package init() { slots = FlatArray([UInt32](repeating: 0, count: 16)) }

  /// Interns the texts in order; a text given twice keeps its first number.
  package init(_ texts: some Sequence<String>) {
    self.init()
    for text in texts { intern(text) }
  }

  /// Rebuilds a table from its parts, checked; `nil` when they do not fit together.
  /// - Parameter slots: the hash index; `nil` to have it built.
  init?(bytes: FlatArray<UInt8>, offsets: FlatArray<UInt32>, slots: FlatArray<UInt32>? = nil) {
    guard offsets.first == 0, offsets.last.map(Int.init) == bytes.count, offsets.isAscending else {
      return nil
    }
    self.bytes = bytes
    self.offsets = offsets
    self.slots = slots ?? []
    let (count, capacity) = (offsets.count - 1, Self.capacity(for: offsets.count - 1))
    if let slots {
      // Half of them are free, where searches end.
      guard slots.count == capacity, slots.allSatisfy({ $0 <= count }),
        slots.count(where: { $0 != 0 }) == count
      else { return nil }
    } else {
      rebuildSlots(capacity: capacity)
    }
  }

  /// The number of identifiers.
  package var count: Int { offsets.count - 1 }

  /// The identifier at an index; traps when out of range, as an array does.
  package subscript(index: Int) -> String { String(decoding: utf8(at: index), as: UTF8.self) }

  /// The identifier's bytes, without a copy.
  func utf8(at index: Int) -> Slice<FlatArray<UInt8>> {
    bytes[Int(offsets[index])..<Int(offsets[index + 1])]
  }

  /// The number of an identifier, or `nil` when it is not in the table.
  package func index(of text: String) -> Int? {
    var text = text
    return text.withUTF8 { index(ofUTF8: $0) }
  }

  /// The number of an identifier given as UTF-8, or `nil`.
  package func index(ofUTF8 text: UnsafeBufferPointer<UInt8>) -> Int? {
    let slot = slots[find(text)]
    return slot == 0 ? nil : Int(slot) - 1
  }

  /// The number of an identifier, which is added when new.
  @discardableResult
  package mutating func intern(_ text: String) -> UInt32 {
    var text = text
    return text.withUTF8 { intern(utf8: $0) }
  }

  /// The number of an identifier given as UTF-8, which is added when new.
  @discardableResult
  package mutating func intern(utf8 text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let position = find(text)
    if slots[position] != 0 { return slots[position] - 1 }
    bytes.append(contentsOf: text)
    offsets.append(UInt32(bytes.count))
    slots[position] = UInt32(count)
    if count * 2 > slots.count { rebuildSlots(capacity: slots.count * 2) }
    return UInt32(count - 1)
  }

  /// The slot that holds the text, or the free one where it belongs.
  private func find(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    let mask = slots.count - 1
    var position = Int(truncatingIfNeeded: Self.hash(text)) & mask
    while slots[position] != 0, !matches(Int(slots[position]) - 1, text) {
      position = (position + 1) & mask
    }
    return position
  }

  private func matches(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(offsets[index])
    guard Int(offsets[index + 1]) - start == text.count else { return false }
    // Sound: the table's own offsets bound the range.
    return bytes.withUnsafeBufferPointer { own in
      for position in 0..<text.count where own[start + position] != text[position] {
        return false
      }
      return true
    }
  }

  private mutating func rebuildSlots(capacity: Int) {
    var fresh = [UInt32](repeating: 0, count: capacity)
    let mask = capacity - 1
    bytes.withUnsafeBufferPointer { own in
      for index in 0..<count {
        let range = Int(offsets[index])..<Int(offsets[index + 1])
        var position =
          Int(truncatingIfNeeded: Self.hash(UnsafeBufferPointer(rebasing: own[range]))) & mask
        while fresh[position] != 0 { position = (position + 1) & mask }
        fresh[position] = UInt32(index + 1)
      }
    }
    slots = FlatArray(fresh)
  }

  private static func capacity(for count: Int) -> Int {
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    return capacity
  }

  /// Eight bytes a step, each mixed by a multiplication.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: text.count) &* 0x9E37_79B9_7F4A_7C15
    var position = 0
    while position + 8 <= text.count {
      let word = UnsafeRawBufferPointer(text).loadUnaligned(
        fromByteOffset: position, as: UInt64.self)
      hash = (hash ^ word) &* 0xBF58_476D_1CE4_E5B9
      hash ^= hash >> 32
      position += 8
    }
    while position < text.count {
      hash = (hash ^ UInt64(text[position])) &* 0x0000_0100_0000_01B3
      position += 1
    }
    return SeededRandom.mixed(hash)
  }
}
