import Platform

/// The moment of a signature, in whole seconds.
package struct SigningDate: Sendable, Equatable {
  package let epochSeconds: Int64

  package init(epochSeconds: Int64) {
    self.epochSeconds = min(max(epochSeconds, 0), 253_402_300_799)
  }

  /// `20261121T114012Z`.
  package var text: String {
    let second = epochSeconds % 86_400
    let time = [second / 3600, second / 60 % 60, second % 60].map { CivilDate.pad($0, 2) }
    return CivilDate(daysSinceEpoch: epochSeconds / 86_400).text() + "T\(time.joined())Z"
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
    return CivilDate(year: year, month: month, day: day).daysSinceEpoch * 86_400 + hour * 3600
      + minute * 60 + second
  }
}
