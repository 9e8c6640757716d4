import Platform
import Testing

@testable import Workers

@Suite struct AutoTrainingTests {
  private static let start = Timestamp(seconds: 1_700_000_000)

  private func after(hours: Int64) -> Timestamp {
    Self.start.adding(milliseconds: hours * AutoTraining.hourMilliseconds)
  }

  private func due(
    days: Int = 7, beginning: Timestamp = start, last: Timestamp? = nil,
    omitted: Timestamp? = nil
  ) throws -> Timestamp {
    AutoTraining(
      frequency: try require(TrainingFrequency("rate(\(days) days)")), beginning: beginning,
      lastTraining: last, lastOmission: omitted
    ).due
  }

  @Test(arguments: [("rate(1 day)", 1), ("rate(7 days)", 7), ("rate(30 days)", 30)])
  func `a rate is a number of days`(expression: String, days: Int64) {
    #expect(TrainingFrequency(expression)?.milliseconds == days * 86_400_000)
  }

  @Test(arguments: ["rate(0 days)", "rate(31 days)", "rate(2 hours)", "cron(7 days)", "rate()", ""])
  func `what is no rate of days is none`(expression: String) {
    #expect(TrainingFrequency(expression) == nil)
  }

  @Test func `the first training is due an hour after the solution was made`() throws {
    #expect(try due() == after(hours: 1))
  }

  @Test func `a version started in the first hour takes the place of the first training`() throws {
    let manual = Self.start.adding(milliseconds: 60_000)
    #expect(try due(last: manual) == manual.adding(milliseconds: 7 * 86_400_000))
  }

  @Test func `later trainings follow the start of the last one`() throws {
    #expect(try due(days: 2, last: after(hours: 30)) == after(hours: 30 + 48))
  }

  @Test func `a turn without new data passes, and the next comes at its time`() throws {
    let last = after(hours: 1)
    #expect(try due(days: 1, last: last, omitted: after(hours: 25)) == after(hours: 49))
    #expect(try due(days: 1, last: last, omitted: after(hours: 30)) == after(hours: 49))
    #expect(try due(days: 1, last: last, omitted: after(hours: 100)) == after(hours: 121))
  }

  @Test func `a solution never trained for want of data is looked at every hour`() throws {
    #expect(try due(omitted: after(hours: 1)) == after(hours: 2))
    #expect(try due(omitted: after(hours: 24 * 9)) == after(hours: 24 * 9 + 1))
  }

  @Test func `another frequency begins anew, within the hour`() throws {
    let changed = after(hours: 50)
    #expect(try due(days: 3, beginning: changed, last: after(hours: 1)) == after(hours: 51))
    #expect(
      try due(days: 3, beginning: changed, last: after(hours: 51)) == after(hours: 51 + 72))
    #expect(
      try due(beginning: changed, last: after(hours: 1), omitted: after(hours: 20))
        == after(hours: 51))
  }

  @Test func `a recommender's week counts from its creation`() {
    let week: Int64 = 7 * 24
    #expect(WeeklyTraining(creation: Self.start, lastTurn: nil).due == after(hours: week))
    #expect(
      WeeklyTraining(creation: Self.start, lastTurn: after(hours: week + 5)).due
        == after(hours: 2 * week))
    #expect(
      WeeklyTraining(creation: Self.start, lastTurn: after(hours: 10 * week)).due
        == after(hours: 11 * week))
  }

  @Test func `a model is brought up to date every two hours from its creation`() {
    let rhythm = UpdateRhythm.twoHourly
    #expect(rhythm.due(after: nil, creation: Self.start) == after(hours: 2))
    #expect(rhythm.due(after: after(hours: 7), creation: Self.start) == after(hours: 8))
  }
}
