import Testing

@testable import Kernels

@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 10, 101], [1, 2, 5])
  func `every element is visited once, in the same blocks`(count: Int, threads: Int) {
    var visits = [Int](repeating: 0, count: count)
    var blocks = [Int](repeating: -1, count: count)
    visits.withUnsafeMutableBufferPointer { visits in
      blocks.withUnsafeMutableBufferPointer { blocks in
        Parallel.forEachBlock(count: count, blockSize: 10, threads: threads) { block, range in
          for index in range {
            visits[index] += 1
            blocks[index] = block
          }
        }
      }
    }
    #expect(visits.allSatisfy { $0 == 1 })
    #expect(blocks == (0..<count).map { $0 / 10 })
  }
}
