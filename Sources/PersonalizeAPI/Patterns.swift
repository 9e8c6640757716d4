/// Matchers for the patterns that occur in the model, each for the whole text.
///
/// As in the service, `.` stands for any character but a line break.
enum Patterns {
  /// `arn:([a-z\d-]+):personalize:.*:.*:.+`
  static func personalizeARN(_ text: String) -> Bool {
    var rest = Text(text)
    guard rest.take("arn:"), rest.takeAll(where: Text.isPartition) > 0,
      rest.take(":personalize:"), rest.takeThrough(":"), rest.takeThrough(":")
    else { return false }
    return !rest.isEmpty && rest.isOneLine
  }

  /// `arn:aws.*:kms:.*:[0-9]{12}:key/.*`
  static func kmsKeyARN(_ text: String) -> Bool {
    var rest = Text(text)
    guard rest.isOneLine, rest.take("arn:aws"), rest.takeThrough(":kms:") else { return false }
    while rest.takeThrough(":") {
      var candidate = rest
      if candidate.takeAll(where: Text.isDigit) == 12, candidate.take(":key/") { return true }
    }
    var candidate = rest
    return candidate.takeAll(where: Text.isDigit) == 12 && candidate.take(":key/")
  }

  /// `arn:([a-z\d-]+):iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`
  static func roleARN(_ text: String) -> Bool {
    var rest = Text(text)
    guard rest.take("arn:"), rest.takeAll(where: Text.isPartition) > 0, rest.take(":iam::"),
      rest.takeAll(where: Text.isDigit) == 12, rest.take(":role")
    else { return false }
    return rest.takeAll(where: Text.isRoleName) > 0 && rest.isEmpty
  }

  /// `(s3|http|https)://.+`
  static func dataLocation(_ text: String) -> Bool {
    var rest = Text(text)
    guard rest.take("s3://") || rest.take("http://") || rest.take("https://") else {
      return false
    }
    return !rest.isEmpty && rest.isOneLine
  }

  /// `^[a-zA-Z0-9][a-zA-Z0-9\-_]*`
  static func resourceName(_ text: String) -> Bool {
    guard let first = text.utf8.first, Text.isLetter(first) || Text.isDigit(first) else {
      return false
    }
    return text.utf8.allSatisfy { Text.isWord($0) || $0 == UInt8(ascii: "-") }
  }

  /// `[A-Za-z_][A-Za-z\d_]*`
  static func columnName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !Text.isDigit(first) else { return false }
    return text.utf8.allSatisfy(Text.isWord)
  }

  /// `^[A-Za-z_]+$`
  static func datasetType(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { Text.isLetter($0) || $0 == UInt8(ascii: "_") }
  }

  /// `[A-Za-z\d_]+`
  static func attributeName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(Text.isWord)
  }

  /// `\p{ASCII}{0,1500}`
  static func nextToken(_ text: String) -> Bool {
    text.utf8.count <= 1500 && text.utf8.allSatisfy { $0 < 0x80 }
  }

  /// `rate\(\d+ days?\)`
  static func schedulingExpression(_ text: String) -> Bool {
    var rest = Text(text)
    guard rest.take("rate("), rest.takeAll(where: Text.isDigit) > 0, rest.take(" day") else {
      return false
    }
    _ = rest.take("s")
    return rest.take(")") && rest.isEmpty
  }

  /// `^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`
  static func tagText(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "_", ".", ":", "/", "=", "+", "-", "@": true
      default: Text.isLetterSeparatorOrNumber(scalar.properties.generalCategory)
      }
    }
  }

  /// `^[\x20-\x7E]*[\x21-\x7E]+[\x20-\x7E]*$`
  static func printableText(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && text.utf8.contains { $0 > 0x20 }
  }
}

/// What is left of a text while a matcher takes it apart from the front.
private struct Text {
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
