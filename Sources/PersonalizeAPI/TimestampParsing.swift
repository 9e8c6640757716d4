package import Platform

extension Timestamp {
  /// Reads `2026-11-21T11:40:12Z`, with or without a fraction, with `Z` or an offset; or the date
  /// alone, which stands for its midnight in UTC.
  package init?(iso8601 text: String) {
    var scanner = DateScanner(text)
    guard let year = scanner.number(digits: 4), scanner.take("-"),
      let month = scanner.number(digits: 2), (1...12).contains(month), scanner.take("-"),
      let day = scanner.number(digits: 2), (1...Self.days(in: month, of: year)).contains(day)
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    var milliseconds = date.daysSinceEpoch * 86_400_000
    if !scanner.isAtEnd {
      guard scanner.take("T") || scanner.take("t") || scanner.take(" "),
        let time = scanner.timeOfDay(), let offset = scanner.zoneOffset(), scanner.isAtEnd
      else { return nil }
      milliseconds += time - offset
    }
    self.init(milliseconds: milliseconds)
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    default: 31
    }
  }
}

/// Takes a date and time apart, a piece at a time.
private struct DateScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { index >= bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard !isAtEnd, bytes[index] == UInt8(truncatingIfNeeded: character.value) else {
      return false
    }
    index += 1
    return true
  }

  mutating func number(digits: Int) -> Int64? {
    guard bytes.count - index >= digits else { return nil }
    var value: Int64 = 0
    for byte in bytes[index..<index + digits] {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - 48)
    }
    index += digits
    return value
  }

  /// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff` in milliseconds.
  mutating func timeOfDay() -> Int64? {
    guard let hour = number(digits: 2), hour < 24, take(":"),
      let minute = number(digits: 2), minute < 60
    else { return nil }
    var milliseconds = (hour * 60 + minute) * 60_000
    guard take(":") else { return milliseconds }
    guard let second = number(digits: 2), second <= 60 else { return nil }
    milliseconds += second * 1000
    guard take(".") else { return milliseconds }
    guard let fraction = fraction() else { return nil }
    return milliseconds + fraction
  }

  /// Any number of digits; those beyond the third are dropped.
  private mutating func fraction() -> Int64? {
    var weight: Int64 = 100
    var milliseconds: Int64 = 0
    let first = index
    while let digit = number(digits: 1) {
      milliseconds += digit * weight
      weight /= 10
    }
    return index > first ? milliseconds : nil
  }

  /// `Z`, `+HH:MM` or `+HHMM` in milliseconds; none at all counts as UTC.
  mutating func zoneOffset() -> Int64? {
    if isAtEnd || take("Z") || take("z") { return 0 }
    let sign: Int64
    if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
    guard let hours = number(digits: 2), hours < 24 else { return nil }
    _ = take(":")
    guard let minutes = number(digits: 2), minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes) * 60_000
  }
}
