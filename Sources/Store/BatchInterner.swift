/// Interns one column's strings a batch of rows at a time.
///
/// Each string met is a search in a table much larger than the processor's caches. Doing the same
/// step of all searches of a batch one after the other lets the processor wait for many at once.
struct BatchInterner {
  static let rowsPerBatch = 256

  private(set) var interner = StringInterner()
  /// The batch's strings, one after the other.
  private var bytes: [UInt8] = []
  /// Where each row's string lies in `bytes`; empty for null.
  private var ranges = [Range<Int>](repeating: 0..<0, count: rowsPerBatch)
  private var keys = [StringInterner.Key](repeating: .init(), count: rowsPerBatch)
  private var hashes = [UInt64](repeating: 0, count: rowsPerBatch)
  private var entries = [UInt64](repeating: 0, count: rowsPerBatch)

  /// Takes the string of a row of the batch, which must not be empty: that is null.
  mutating func set(_ row: Int, _ buffer: [UInt8], _ range: Range<Int>) {
    let start = bytes.count
    bytes.append(contentsOf: buffer[range])
    ranges[row] = start..<bytes.count
  }

  /// Writes the codes of the batch's first `rows` rows to `codes` from `offset` on, 0 for null, and
  /// begins another batch.
  mutating func finishBatch(rows: Int, into codes: inout [UInt32], at offset: Int) {
    for row in 0..<rows {
      let key = StringInterner.key(bytes, ranges[row])
      keys[row] = key
      hashes[row] = key.hash
    }
    for row in 0..<rows { entries[row] = interner.firstEntry(hashes[row]) }
    for row in 0..<rows {
      let range = ranges[row]
      guard !range.isEmpty else { continue }
      codes[offset + row] =
        interner.code(at: entries[row], hashes[row], keys[row], bytes, range)
        ?? interner.code(of: keys[row], bytes, range)
      ranges[row] = 0..<0
    }
    bytes.removeAll(keepingCapacity: true)
  }
}
