import Platform
import Store
import Testing

@testable import Workers

@Suite struct ScheduleBookTests {
  private let now = Timestamp(seconds: 100)
  private func tenant() throws -> TenantKey {
    try require(TenantKey(account: "000000000001", region: "us-east-1"))
  }

  @Test func `a change of a version is one of its solution`() throws {
    var book = ScheduleBook()
    book.note(.solutionVersion, "solution/a/1", of: try tenant())
    book.note(.solution, "solution/b", of: try tenant())
    book.note(.campaign, "campaign/c", of: try tenant())
    #expect(book.hasChanges)
    #expect(book.take(at: now) == [try tenant(): ["solution/a", "solution/b"]])
    #expect(!book.hasChanges)
    #expect(book.take(at: now).isEmpty)
  }

  @Test func `what is due is taken, and what has no time any more is not`() throws {
    var book = ScheduleBook()
    let soon = Timestamp(seconds: 110)
    book.set(["a": soon, "b": Timestamp(seconds: 120)], of: try tenant())
    #expect(book.next == soon)
    #expect(book.take(at: now).isEmpty)
    #expect(book.take(at: soon) == [try tenant(): ["a"]])
    book.set(["a": nil], of: try tenant())
    #expect(book.next == Timestamp(seconds: 120))
    #expect(book.take(at: soon).isEmpty)
  }
}
