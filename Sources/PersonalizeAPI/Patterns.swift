/// Matchers for the patterns that occur in the model, each for the whole text.
///
/// As in the service, `.` stands for any character but a line break.
enum Patterns {
  /// Names of resources: `arn:([a-z\d-]+):personalize:.*:.*:.+`.
  static func personalizeARN(_ text: String) -> Bool {
    var rest = PatternScanner(text)
    guard rest.take("arn:"), rest.takeAll(where: PatternScanner.isPartition) > 0,
      rest.take(":personalize:"), rest.takeThrough(":"), rest.takeThrough(":")
    else { return false }
    return !rest.isEmpty && rest.isOneLine
  }

  /// Names of keys: `arn:aws.*:kms:.*:[0-9]{12}:key/.*`.
  static func kmsKeyARN(_ text: String) -> Bool {
    var rest = PatternScanner(text)
    guard rest.isOneLine, rest.take("arn:aws"), rest.takeThrough(":kms:") else { return false }
    while rest.takeThrough(":") {
      var candidate = rest
      if candidate.takeAll(where: PatternScanner.isDigit) == 12, candidate.take(":key/") {
        return true
      }
    }
    var candidate = rest
    return candidate.takeAll(where: PatternScanner.isDigit) == 12 && candidate.take(":key/")
  }

  /// Names of roles: `arn:([a-z\d-]+):iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`.
  static func roleARN(_ text: String) -> Bool {
    var rest = PatternScanner(text)
    guard rest.take("arn:"), rest.takeAll(where: PatternScanner.isPartition) > 0,
      rest.take(":iam::"),
      rest.takeAll(where: PatternScanner.isDigit) == 12, rest.take(":role")
    else { return false }
    return rest.takeAll(where: PatternScanner.isRoleName) > 0 && rest.isEmpty
  }

  /// Places of data: `(s3|http|https)://.+`.
  static func dataLocation(_ text: String) -> Bool {
    var rest = PatternScanner(text)
    guard rest.take("s3://") || rest.take("http://") || rest.take("https://") else {
      return false
    }
    return !rest.isEmpty && rest.isOneLine
  }

  /// Names that people give: `^[a-zA-Z0-9][a-zA-Z0-9\-_]*`.
  static func resourceName(_ text: String) -> Bool {
    guard let first = text.utf8.first,
      PatternScanner.isLetter(first) || PatternScanner.isDigit(first)
    else {
      return false
    }
    return text.utf8.allSatisfy { PatternScanner.isWord($0) || $0 == UInt8(ascii: "-") }
  }

  /// Columns: `[A-Za-z_][A-Za-z\d_]*`.
  static func columnName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !PatternScanner.isDigit(first) else { return false }
    return text.utf8.allSatisfy(PatternScanner.isWord)
  }

  /// Types of datasets: `^[A-Za-z_]+$`.
  static func datasetType(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { PatternScanner.isLetter($0) || $0 == UInt8(ascii: "_") }
  }

  /// Attributes and placeholders: `[A-Za-z\d_]+`.
  static func attributeName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(PatternScanner.isWord)
  }

  /// Tokens of lists: `\p{ASCII}{0,1500}`.
  static func nextToken(_ text: String) -> Bool {
    text.utf8.count <= 1500 && text.utf8.allSatisfy { $0 < 0x80 }
  }

  /// Schedules: `rate\(\d+ days?\)`.
  static func schedulingExpression(_ text: String) -> Bool {
    var rest = PatternScanner(text)
    guard rest.take("rate("), rest.takeAll(where: PatternScanner.isDigit) > 0, rest.take(" day")
    else {
      return false
    }
    _ = rest.take("s")
    return rest.take(")") && rest.isEmpty
  }

  /// Keys and values of tags: `^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`.
  static func tagText(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "_", ".", ":", "/", "=", "+", "-", "@": true
      default: PatternScanner.isLetterSeparatorOrNumber(scalar.properties.generalCategory)
      }
    }
  }

  /// Sources of events: `^[\x20-\x7E]*[\x21-\x7E]+[\x20-\x7E]*$`.
  static func printableText(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && text.utf8.contains { $0 > 0x20 }
  }

  /// Random UUIDs in lower case:
  /// `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`.
  static func lowercaseUUID4(_ text: String) -> Bool {
    let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard groups.map(\.count) == [8, 4, 4, 4, 12], groups[2].first == UInt8(ascii: "4"),
      let variant = groups[3].first, "89ab".utf8.contains(variant)
    else { return false }
    return groups.joined().allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}
