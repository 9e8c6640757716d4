import Testing

@testable import Kernels

@Suite struct TopKTests {
  @Test(arguments: [0, 1, 2, 10, 100, 1000])
  func `the best are those a full sort finds`(capacity: Int) {
    var random = SeededRandom(seed: 7)
    // Few distinct scores make many ties.
    let scores = (0..<500).map { _ in Float(random.next() % 40) }
    let plain = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(capacity)
    var best = TopK(capacity: capacity)
    for index in scores.indices.reversed() {
      best.offer(index: UInt32(index), score: scores[index])
    }
    #expect(best.sorted().map { Int($0.index) } == Array(plain))
    var scanned = TopK(capacity: capacity)
    scores.withUnsafeBufferPointer { scanned.offer($0) { _ in true } }
    #expect(scanned.sorted().map { Int($0.index) } == Array(plain))
  }

  @Test func `scores of both signs keep their order and their values`() {
    let scores: [Float] = [-1.5, 0, -.infinity, -0.0, 3e-38, .infinity, -2e-38, 7.25, -1.5, 1e30]
    var best = TopK(capacity: scores.count)
    for (index, score) in scores.enumerated() { best.offer(index: UInt32(index), score: score) }
    let sorted = best.sorted()
    #expect(sorted.map(\.index) == [5, 9, 7, 4, 1, 3, 6, 0, 8, 2])
    #expect(sorted.allSatisfy { $0.score == scores[Int($0.index)] })
  }

  @Test func `only allowed indices are kept`() {
    let scores = (0..<100).map { Float($0) }
    var best = TopK(capacity: 5)
    scores.withUnsafeBufferPointer { best.offer($0) { $0.isMultiple(of: 10) } }
    #expect(best.sorted().map(\.index) == [90, 80, 70, 60, 50])
  }

  @Test func `not-a-number is never kept`() {
    let scores: [Float] = [.nan, 1, .nan, 2]
    var best = TopK(capacity: 3)
    scores.withUnsafeBufferPointer { best.offer($0) { _ in true } }
    best.offer(index: 9, score: .nan)
    #expect(best.sorted().map(\.index) == [3, 1])
  }

  @Test func `a negative capacity keeps nothing`() {
    var best = TopK(capacity: -1)
    best.offer(index: 1, score: 1)
    #expect(best.sorted().isEmpty)
  }
}
