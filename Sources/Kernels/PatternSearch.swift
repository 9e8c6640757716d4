/// Finds many byte strings at once, at any place of a text.
///
/// Each pattern is known by one window of eight bytes, the one it shares with the fewest others.
/// A bitmap of the windows' hashes, small enough for the second-level cache, lets nearly all
/// places of a text pass with one multiplication and one look; the rest are compared in full
/// (the idea of Wu and Manber 1994, with a hash in place of their shift table, as patterns have
/// no bytes to skip at this number). Time is linear in the text for patterns that differ.
package struct PatternSearch: Sendable {
  /// The bytes a pattern must have to be found.
  package static let minLength = 8

  /// All patterns, one after the other.
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  /// Where in its pattern each window stands.
  private var windowOffsets: [Int] = []
  /// The next pattern + 1 with the same window, 0 at the end.
  private var next: [UInt32]
  /// Open addressing: windows, and the first pattern + 1 that has it; 0 where free.
  private var slotWindows: [UInt64]
  private var slotHeads: [UInt32]
  private var bitmap: [UInt64]
  private let bitmapShift: UInt64
  /// The length of the longest pattern; 0 when there is none.
  package private(set) var longest = 0

  /// - Parameter patterns: what is looked for; those of fewer than ``minLength`` bytes are never
  ///   found. Equal patterns are all found.
  package init(_ patterns: [[UInt8]]) {
    let bits = min(max(Self.logarithm(atLeast: patterns.count * 48), 14), 23)
    bitmapShift = UInt64(64 - bits)
    bitmap = [UInt64](repeating: 0, count: 1 << (bits - 6))
    let slots = 1 << Self.logarithm(atLeast: max(patterns.count * 2, 2))
    slotWindows = [UInt64](repeating: 0, count: slots)
    slotHeads = [UInt32](repeating: 0, count: slots)
    next = [UInt32](repeating: 0, count: patterns.count)
    for pattern in patterns {
      bytes.append(contentsOf: pattern)
      starts.append(bytes.count)
      longest = max(longest, pattern.count)
    }
    chooseWindows()
    for index in patterns.indices where length(of: index) >= Self.minLength { insert(index) }
  }

  /// The number of patterns.
  package var count: Int { windowOffsets.count }

  /// The length of a pattern, in bytes.
  package func length(of pattern: Int) -> Int { starts[pattern + 1] - starts[pattern] }

  /// Hands `visit` each place where a pattern stands: the pattern's index, and where it starts.
  ///
  /// - Parameter searched: how many of the first bytes have been searched before: what ends within
  ///   them is left out.
  package func forEachMatch(
    in text: [UInt8], after searched: Int = 0,
    _ visit: (_ pattern: Int, _ start: Int) throws -> Void
  ) rethrows {
    guard count > 0, text.count >= Self.minLength else { return }
    let last = text.count - Self.minLength
    var position = 0
    while position <= last {
      position = candidate(in: text, from: position, through: last)
      guard position <= last else { return }
      try check(text, position, searched, visit)
      position += 1
    }
  }

  /// The first place from `start` on whose window may be a pattern's; beyond `last` if none is.
  private func candidate(in text: [UInt8], from start: Int, through last: Int) -> Int {
    let shift = bitmapShift
    // Sound: the text has eight bytes from every place up to `last`, and a hash has as many bits as
    // the bitmap has places.
    return text.withUnsafeBytes { text in
      bitmap.withUnsafeBufferPointer { bitmap in
        var position = start
        while position <= last {
          let window = text.loadUnaligned(fromByteOffset: position, as: UInt64.self)
          let hash = Self.mixed(window) >> shift
          if bitmap[Int(truncatingIfNeeded: hash >> 6)] >> (hash & 63) & 1 != 0 { break }
          position += 1
        }
        return position
      }
    }
  }

  private func check(
    _ text: [UInt8], _ position: Int, _ searched: Int, _ visit: (Int, Int) throws -> Void
  ) rethrows {
    let window = Self.window(text, position)
    var pattern = Int(slotHeads[slot(of: window)])
    while pattern > 0 {
      let index = pattern - 1
      let start = position - windowOffsets[index]
      let end = start + length(of: index)
      if start >= 0, end <= text.count, end > searched, matches(index, text, start) {
        try visit(index, start)
      }
      pattern = Int(next[index])
    }
  }

  private func matches(_ pattern: Int, _ text: [UInt8], _ start: Int) -> Bool {
    var place = start
    for index in starts[pattern]..<starts[pattern + 1] {
      if bytes[index] != text[place] { return false }
      place += 1
    }
    return true
  }
}

// MARK: - Building

extension PatternSearch {
  /// The most windows of a pattern that are looked at from either end.
  private static let choices = 32

  /// Gives each pattern the window that the fewest windows of all look like.
  private mutating func chooseWindows() {
    let bits = 20
    var counts = [UInt32](repeating: 0, count: 1 << bits)
    func place(_ position: Int) -> Int {
      Int(truncatingIfNeeded: Self.mixed(Self.window(bytes, position)) >> UInt64(64 - bits))
    }
    for index in 0..<(starts.count - 1) {
      for offset in offsets(of: index) { counts[place(starts[index] + offset)] &+= 1 }
    }
    windowOffsets = (0..<(starts.count - 1)).map { index in
      offsets(of: index).min {
        counts[place(starts[index] + $0)] < counts[place(starts[index] + $1)]
      }
        ?? 0
    }
  }

  private func offsets(of pattern: Int) -> [Int] {
    let places = length(of: pattern) - Self.minLength + 1
    guard places > 0 else { return [] }
    if places <= 2 * Self.choices { return Array(0..<places) }
    return Array(0..<Self.choices) + Array((places - Self.choices)..<places)
  }

  private mutating func insert(_ pattern: Int) {
    let window = Self.window(bytes, starts[pattern] + windowOffsets[pattern])
    let slot = slot(of: window)
    slotWindows[slot] = window
    next[pattern] = slotHeads[slot]
    slotHeads[slot] = UInt32(pattern + 1)
    let hash = Self.mixed(window) >> bitmapShift
    bitmap[Int(truncatingIfNeeded: hash >> 6)] |= 1 << (hash & 63)
  }

  /// The slot that holds a window, or the free one where it belongs.
  private func slot(of window: UInt64) -> Int {
    let mask = slotHeads.count - 1
    var slot = Int(truncatingIfNeeded: Self.mixed(window) >> 20) & mask
    while slotHeads[slot] != 0, slotWindows[slot] != window { slot = (slot + 1) & mask }
    return slot
  }

  private static func window(_ bytes: [UInt8], _ position: Int) -> UInt64 {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: UInt64.self) }
  }

  @inline(__always)
  private static func mixed(_ window: UInt64) -> UInt64 {
    let product = window &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product << 23)
  }

  private static func logarithm(atLeast number: Int) -> Int {
    var logarithm = 0
    while 1 << logarithm < number { logarithm += 1 }
    return logarithm
  }
}
