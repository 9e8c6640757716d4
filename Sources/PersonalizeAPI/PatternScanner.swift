/// What is left of a text while a pattern's matcher takes it apart from the front.
struct PatternScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isEmpty: Bool { rest.isEmpty }

  /// Whether there is no line break in it, ASCII or not.
  var isOneLine: Bool {
    Substring(rest).unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: false
      default: true
      }
    }
  }

  mutating func take(_ prefix: String) -> Bool {
    guard rest.starts(with: prefix.utf8) else { return false }
    rest = rest.dropFirst(prefix.utf8.count)
    return true
  }

  /// Takes everything up to and with the next occurrence of `end`.
  mutating func takeThrough(_ end: String) -> Bool {
    var candidate = rest
    while !candidate.isEmpty {
      if candidate.starts(with: end.utf8) {
        rest = candidate.dropFirst(end.utf8.count)
        return true
      }
      candidate = candidate.dropFirst()
    }
    return false
  }

  /// Takes bytes as long as they satisfy the condition; returns how many.
  mutating func takeAll(where condition: (UInt8) -> Bool) -> Int {
    let count = rest.count
    rest = rest.drop(while: condition)
    return count - rest.count
  }

  static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  static func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte)
  }

  static func isWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_")
  }

  static func isPartition(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
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
