import Platform

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
    let days = bounded / 86_400
    let secondOfDay = Int(bounded % 86_400)
    let date = CivilDate(daysSinceEpoch: days)
    var line: [UInt8] = []
    line.reserveCapacity(40)
    line.append("Date: ")
    line.append(weekdays[Int(days + 4) % 7])
    line.append(", ")
    appendPadded(Int(date.day), 2, to: &line)
    line.append(months[Int(date.month) - 1])
    appendPadded(Int(date.year), 4, to: &line)
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
}
