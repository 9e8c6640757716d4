/// The moment of a signature, in whole seconds.
package struct SigningDate: Sendable, Equatable {
  package let epochSeconds: Int64

  package init(epochSeconds: Int64) {
    self.epochSeconds = min(max(epochSeconds, 0), 253_402_300_799)
  }

  /// `20261121T114012Z`.
  package var text: String {
    let second = epochSeconds % 86_400
    let date = Self.civil(days: epochSeconds / 86_400)
    return Self.pad(date.year, 4) + Self.pad(date.month, 2) + Self.pad(date.day, 2) + "T"
      + Self.pad(second / 3600, 2) + Self.pad(second / 60 % 60, 2) + Self.pad(second % 60, 2)
      + "Z"
  }

  /// Reads ISO-8601 basic (`20261121T114012Z`) or an HTTP date in its preferred form.
  package init?(_ text: ArraySlice<UInt8>) {
    let bytes = Array(text)
    guard let moment = Self.basic(bytes) ?? Self.http(bytes) else { return nil }
    epochSeconds = moment
  }

  private static func basic(_ text: [UInt8]) -> Int64? {
    guard text.count == 16, text[8] == 84, text[15] == 90 else { return nil }
    return moment(
      number(text[0..<4]), number(text[4..<6]), number(text[6..<8]),
      number(text[9..<11]), number(text[11..<13]), number(text[13..<15]))
  }

  /// `Sat, 21 Nov 2026 11:40:12 GMT` (RFC 9110, 5.6.7).
  private static func http(_ text: [UInt8]) -> Int64? {
    guard text.count == 29, text[3] == 44, text[26...].elementsEqual("GMT".utf8),
      text[19] == 58, text[22] == 58, [4, 7, 11, 16, 25].allSatisfy({ text[$0] == 32 })
    else { return nil }
    let names = Array("JanFebMarAprMayJunJulAugSepOctNovDec".utf8)
    let month = (0..<12).first { names[($0 * 3)..<($0 * 3 + 3)] == text[8..<11] }
    return moment(
      number(text[12..<16]), month.map { Int64($0 + 1) }, number(text[5..<7]),
      number(text[17..<19]), number(text[20..<22]), number(text[23..<25]))
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    var value: Int64 = 0
    for digit in digits {
      guard digit >= 48, digit <= 57 else { return nil }
      value = value * 10 + Int64(digit - 48)
    }
    return value
  }

  private static func moment(
    _ year: Int64?, _ month: Int64?, _ day: Int64?, _ hour: Int64?, _ minute: Int64?,
    _ second: Int64?
  ) -> Int64? {
    guard let year, let month, let day, let hour, let minute, let second,
      year >= 1970, month >= 1, month <= 12, day >= 1, day <= 31, hour < 24, minute < 60,
      second <= 60
    else { return nil }
    return days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// Date to days since 1970-01-01, by Hinnant's algorithm.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
      - 719_468
  }

  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
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

  private static func pad(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
