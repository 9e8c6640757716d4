import Kernels
import Platform
import Testing

@testable import DataPlane

struct ShownListsTests {
  private static let noon = Timestamp(seconds: 1_700_000_000)

  @Test func `an answer is known by as many items as it told`() {
    let lists = ShownLists()
    lists.insert(["a", "b", "c"], count: 2, as: "RID-1", at: Self.noon)
    lists.insert((0..<25).map { "i\($0)" }, count: 500, as: "RID-2", at: Self.noon)
    #expect(lists.items(ofAnswer: "RID-1", at: Self.noon) == ["a", "b"])
    #expect(lists.items(ofAnswer: "RID-2", at: Self.noon)?.count == 25)
    #expect(lists.items(ofAnswer: "RID-3", at: Self.noon) == nil)
  }

  @Test func `answers are forgotten after a day`() {
    let lists = ShownLists()
    lists.insert(["a"], count: 1, as: "RID-1", at: Self.noon)
    let day = Self.noon.adding(milliseconds: ShownLists.ageLimit)
    #expect(lists.items(ofAnswer: "RID-1", at: day) == ["a"])
    #expect(lists.items(ofAnswer: "RID-1", at: day.adding(milliseconds: 1)) == nil)
  }

  @Test func `only the latest answers are kept`() {
    let lists = ShownLists(generationLimit: 160)
    for number in 0..<2_000 {
      lists.insert(["a"], count: 1, as: "RID-\(number)", at: Self.noon)
    }
    let known = (0..<2_000).filter { lists.items(ofAnswer: "RID-\($0)", at: Self.noon) != nil }
    #expect((100...320).contains(known.count))
    #expect(known.last == 1_999)
  }

  @Test(arguments: [(1, 1), (3, 3), (1, 5), (40, 2)] as [(Double, Double)])
  func `draws have the mean and the spread of their distribution`(
    successes: Double, failures: Double
  ) {
    var random = SeededRandom(seed: 5)
    let draws = (0..<20_000).map { _ in random.beta(successes: successes, failures: failures) }
    let mean = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count)
    let total = successes + failures
    #expect(abs(mean - successes / total) < 0.01)
    #expect(abs(variance - successes * failures / (total * total * (total + 1))) < 0.004)
    #expect(draws.allSatisfy { $0 > 0 && $0 < 1 })
  }
}
