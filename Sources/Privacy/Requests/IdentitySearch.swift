/// Finds ids in texts that are kept.
///
/// An id of six bytes or more is found anywhere; a shorter one, of three at least, only where it
/// stands alone, as digits within a ticket number tell nobody. Shorter ones are not looked for.
struct IdentitySearch {
  private let ids: Set<ArraySlice<UInt8>>
  private let lengths: [Int]

  init(_ ids: [String]) {
    let long = ids.map { Array($0.utf8)[...] }.filter { $0.count >= 3 }
    self.ids = Set(long)
    lengths = Set(long.map(\.count)).sorted()
  }

  func occurs(in text: String) -> Bool {
    let bytes = Array(text.utf8)
    for length in lengths where length <= bytes.count {
      for start in 0...(bytes.count - length) {
        let end = start + length
        guard ids.contains(bytes[start..<end]) else { continue }
        let standsAlone =
          (start == 0 || !Self.isWord(bytes[start - 1]))
          && (end == bytes.count || !Self.isWord(bytes[end]))
        if length >= 6 || standsAlone { return true }
      }
    }
    return false
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, 128...: true
    default: false
    }
  }
}
