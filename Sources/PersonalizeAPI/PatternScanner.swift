/// What is left of a text while a pattern's matcher takes it apart from the front.
struct PatternScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isEmpty: Bool { index >= bytes.count }

  /// Whether there is no line break in it: LF, CR, NEL, or Unicode's line or paragraph separator.
  var isOneLine: Bool {
    for position in index..<bytes.count {
      switch bytes[position] {
      case 0x0A, 0x0D: return false
      case 0x85 where follows([0xC2], position): return false
      case 0xA8 where follows([0xE2, 0x80], position): return false
      case 0xA9 where follows([0xE2, 0x80], position): return false
      default: continue
      }
    }
    return true
  }

  private func follows(_ lead: [UInt8], _ position: Int) -> Bool {
    position >= lead.count && bytes[(position - lead.count)..<position] == lead[...]
  }

  mutating func take(_ prefix: String) -> Bool {
    guard let end = end(of: prefix, at: index) else { return false }
    index = end
    return true
  }

  /// Takes everything up to and with the next occurrence of `text`.
  mutating func takeThrough(_ text: String) -> Bool {
    for position in index..<bytes.count {
      guard let end = end(of: text, at: position) else { continue }
      index = end
      return true
    }
    return false
  }

  /// Takes bytes as long as they satisfy the condition; returns how many.
  mutating func takeAll(where condition: (UInt8) -> Bool) -> Int {
    let first = index
    while index < bytes.count, condition(bytes[index]) { index += 1 }
    return index - first
  }

  /// Where `text` ends if it stands at `position`.
  private func end(of text: String, at position: Int) -> Int? {
    var next = position
    for byte in text.utf8 {
      guard next < bytes.count, bytes[next] == byte else { return nil }
      next += 1
    }
    return next
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 97 && (byte | 0x20) <= 122
  }

  static func isWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_")
  }

  static func isPartition(_ byte: UInt8) -> Bool {
    (byte >= 97 && byte <= 122) || isDigit(byte) || byte == UInt8(ascii: "-")
  }

  static func isRoleName(_ byte: UInt8) -> Bool {
    isWord(byte) || "+=,.@-/".utf8.contains(byte)
  }

  static func isLetterSeparatorOrNumber(_ category: Unicode.GeneralCategory) -> Bool {
    switch category {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .spaceSeparator, .lineSeparator, .paragraphSeparator,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }
}
