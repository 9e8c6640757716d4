import Platform
import Synchronization
import Testing

@Suite struct PlatformTests {
  @Test func `a stopped clock moves only when told`() {
    let clock = Clock.stopped(at: Timestamp(seconds: 1_700_000_000))
    #expect(clock.now() == Timestamp(seconds: 1_700_000_000))
    clock.advance(milliseconds: 1500)
    clock.advance(milliseconds: -9)
    #expect(clock.now().milliseconds == 1_700_000_001_500)
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_826_501_007, "2000-02-29T12:15:01.007Z"),
    (1_795_219_200_000, "2026-11-21T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
  ])
  func `timestamps are written as ISO 8601`(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
  }

  @Test func `epoch seconds keep their milliseconds, and nonsense is refused`() {
    #expect(Timestamp(epochSeconds: 1_542_392_161.262)?.milliseconds == 1_542_392_161_262)
    #expect(Timestamp(epochSeconds: .nan) == nil)
    #expect(Timestamp(epochSeconds: 1e300) == nil)
    #expect(Timestamp(seconds: -1).seconds == -1)
  }

  @Test func `identifiers have their form and repeat for a seed`() {
    let identifiers = Identifiers(seed: 7)
    let uuid = identifiers.uuid()
    #expect(uuid.count == 36)
    #expect(Array(uuid)[14] == "4")
    #expect("89ab".contains(Array(uuid)[19]))
    let answer = identifiers.recommendationID(mark: 0xFEED_0007)
    #expect(answer.count == 40)
    #expect(Identifiers.mark(ofRecommendationID: answer) == 0xFEED_0007)
    #expect(identifiers.recommendationID(mark: 0xFEED_0007) != answer)
    for text in ["", "RID-", "RID-" + String(repeating: "g", count: 36), answer + "0"] {
      #expect(Identifiers.mark(ofRecommendationID: text) == nil)
    }
    #expect(identifiers.shortHex().count == 8)
    #expect(Identifiers(seed: 7).uuid() == uuid)
    #expect(Identifiers().uuid() != Identifiers().uuid())
  }

  @Test func `identifiers of later moments sort behind earlier ones`() {
    let identifiers = Identifiers(seed: 7)
    let moments = [0, 1, 1_542_392_161_262, 1_542_392_161_263].map(Timestamp.init(milliseconds:))
    let made = moments.map(identifiers.uuid(at:))
    #expect(made == made.sorted())
    #expect(made[2].hasPrefix("0167"))
    for uuid in made {
      #expect(uuid.count == 36)
      #expect(Array(uuid)[14] == "7")
      #expect("89ab".contains(Array(uuid)[19]))
    }
    #expect(identifiers.uuid(at: moments[3]) != made[3])
  }

  @Test func `log lines are one line, in either form`() {
    let lines = Mutex<[String]>([])
    let clock = Clock.stopped(at: Timestamp(seconds: 0))
    for format in Log.Format.allCases {
      let log = Log(format: format, clock: clock) { line in lines.withLock { $0.append(line) } }
      log.debug("not seen")
      log.warning("import \"x\"\nfailed", ["line": "3"])
    }
    #expect(
      lines.withLock { $0 } == [
        "1970-01-01T00:00:00.000Z warning import \"x\" failed line=3",
        #"{"time":"1970-01-01T00:00:00.000Z","level":"warning","message":"import \"x\"\nfailed","line":"3"}"#,
      ])
  }
}

@Suite struct CivilDateTests {
  @Test func `every day from 1582 to 2600 has its number, and every number its day`() {
    let first = CivilDate(year: 1582, month: 10, day: 15).daysSinceEpoch
    let last = CivilDate(year: 2600, month: 12, day: 31).daysSinceEpoch
    #expect(first == -141_427)
    var before = CivilDate(daysSinceEpoch: first - 1)
    for day in first...last {
      let date = CivilDate(daysSinceEpoch: day)
      #expect(date.daysSinceEpoch == day)
      #expect(date.day == before.day + 1 || date.day == 1)
      before = date
    }
  }
}
