/// A whole `Date` header field, formatted anew only when the second has changed.
package struct DateLine: Sendable {
  /// `Date: Sat, 21 Nov 2026 11:40:12 GMT` with its line end (RFC 9110, 5.6.7).
  package private(set) var bytes: [UInt8]
  private var second: Int64

  package init(epochSeconds: Int64) {
    second = epochSeconds
    bytes = Self.format(epochSeconds)
  }

  package mutating func update(epochSeconds: Int64) {
    guard epochSeconds != second else { return }
    second = epochSeconds
    bytes = Self.format(epochSeconds)
  }

  private static func format(_ epochSeconds: Int64) -> [UInt8] {
    let bounded = min(max(epochSeconds, 0), 253_402_300_799)
    let days = Int(bounded / 86_400)
    let secondOfDay = Int(bounded % 86_400)
    let date = civil(days: days)
    var line: [UInt8] = []
    line.reserveCapacity(40)
    line.append("Date: ")
    line.append(weekdays[(days + 4) % 7])
    line.append(", ")
    appendPadded(date.day, 2, to: &line)
    line.append(months[date.month - 1])
    appendPadded(date.year, 4, to: &line)
    line.append(.space)
    appendPadded(secondOfDay / 3600, 2, to: &line)
    line.append(.colon)
    appendPadded(secondOfDay / 60 % 60, 2, to: &line)
    line.append(.colon)
    appendPadded(secondOfDay % 60, 2, to: &line)
    line.append(" GMT\r\n")
    return line
  }

  private static let weekdays: [StaticString] = [
    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
  ]

  private static let months: [StaticString] = [
    " Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ",
    " Nov ", " Dec ",
  ]

  private static func appendPadded(_ number: Int, _ width: Int, to line: inout [UInt8]) {
    var scale = width == 4 ? 1000 : 10
    while scale > 0 {
      line.append(48 + UInt8(truncatingIfNeeded: number / scale % 10))
      scale /= 10
    }
  }

  /// Days since 1970-01-01 to a date, by Hinnant's algorithm.
  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }
}
