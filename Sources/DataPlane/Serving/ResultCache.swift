import Platform
import Synchronization

/// Ranked lists by user or seed item, bounded in memory.
///
/// Least recently used lists go first, approximately: lists are kept in two generations, the
/// younger one takes in what is asked for, and when it is full the older one is dropped.
/// Split by key, so that threads seldom wait for each other.
final class ResultCache: Sendable {
  private let shards: [Shard]
  private static let shardCount = 16

  private final class Shard: Sendable {
    let generations = Mutex(Generations())
  }

  private struct Generations {
    var young: [ExactText: RankedList] = [:]
    var old: [ExactText: RankedList] = [:]
    var youngBytes = 0
  }

  private let generationBytes: Int
  private let epoch: ErasureEpoch

  /// - Parameters:
  ///   - byteLimit: the most memory lists may take together.
  ///   - epoch: of the dataset group whose people the lists are for.
  init(byteLimit: Int, epoch: ErasureEpoch = ErasureEpoch()) {
    shards = (0..<Self.shardCount).map { _ in Shard() }
    self.epoch = epoch
    generationBytes = max(byteLimit / Self.shardCount / 2, 1)
  }

  func list(for key: String) -> RankedList? {
    let key = ExactText(key)
    return shard(of: key).generations.withLock { generations in
      if let list = generations.young[key] { return list }
      guard let list = generations.old.removeValue(forKey: key) else { return nil }
      insert(list, for: key, into: &generations)
      return list
    }
  }

  /// Keeps a list, unless people were forgotten meanwhile.
  ///
  /// - Parameter start: the epoch before the list was begun; `nil` for lists of nobody's.
  func insert(_ list: RankedList, for key: String, begunIn start: Int? = nil) {
    let key = ExactText(key)
    shard(of: key).generations.withLock { generations in
      // What is erased after the epoch has advanced is erased under this lock.
      guard start == nil || start == epoch.current else { return }
      insert(list, for: key, into: &generations)
    }
  }

  func remove(_ key: String) {
    let key = ExactText(key)
    shard(of: key).generations.withLock { generations in
      if let list = generations.young.removeValue(forKey: key) {
        generations.youngBytes -= list.byteCount
      }
      generations.old[key] = nil
    }
  }

  /// How many lists are kept under keys that `matches` picks.
  func count(where matches: (String) -> Bool) -> Int {
    shards.reduce(0) { count, shard in
      shard.generations.withLock { generations in
        count + generations.young.keys.count { matches($0.text) }
          + generations.old.keys.count { matches($0.text) }
      }
    }
  }

  /// Drops the lists under keys that `matches` picks.
  func removeAll(where matches: (String) -> Bool) {
    for shard in shards {
      shard.generations.withLock { generations in
        for key in generations.young.keys where matches(key.text) {
          generations.youngBytes -= generations.young[key]?.byteCount ?? 0
          generations.young[key] = nil
        }
        generations.old = generations.old.filter { !matches($0.key.text) }
      }
    }
  }

  func removeAll() {
    for shard in shards { shard.generations.withLock { $0 = Generations() } }
  }

  private func insert(
    _ list: RankedList, for key: ExactText, into generations: inout Generations
  ) {
    if let replaced = generations.young.updateValue(list, forKey: key) {
      generations.youngBytes -= replaced.byteCount
    }
    generations.youngBytes += list.byteCount
    guard generations.youngBytes > generationBytes else { return }
    generations.old = generations.young
    generations.young = [:]
    generations.youngBytes = 0
  }

  private func shard(of key: ExactText) -> Shard {
    shards[Int(UInt(bitPattern: key.hashValue) % UInt(Self.shardCount))]
  }
}
