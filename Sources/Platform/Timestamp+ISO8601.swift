extension Timestamp {
  /// The moment as `2026-11-21T11:40:12.345Z`.
  package var iso8601: String {
    var days = seconds / 86_400
    var secondOfDay = seconds % 86_400
    if secondOfDay < 0 {
      secondOfDay += 86_400
      days -= 1
    }
    let time = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60]
      .map { CivilDate.pad($0, 2) }.joined(separator: ":")
    let fraction = CivilDate.pad(milliseconds - seconds * 1000, 3)
    return "\(CivilDate(daysSinceEpoch: days).text(separator: "-"))T\(time).\(fraction)Z"
  }
}
