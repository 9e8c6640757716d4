/// How often a solution trains by itself: a scheduling expression such as `rate(7 days)`.
struct TrainingFrequency: Equatable {
  let days: Int64

  var milliseconds: Int64 { days * Self.dayMilliseconds }

  static let dayMilliseconds: Int64 = 86_400_000
  static let weekly = TrainingFrequency(days: 7)

  private init(days: Int64) { self.days = days }

  /// `nil` for what is no rate of 1 to 30 days.
  init?(_ expression: String) {
    guard expression.hasPrefix("rate("), expression.hasSuffix(")") else { return nil }
    let words = expression.dropFirst(5).dropLast().split(separator: " ")
    guard words.count == 2, words[1] == "days" || words[1] == "day",
      let days = Int64(words[0]), (1...30).contains(days)
    else { return nil }
    self.days = days
  }
}
