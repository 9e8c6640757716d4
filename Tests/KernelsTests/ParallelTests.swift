import Dispatch
import Glibc
import Synchronization
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

  @Test func `who lets others go first does so on all its threads`() {
    let thread = __priority_which_t(PRIO_PROCESS.rawValue)
    // On a thread of its own: a lower priority cannot be given back.
    let seen = Mutex<[Int32]>([])
    let done = DispatchSemaphore(value: 0)
    DispatchQueue(label: "gives way", qos: .background).async {
      _ = setpriority(thread, 0, 12)
      Parallel.forEachBlock(count: 2, blockSize: 1, threads: 2) { _, _ in
        seen.withLock { $0.append(getpriority(thread, 0)) }
        // Until the other thread has taken the other block, where there is another processor.
        let limit = ContinuousClock.now + .seconds(10)
        while seen.withLock({ $0.count < 2 }), ContinuousClock.now < limit {}
      }
      done.signal()
    }
    done.wait()
    #expect(seen.withLock { $0 } == [12, 12])
  }
}
