/// Where each item occurs in the sequences: the transpose of the interactions.
///
/// 12 bytes an interaction while it lives.
struct Occurrences: Sendable {
  /// Item i occurs at `positions[offsets[i]..<offsets[i + 1]]`, ascending.
  let offsets: [Int]
  /// Indices into `Sequences.items`.
  let positions: [UInt32]
  /// The user of each entry of `positions`.
  let users: [UInt32]

  init(_ sequences: Sequences) {
    var offsets = [Int](repeating: 0, count: sequences.itemCount + 1)
    for user in 0..<sequences.userCount {
      for row in sequences.range(ofUser: user) { offsets[Int(sequences.items[row]) + 1] += 1 }
    }
    for item in 0..<sequences.itemCount { offsets[item + 1] += offsets[item] }
    var next = offsets
    var positions = [UInt32](repeating: 0, count: offsets[sequences.itemCount])
    var users = positions
    for user in 0..<sequences.userCount {
      for row in sequences.range(ofUser: user) {
        let item = Int(sequences.items[row])
        positions[next[item]] = UInt32(truncatingIfNeeded: row)
        users[next[item]] = UInt32(truncatingIfNeeded: user)
        next[item] += 1
      }
    }
    self.offsets = offsets
    self.positions = positions
    self.users = users
  }

  func range(ofItem item: Int) -> Range<Int> { offsets[item]..<offsets[item + 1] }

  func count(ofItem item: Int) -> Int { offsets[item + 1] - offsets[item] }
}
