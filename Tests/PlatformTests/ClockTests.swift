import Platform
import Synchronization
import Testing

@Suite struct ClockTests {
  @Test func `a clock tells how far it was moved`() {
    let clock = Clock.stopped(at: Timestamp(seconds: 10))
    #expect(clock.offsetMilliseconds == 0)
    #expect(clock.advance(milliseconds: 1500))
    #expect(clock.advance(milliseconds: 0))
    #expect(clock.offsetMilliseconds == 1500)
    #expect(clock.now() == Timestamp(milliseconds: 11_500))
  }

  @Test func `it is not moved back, nor beyond a hundred years`() {
    let clock = Clock.stopped(at: Timestamp(seconds: 10))
    #expect(!clock.advance(milliseconds: -1))
    #expect(!clock.advance(milliseconds: .max))
    #expect(clock.advance(milliseconds: Clock.largestOffsetMilliseconds))
    #expect(!clock.advance(milliseconds: 1))
    #expect(clock.offsetMilliseconds == Clock.largestOffsetMilliseconds)
  }

  @Test func `those who asked are told of moves, after them`() {
    let clock = Clock.stopped(at: Timestamp(seconds: 10))
    let seen = Mutex<[Int64]>([])
    clock.onAdvance { seen.withLock { $0.append(clock.now().seconds) } }
    clock.advance(milliseconds: 1000)
    clock.advance(milliseconds: 0)
    clock.advance(milliseconds: 2000)
    #expect(seen.withLock(\.self) == [11, 13])
  }
}
