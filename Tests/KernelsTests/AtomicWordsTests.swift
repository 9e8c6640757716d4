import Testing

@testable import Kernels

@Suite struct AtomicWordsTests {
  @Test func `each word is what was written last`() {
    let words = AtomicWords(count: 3)
    #expect((0..<3).map { words[$0] } == [0, 0, 0])
    words[1] = 7
    words[2] = .max
    words[1] = 8
    #expect((0..<3).map { words[$0] } == [0, 8, .max])
  }

  @Test func `there may be no words`() {
    #expect(AtomicWords(count: 0).count == 0)
  }

  @Test func `many threads write words of their own`() {
    let words = AtomicWords(count: 1_000)
    Parallel.forEachBlock(count: 1_000, blockSize: 10, threads: 4) { _, range in
      for place in range { words[place] = UInt64(place * place) }
    }
    #expect((0..<1_000).allSatisfy { words[$0] == UInt64($0 * $0) })
  }
}
