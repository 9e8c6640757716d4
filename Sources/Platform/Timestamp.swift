/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Sendable, Hashable, Comparable, Codable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  package init(seconds: Int64) {
    milliseconds = seconds.multipliedReportingOverflow(by: 1000).partialValue
  }

  /// Reads epoch seconds as they come on the wire; `nil` when not finite or beyond ±10^14 s.
  package init?(epochSeconds: Double) {
    guard epochSeconds.isFinite, epochSeconds.magnitude <= 1e14 else { return nil }
    milliseconds = Int64((epochSeconds * 1000).rounded())
  }

  /// Whole seconds, rounded down.
  package var seconds: Int64 {
    let quotient = milliseconds / 1000
    return milliseconds % 1000 < 0 ? quotient - 1 : quotient
  }

  /// Epoch seconds with the milliseconds as fraction, as the wire carries them.
  package var epochSeconds: Double { Double(milliseconds) / 1000 }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The moment `milliseconds` later; saturates instead of overflowing.
  package func adding(milliseconds delta: Int64) -> Timestamp {
    let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
    return Timestamp(milliseconds: overflow ? (delta > 0 ? .max : .min) : sum)
  }
}
