/// What the bytes of an id tell.
package enum IdentifierBytes {
  /// Whether an id can be told from other bytes wherever they stand.
  ///
  /// Eight bytes or more, of an alphabet that makes a chance match in billions of bytes unlikely:
  /// digits alone are in times, sizes and random ids as well, so there have to be twelve; of
  /// hexadecimal digits ten.
  package static func areDistinctive(_ id: String) -> Bool {
    let bytes = id.utf8
    guard bytes.count >= 8 else { return false }
    if bytes.contains(where: { !isHexadecimal($0) && $0 != UInt8(ascii: "-") }) { return true }
    let digits = bytes.count { (48...57).contains($0) }
    let letters = bytes.count { isHexadecimal($0) } - digits
    return letters == 0 ? digits >= 12 : digits + letters >= 10
  }

  /// Whether a byte goes on a word: a letter, a digit, or part of a character beyond ASCII.
  static func continueWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
    default: false
    }
  }

  /// Whether what stands in `range` is a word, or words, of a text and not a part of longer ones.
  static func isWord(_ range: Range<Int>, in text: some RandomAccessCollection<UInt8>) -> Bool {
    func byte(_ offset: Int) -> UInt8 { text[text.index(text.startIndex, offsetBy: offset)] }
    if range.lowerBound > 0, continueWord(byte(range.lowerBound - 1)),
      continueWord(byte(range.lowerBound))
    {
      return false
    }
    return range.upperBound >= text.count || !continueWord(byte(range.upperBound))
      || !continueWord(byte(range.upperBound - 1))
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }
}
