/// The well-formed byte sequences of UTF-8 (Unicode 15, table 3-7).
enum UTF8Sequence {
  /// How many bytes the sequence at `position` has; `nil` when it is ill-formed.
  static func length(in bytes: [UInt8], at position: Int, end: Int) -> Int? {
    guard position < end else { return nil }
    let second: ClosedRange<UInt8>
    let length: Int
    switch bytes[position] {
    case 0...0x7F: return 1
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard length <= end - position, second.contains(bytes[position + 1]) else { return nil }
    for next in position + 2..<position + max(length, 2) where bytes[next] & 0xC0 != 0x80 {
      return nil
    }
    return length
  }

  /// The bytes of a Unicode scalar; those of U+FFFD for what is none.
  static func bytes(of value: UInt32) -> String.UTF8View {
    String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8
  }
}
