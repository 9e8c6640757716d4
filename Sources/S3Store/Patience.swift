import Foundation
import Platform

/// When a request is tried again: after 0.1 s, then after twice as long each time, up to 5 s, until
/// nothing has come forward for as long as the patience lasts.
struct Patience {
  private let limit: UInt64
  private var lastProgress = Clock.monotonicNanoseconds()
  private var pause: UInt64 = firstPause

  private static let firstPause: UInt64 = 100_000_000
  private static let longestPause: UInt64 = 5_000_000_000

  init(nanoseconds: UInt64) { limit = nanoseconds }

  /// Something came: the patience is whole again.
  mutating func noteProgress() {
    lastProgress = Clock.monotonicNanoseconds()
    pause = Self.firstPause
  }

  /// Sleeps before another attempt; `false`, at once, when there is to be none.
  mutating func waits() -> Bool {
    let spent = Clock.monotonicNanoseconds() &- lastProgress
    guard spent + pause <= limit else { return false }
    Thread.sleep(forTimeInterval: Double(pause) / 1e9)
    pause = min(pause * 2, Self.longestPause)
    return true
  }
}
